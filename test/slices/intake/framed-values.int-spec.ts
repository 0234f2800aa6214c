import { documentEvents } from '#apps/intake/src/documents/document.messages.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { openFrames } from '#runtime/broker/registry/framed.ts';
import { schemaRegistry } from '#runtime/broker/registry/schema-registry.ts';
import { DeadLetterBox } from '#runtime/http/dead-letter-box.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { framed, startFakeRegistry } from '#test/support/processes/fake-registry.ts';
import { avro, orderAccounts, orderInAvro, orderSchema, record, text } from '#test/support/samples/avro-orders.ts';
import { delivery, rawDelivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

/** What a schema registry frames, and rows of outboxes, in order intake. */

const eventSchema = record('Event', text('specversion'), text('id'), text('source'), text('type'), {
  name: 'data',
  type: orderSchema,
});
const schemas = {
  '/schemas/ids/1': { schema: orderSchema },
  '/schemas/ids/2': { schema: eventSchema },
  '/schemas/ids/3': { schema: { type: 'object' }, schemaType: 'JSON' },
  '/schemas/ids/4': { schema: ['null', 'string'] },
};

const accounts = orderAccounts;
const inAvro = orderInAvro;
const line = { lineNumber: 1, sku: 'AP-1Y', quantity: 25 };
const inJson = (orderNumber: string, revision = 1, quantity = 25) => ({
  ...{ orderNumber, revision, currency: 'EUR', placedAt: '2026-11-21T09:30:00.000Z', accounts },
  ...{
    emails: ['it@lodz.example'],
    lines: [{ ...line, quantity, unitPrice: '118.00', requestedShipDate: '2026-12-01' }],
  },
});
const headersOf = (id: string) => binaryHeaders({ id, source: '/erp', type: 'sales-order.placed.v1' });

let postgres: TestPostgres;
let registry: Awaited<ReturnType<typeof startFakeRegistry>>;
let intake: Awaited<ReturnType<typeof start>>;
let open: ReturnType<typeof openFrames>;

function start() {
  const erp = senderProfile.parse({
    ...{ sender: 'erp', formats: ['json'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
    parties: { unknown: 'pass-through' },
  });
  return startService(postgres.url, {
    ...{ name: 'intake', entities: intakeTables, migrations: intakeMigrations, context: intakeContext },
    ...{ store: intakeStore(), translate: documentEvents(new Map([['erp', erp]])) },
  });
}

async function deliver(...messages: Delivery[]) {
  await intake.runner.deliver(await open(messages));
  return await intake.announced();
}
const deadLetters = () =>
  intake.database.sql<{ id: string; error: string; value: Buffer }>(
    'select id, error, value from intake.dead_letter order by id',
  );

beforeAll(async () => {
  postgres = await startTestPostgres();
  registry = await startFakeRegistry(schemas);
  open = openFrames(schemaRegistry({ address: registry.address }));
  intake = await start();
  const facts = { name: 'AP', description: 'x', instructionsUrl: 'https://docs.example/x', program: 'mist' };
  await deliver(
    delivery('catalog', 'product.published.v1', {
      sku: 'AP-1Y',
      scenario: 'activation',
      prices: { EUR: '118.00' },
      ...facts,
    }),
  );
});
beforeEach(() => intake.database.sql('truncate intake.dead_letter'));
afterAll(async () => {
  await intake.database.close();
  await registry.stop();
  await postgres.stop();
});

test('O1 an order in Avro is the order that it is in JSON: exact price, date, time, absent what is null', async () => {
  const value = framed(1, avro(orderSchema, inAvro('SO-1')));
  const [event] = await deliver(rawDelivery('sales-orders', value, headersOf('1')));
  expect(event).toMatchObject({
    type: 'order.accepted.v1',
    key: 'SO-1',
    data: { placedAt: '2026-11-21T09:30:00.000Z' },
  });
  expect(event?.data.lines).toMatchObject([{ sku: 'AP-1Y', unitPrice: '118.00', requestedShipDate: '2026-12-01' }]);
  expect(event?.data).not.toHaveProperty('purchaseOrder');
  // O4: the same in JSON changes nothing.
  expect(
    await deliver(delivery('sales-orders', 'sales-order.placed.v1', inJson('SO-1'), { id: '2', source: '/erp' })),
  ).toEqual([]);
  expect(await deadLetters()).toEqual([]);
});

test('O1 a whole event in Avro, and data in JSON Schema', async () => {
  const attributes = { specversion: '1.0', id: '3', source: '/erp', type: 'sales-order.placed.v1' };
  const structured = framed(2, avro(eventSchema, { ...attributes, data: inAvro('SO-2') }));
  const json = framed(3, Buffer.from(JSON.stringify(inJson('SO-3'))));
  const events = await deliver(
    rawDelivery('sales-orders', structured),
    rawDelivery('sales-orders', json, headersOf('4')),
  );
  expect(events.map(({ type, key }) => [type, key])).toEqual([
    ['order.accepted.v1', 'SO-2'],
    ['order.accepted.v1', 'SO-3'],
  ]);
});

test('O5 what cannot be read is a dead letter in its frame, and goes through when it is replayed to a registry that knows it', async () => {
  const value = framed(9, avro(orderSchema, inAvro('SO-4')));
  expect(await deliver(rawDelivery('sales-orders', value, headersOf('5')))).toEqual([]);
  const [letter, ...others] = await deadLetters();
  expect(others).toEqual([]);
  expect(letter?.value).toEqual(value);
  expect(letter?.error).toMatch(/with schema 9 and cannot be read: schema 9 is not in the schema registry \(404\)/);
  Object.assign(schemas, { '/schemas/ids/9': { schema: orderSchema } });
  const box = new DeadLetterBox('intake', undefined as never, intake.database, async (dead) => {
    const [opened = dead] = await open([dead]);
    return await intake.runner.replay(opened);
  });
  expect(await box.replay(letter?.id ?? '')).toBe(true);
  expect(await intake.announced()).toMatchObject([{ type: 'order.accepted.v1', key: 'SO-4' }]);
});

test('O5 an order that breaks a rule is told as ever, and one whose data is wrong keeps its frame', async () => {
  const value = framed(3, Buffer.from('{"orderNumber":'));
  await deliver(rawDelivery('sales-orders', value, headersOf('6')));
  expect(await deadLetters()).toMatchObject([{ error: expect.stringContaining('data is not JSON'), value }]);
});

describe('O12 rows of an outbox, as Debezium’s event router sends them', () => {
  const row = (id: string, value: Uint8Array | string, headers: Record<string, string> = {}) =>
    rawDelivery('order-documents', value, { sender: 'erp', id, ...headers });
  const outcomes = async () => {
    const rows = await intake.database.sql<{ outcome: string }>(
      `select document -> 'orders' -> 0 ->> 'outcome' as outcome from intake.order_document order by received_at, ctid`,
    );
    return rows.map(({ outcome }) => outcome);
  };
  beforeEach(() => intake.database.sql('truncate intake.order_document'));

  test('are documents, plain, as a text of JSON, and framed as a text of Avro', async () => {
    const plain = JSON.stringify(inJson('SO-10'));
    const quoted = JSON.stringify(JSON.stringify(inJson('SO-11')));
    const inFrame = framed(4, avro(['null', 'string'], JSON.stringify(inJson('SO-12'))));
    const events = await deliver(row('a', plain), row('"b"', quoted), row('c', inFrame, { eventtype: 'OrderPlaced' }));
    expect(events.map(({ type, key }) => [type, key])).toEqual(
      ['SO-10', 'SO-11', 'SO-12'].map((key) => ['sales-order.placed.v1', key]),
    );
    expect(await deadLetters()).toEqual([]);
  });

  test('a row of one id counts once; another row with what was there before is a new state', async () => {
    const first = JSON.stringify([inJson('SO-13')]);
    const states = [1, 7, 1].map((quantity) => {
      const { revision: _, ...stated } = inJson('SO-13', 1, quantity);
      return JSON.stringify(stated);
    });
    expect(first).toContain('SO-13');
    const events = await deliver(
      ...states.map((state, n) => row(`state-${n}`, state)),
      row('state-1', states[1] ?? ''),
    );
    expect(events.map(({ data }) => [data.revision, data.lines[0].quantity])).toEqual([
      [1, 1],
      [2, 7],
      [3, 1],
    ]);
    expect(await outcomes()).toEqual(['placed', 'changed', 'changed']);
  });

  test('O9 a row whose id came with other bytes is a conflict that is kept', async () => {
    await deliver(row('d', JSON.stringify(inJson('SO-14'))));
    expect(await deliver(row('d', JSON.stringify(inJson('SO-15'))))).toEqual([]);
    expect(await deadLetters()).toMatchObject([{ value: Buffer.from(JSON.stringify(inJson('SO-15'))) }]);
  });
});
