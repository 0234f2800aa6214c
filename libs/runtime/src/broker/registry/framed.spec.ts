import avsc from 'avsc';
import type { TopicName } from '#contracts/topics.ts';
import { framed, startFakeRegistry } from '#test/support/processes/fake-registry.ts';
import { rawDelivery } from '#test/support/samples/deliveries.ts';
import { type Delivery, problemHeader } from '../broker.ts';
import { asItCame, openFrames } from './framed.ts';
import { RegistryAway, schemaRegistry } from './schema-registry.ts';

const text = (name: string) => ({ name, type: 'string' });
const line = { type: 'record', name: 'Line', namespace: 'example', fields: [text('sku')] };
const order = {
  type: 'record',
  name: 'Order',
  namespace: 'example',
  fields: [text('orderNumber'), { name: 'line', type: 'Line' }],
};
const refersTo = (subject: string) => [{ name: `example.${subject}`, subject, version: 1 }];
const schemas = {
  '/schemas/ids/1': { schema: line },
  '/schemas/ids/2': { schema: order, references: refersTo('Line') },
  '/schemas/ids/3': { schema: { type: 'object' }, schemaType: 'JSON' },
  '/schemas/ids/4': { schema: 'syntax = "proto3";', schemaType: 'PROTOBUF' },
  '/schemas/ids/5': { schema: order, references: refersTo('Circle') },
  '/schemas/ids/6': { schema: order, references: refersTo('Nowhere') },
  '/schemas/ids/7': { schema: '{"type":' },
  '/schemas/ids/8': { schema: 'string' },
  '/schemas/ids/9': { schema: 'x'.repeat(1_100_000) },
  '/subjects/Line/versions/1': { schema: line },
  '/subjects/Circle/versions/1': { schema: line, references: refersTo('Circle') },
};
const lineOf = (sku: string) => avsc.Type.forSchema(line as avsc.Schema).toBuffer({ sku });

let registry: Awaited<ReturnType<typeof startFakeRegistry>>;
beforeAll(async () => {
  registry = await startFakeRegistry(schemas);
});
afterAll(() => registry.stop());
beforeEach(() => {
  Object.assign(registry.state, { trouble: undefined, user: undefined });
  registry.asked.length = 0;
});

const opener = (settings: object = {}) => openFrames(schemaRegistry({ address: registry.address, ...settings }, 300));
const sent = (value: Uint8Array, headers: Record<string, string> = {}, topic: TopicName = 'sales-orders') =>
  rawDelivery(topic, value, headers);
async function opened(value: Uint8Array, headers?: Record<string, string>, topic?: TopicName): Promise<Delivery> {
  const [delivery] = await opener()([sent(value, headers, topic)]);
  if (!delivery) throw new Error('it is lost');
  return delivery;
}
const contentOf = ({ value }: Delivery) => Buffer.from(value ?? []).toString();

describe('values in the frames of a schema registry', () => {
  it('of Avro become JSON; what frames them and what they came as stay known', async () => {
    const value = framed(1, lineOf('AP-1Y'));
    const delivery = await opened(value, { 'content-type': 'application/avro', ce_type: 'x' });
    expect(contentOf(delivery)).toBe('{"sku":"AP-1Y"}');
    expect(delivery.headers).toEqual({ 'content-type': 'application/json', ce_type: 'x' });
    expect(asItCame(delivery).value).toEqual(value);
  });

  it('of Avro may refer to other schemas', async () => {
    const inside = Buffer.concat([Buffer.from([8]), Buffer.from('SO-1'), lineOf('AP-1Y')]);
    expect(contentOf(await opened(framed(2, inside)))).toBe('{"orderNumber":"SO-1","line":{"sku":"AP-1Y"}}');
  });

  it('of JSON Schema stay what they are, to the byte; a structured event stays one', async () => {
    const json = '{ "n": 1.10, "long": 12345678901234567890 }';
    const delivery = await opened(framed(3, Buffer.from(json)), { 'content-type': 'application/cloudevents+avro' });
    expect([contentOf(delivery), delivery.headers['content-type']]).toEqual([json, 'application/cloudevents+json']);
  });

  it('that are one text are documents', async () => {
    const edi = "UNA:+.? 'UNB+";
    const inside = avsc.Type.forSchema('string').toBuffer(edi);
    const delivery = await opened(framed(8, inside), { 'content-type': 'application/avro' }, 'order-documents');
    expect([contentOf(delivery), delivery.headers]).toEqual([edi, {}]);
  });

  it('leave alone what has no frame: JSON, tombstones, text in UTF-16, our own topics', async () => {
    const wide = Buffer.from('<?xml', 'utf16le').swap16();
    const others = [
      sent(Buffer.from('{}')),
      sent(wide, {}, 'order-documents'),
      sent(framed(1, lineOf('A')), {}, 'orders'),
    ];
    const nothing = { ...sent(Buffer.alloc(0)), value: null };
    expect(await opener()([...others, nothing])).toEqual([...others, nothing]);
    expect(registry.asked).toEqual([]);
  });

  it.each<[string, Buffer, string]>([
    ['a number that is not there', framed(77, lineOf('A')), 'schema 77 is not in the schema registry (404)'],
    ['Protobuf', framed(4, Buffer.from([0, 8])), 'schema 4 is of type PROTOBUF; AVRO and JSON are read'],
    ['a circle of schemas', framed(5, lineOf('A')), 'its schema refers to itself: Circle version 1'],
    ['a schema that is missing', framed(6, lineOf('A')), 'Nowhere version 1, which its schema refers to, is not in'],
    ['a schema that is wrong', framed(7, lineOf('A')), 'its schema cannot be read'],
    ['a schema of a megabyte', framed(9, lineOf('A')), 'its schema has more than 1000000 bytes'],
    ['a value that is cut', framed(1, lineOf('AP-1Y').subarray(0, 3)), 'it says that 5 bytes follow, and 2 do'],
    ['a frame that is cut', Buffer.from([0, 0, 0]), 'it has 3 bytes, and a frame has 5'],
    ['another value of 9 MB', framed(1, Buffer.alloc(9_000_000)), 'more than 8000000'],
  ])('%s is told, and the bytes are kept', async (_what, value, told) => {
    const delivery = await opened(value);
    expect(delivery.headers[problemHeader]).toContain(told);
    const kept = asItCame(delivery);
    expect([value.equals(kept.value ?? new Uint8Array()), kept.headers]).toEqual([true, {}]);
  });

  it('every cut of a frame is told, and costs itself alone', async () => {
    const whole = framed(1, lineOf('AP-1Y'));
    const cuts = Array.from({ length: whole.length - 1 }, (_, n) => sent(whole.subarray(0, n + 1)));
    const all = await opener()([...cuts, sent(whole)]);
    expect(all.filter(({ headers }) => headers[problemHeader] === undefined).map(contentOf)).toEqual([
      '{"sku":"AP-1Y"}',
    ]);
  });

  it('say so where no registry is set', async () => {
    const [delivery] = await openFrames(undefined)([sent(framed(1, lineOf('A')))]);
    expect(delivery?.headers[problemHeader]).toMatch(/with schema 1 and cannot be read: set SCHEMA_REGISTRY_URL/);
  });

  it('a passcode that a frame hides is kept masked, not framed (K4)', () => {
    const before = sent(Buffer.from([0, 0, 0, 0, 1, 2]));
    const delivery = { ...before, value: Buffer.from('{"passcode":"1234"}'), framed: before };
    expect(contentOf(asItCame(delivery))).toBe('{"passcode":"1234"}');
  });
});

describe('a schema registry', () => {
  it('is asked once for a schema, and again for one that was not there', async () => {
    const open = opener();
    const value = (id: number) => sent(framed(id, lineOf('A')));
    await open([value(1), value(1), value(78), value(78)]);
    await open([value(1), value(78)]);
    expect(registry.asked.map(({ path }) => path)).toEqual(['/schemas/ids/1', '/schemas/ids/78', '/schemas/ids/78']);
  });

  it('is told who asks', async () => {
    registry.state.user = 'reader:sécret';
    const [delivery] = await opener({ username: 'reader', password: 'sécret' })([sent(framed(1, lineOf('A')))]);
    expect(delivery && contentOf(delivery)).toBe('{"sku":"A"}');
  });

  it.each([
    [500, 'answers 500 for schema 1'],
    [429, 'answers 429 for schema 1'],
    [401, 'answers 401 for schema 1'],
    [302, 'answers 302 for schema 1'],
    ['page', 'answers for schema 1 what is no schema'],
    ['silence', 'cannot be reached'],
  ] as const)('that answers %s is waited for: nothing is lost, and then it works', async (trouble, told) => {
    registry.state.trouble = trouble;
    const open = opener();
    const batch = [sent(framed(1, lineOf('A')))];
    const failed = await open(batch).catch((error: Error) => error);
    expect(failed).toBeInstanceOf(RegistryAway);
    expect((failed as Error).message).toContain(`the schema registry (SCHEMA_REGISTRY_URL) ${told}`);
    registry.state.trouble = undefined;
    expect((await open(batch)).map(contentOf)).toEqual(['{"sku":"A"}']);
  });

  it('that is not there is waited for', async () => {
    const open = openFrames(schemaRegistry({ address: 'http://127.0.0.1:9' }, 300));
    await expect(open([sent(framed(1, lineOf('A')))])).rejects.toThrow(RegistryAway);
  });
});
