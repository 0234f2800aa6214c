import type { z } from 'zod';
import { fieldsWithLists, hasLists, mostEntries, unwrapped } from './schema-shape.ts';
import { pathText, type SchemaViolation, schemaViolations } from './violations.ts';

/** Reading with a schema in the order that costs least: what is too long is found by its count and never looked into (R15). */

/** An object whose names are data (prices by currency) has at most so many. */
export const mostNames = 500;

/** What reading a value came to. */
export type ReadAs<Data> =
  | { readonly success: true; readonly data: Data }
  | {
      readonly success: false;
      readonly data?: undefined;
      readonly violations: readonly SchemaViolation[];
      /** Where the faults are; the rest of `sound` fits. */
      readonly faults: readonly (readonly PropertyKey[])[];
      /** The value without the lists that are too long. */
      readonly sound: unknown;
    };

/** Reads a value as a schema has it, with everything that is wrong with it where it does not fit. */
export function readAs<Data>(schema: z.ZodType<Data>, value: unknown): ReadAs<Data> {
  const long = tooLong(schema, value);
  const sound = long.reduce((copy, { path }) => without(copy, path), value);
  const parsed = schema.safeParse(sound);
  if (parsed.success && long.length === 0) return parsed;
  // That a list which was taken out is missing is our own doing.
  const isOurs = ({ path }: { readonly path: readonly PropertyKey[] }) =>
    long.some((cut) => pathText(cut.path) === pathText(path));
  const found = parsed.success ? [] : schemaViolations(parsed.error, sound, (issue) => !isOurs(issue));
  const faults = [...long.map(({ path }) => path), ...(parsed.error?.issues ?? []).map(({ path }) => path)];
  return { success: false, violations: [...long.map(({ violation }) => violation), ...found], faults, sound };
}

interface TooLong {
  readonly path: readonly PropertyKey[];
  readonly violation: SchemaViolation;
}

function tooLong(schema: z.ZodType, value: unknown, path: readonly PropertyKey[] = []): TooLong[] {
  // Every message is looked at: what has no lists in it is not gone through.
  if (typeof value !== 'object' || value === null || !hasLists(schema)) return [];
  const inner = unwrapped(schema);
  if (inner.def.type === 'array' && Array.isArray(value)) {
    const most = mostEntries(inner);
    if (value.length > most) return [tooMany(path, value.length, most, most === 1 ? 'entry' : 'entries')];
    const { element } = inner.def as unknown as { element: z.ZodType };
    if (!hasLists(element)) return [];
    return value.flatMap((each, index) => tooLong(element, each, [...path, index]));
  }
  if (inner.def.type === 'record') {
    const names = Object.keys(value).length;
    return names > mostNames ? [tooMany(path, names, mostNames, 'names')] : [];
  }
  if (inner.def.type !== 'object') return [];
  return fieldsWithLists(inner).flatMap(([name, field]) =>
    Object.hasOwn(value, name) ? tooLong(field, (value as Record<string, unknown>)[name], [...path, name]) : [],
  );
}

function tooMany(path: readonly PropertyKey[], count: number, most: number, what: string): TooLong {
  const text = pathText(path);
  const message = `${text === '$' ? 'the message' : text} has more than ${most} ${what}`;
  return { path, violation: { code: 'TOO_LARGE', path: text, message, limit: String(most), actual: String(count) } };
}

/** A copy along a path, without what is there. */
function without(value: unknown, [step, ...rest]: readonly PropertyKey[]): unknown {
  if (step === undefined) return undefined;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<PropertyKey, unknown>;
  copy[step] = without(copy[step], rest);
  return copy;
}
