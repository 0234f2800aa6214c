import type { RegistrySettings } from '../../environment/settings/registry.settings.ts';
import { type AvroNames, type AvroType, readAvroSchema } from './avro/avro-schema.ts';
import { FrameProblem } from './frame-problem.ts';

/** How a value of a schema is read. */
export type ValueSchema = { readonly kind: 'json' } | { readonly kind: 'avro'; readonly type: AvroType };

/** The registry does not answer as one: whatever waits for it is tried again. */
export class RegistryAway extends Error {
  /** As of a server that is not there. */
  readonly code = 'ECONNREFUSED';
}

/** Answers how the values of a schema are read. */
export interface SchemaRegistry {
  /**
   * @param id the number in the frame
   * @throws FrameProblem for a schema that is not there, or of no use
   * @throws RegistryAway
   */
  schemaOf(id: number): Promise<ValueSchema>;
}

const patienceMilliseconds = 5000;
const mostBytes = 1_000_000;
const mostKept = 1000;
const mostReferences = 100;

interface Registered {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly { readonly name?: string; readonly subject: string; readonly version: number }[];
}

/**
 * A schema registry that speaks the REST interface of Confluent's. A schema of a number never changes: it is fetched once. What is not
 * there is asked for again, since it may come to be.
 *
 * @param patience in milliseconds, for one answer
 */
export function schemaRegistry(settings: RegistrySettings, patience = patienceMilliseconds): SchemaRegistry {
  const kept = new Map<number, Promise<ValueSchema>>();
  const get = (path: string, what: string) => fetched(settings, path, what, patience);
  return {
    async schemaOf(id) {
      const known = kept.get(id);
      if (known) return await known;
      const asked = get(`/schemas/ids/${id}`, `schema ${id}`).then((registered) => readSchema(registered, id, get));
      kept.set(id, asked);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      try {
        return await asked;
      } catch (error) {
        kept.delete(id);
        throw error;
      }
    },
  };
}

type Get = (path: string, what: string) => Promise<Registered>;

async function readSchema(registered: Registered, id: number, get: Get): Promise<ValueSchema> {
  const { schemaType = 'AVRO' } = registered;
  if (schemaType === 'JSON') return { kind: 'json' };
  if (schemaType !== 'AVRO')
    throw new FrameProblem(`schema ${id} is of type ${schemaType.slice(0, 40)}; AVRO and JSON are read`);
  return { kind: 'avro', type: await avroOf(registered, { names: new Map(), under: [], done: new Set() }, get) };
}

interface Referring {
  readonly names: AvroNames;
  /** The schemas that lead to this one. */
  readonly under: readonly string[];
  readonly done: Set<string>;
}

async function avroOf(
  { schema, references = [] }: Registered,
  { names, under, done }: Referring,
  get: Get,
): Promise<AvroType> {
  for (const { subject, version } of references) {
    const key = `${subject} version ${version}`;
    if (under.includes(key)) throw new FrameProblem(`its schema refers to itself: ${key}`);
    if (done.has(key)) continue;
    if (done.size >= mostReferences) throw new FrameProblem(`its schema refers to more than ${mostReferences} others`);
    const path = `/subjects/${encodeURIComponent(subject)}/versions/${encodeURIComponent(version)}`;
    await avroOf(await get(path, `${key}, which its schema refers to,`), { names, under: [...under, key], done }, get);
    done.add(key);
  }
  let json: unknown;
  try {
    json = JSON.parse(schema);
  } catch {
    // A registry takes the name of a type without quotes as well.
    json = schema.trim();
  }
  return readAvroSchema(json, names);
}

async function fetched(settings: RegistrySettings, path: string, what: string, patience: number): Promise<Registered> {
  const { address, username, password } = settings;
  const headers: Record<string, string> = { accept: 'application/vnd.schemaregistry.v1+json, application/json' };
  if (username !== undefined) {
    headers.authorization = `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
  }
  let status: number;
  let text: string;
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(`${address}${path}`, { headers, signal, redirect: 'manual' });
    status = response.status;
    text = status === 200 ? await textOf(response) : '';
    if (status !== 200) await response.body?.cancel();
  } catch (error) {
    if (error instanceof FrameProblem) throw error;
    throw away(
      `cannot be reached: ${((error as Error).cause as Error | undefined)?.message ?? (error as Error).message}`,
    );
  }
  if (status === 404) throw new FrameProblem(`${what} is not in the schema registry (404)`);
  if (status !== 200) throw away(`answers ${status} for ${what}`);
  const registered = registeredIn(text);
  if (!registered) throw away(`answers for ${what} what is no schema`);
  return registered;
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new FrameProblem(`its schema has more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function registeredIn(text: string): Registered | undefined {
  try {
    const answer = JSON.parse(text) as Partial<Registered> | null;
    return typeof answer?.schema === 'string' ? (answer as Registered) : undefined;
  } catch {
    return undefined;
  }
}

function away(why: string): RegistryAway {
  return new RegistryAway(`the schema registry (SCHEMA_REGISTRY_URL) ${why}`);
}
