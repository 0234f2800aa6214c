import { maximumBytes } from '#contracts/cloud-event.ts';
import { type TopicName, topics } from '#contracts/topics.ts';
import { type Delivery, problemHeader } from '../broker.ts';
import { avroContent } from './avro/avro-value.ts';
import { FrameProblem } from './frame-problem.ts';
import type { SchemaRegistry } from './schema-registry.ts';

/**
 * Takes deliveries out of the frames of a schema registry; those that have none stay as they are. A value that cannot be read says why
 * under `problemHeader`.
 *
 * @throws RegistryAway: the deliveries have to come again
 */
export type OpenFrames = (deliveries: readonly Delivery[]) => Promise<readonly Delivery[]>;

/** Byte 0, and the number of the schema. */
const frameBytes = 5;

/** @param registry undefined where none is set: framed values say so then */
export function openFrames(registry: SchemaRegistry | undefined): OpenFrames {
  return async (deliveries) => {
    if (!deliveries.some(isFramed)) return deliveries;
    // One number is asked for once in a batch, also where it is not there.
    const asked = new Map<number, ReturnType<SchemaRegistry['schemaOf']>>();
    const schemaOf: SchemaRegistry['schemaOf'] = (id) => {
      if (!registry) throw new FrameProblem('set SCHEMA_REGISTRY_URL for values that a schema registry frames');
      const known = asked.get(id) ?? registry.schemaOf(id);
      asked.set(id, known);
      return known;
    };
    const opened: Delivery[] = [];
    for (const delivery of deliveries) opened.push(isFramed(delivery) ? await open(delivery, schemaOf) : delivery);
    return opened;
  };
}

/** What of a delivery is kept as a dead letter: as it came in its frame. A passcode is masked only where it can be seen (K4). */
export function asItCame(delivery: Delivery): Delivery {
  const { framed, value } = delivery;
  if (!framed) return delivery;
  return value !== framed.value && Buffer.from(value ?? []).includes('"passcode"')
    ? { ...delivery, framed: undefined }
    : framed;
}

async function open(delivery: Delivery, schemaOf: SchemaRegistry['schemaOf']): Promise<Delivery> {
  const bytes = Buffer.from(delivery.value ?? []);
  const id = bytes.length < frameBytes ? undefined : bytes.readUInt32BE(1);
  try {
    if (id === undefined) throw new FrameProblem(`it has ${bytes.length} bytes, and a frame has ${frameBytes}`);
    if (bytes.length > maximumBytes) throw new FrameProblem(`it has ${bytes.length} bytes, more than ${maximumBytes}`);
    const schema = await schemaOf(id);
    const inside = bytes.subarray(frameBytes);
    const content = schema.kind === 'json' ? { isJson: true, bytes: inside } : avroContent(schema.type, inside);
    return { ...delivery, value: content.bytes, headers: headersOf(delivery, content.isJson), framed: delivery };
  } catch (error) {
    if (!(error instanceof FrameProblem)) throw error;
    const which = id === undefined ? '' : ` with schema ${id}`;
    const problem = `the value is framed by a schema registry${which} and cannot be read: ${error.message}`;
    return { ...delivery, headers: { ...delivery.headers, [problemHeader]: problem }, framed: delivery };
  }
}

// What the content type said was of the frame; a structured event stays one.
function headersOf({ headers }: Delivery, isJson: boolean): Delivery['headers'] {
  const { 'content-type': told, ...others } = headers;
  if (!isJson) return others;
  const isStructured = told !== undefined && /^\s*application\/cloudevents\b/i.test(told);
  return { ...others, 'content-type': isStructured ? 'application/cloudevents+json' : 'application/json' };
}

/** Our own services frame nothing. */
function isFramed({ topic, value }: Delivery): boolean {
  if (value === null || value[0] !== 0) return false;
  return topics[topic as TopicName]?.direction === 'in' && !isWideText(value);
}

// Text in UTF-16 without a mark begins with byte 0 too: `<`, `{` or `[`.
function isWideText([, first = 0, second, third, fourth]: Uint8Array): boolean {
  return [0x3c, 0x7b, 0x5b].includes(first) && second === 0 && third !== 0 && fourth === 0;
}
