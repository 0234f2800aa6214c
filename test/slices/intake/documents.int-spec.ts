import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ArrivedDocument } from '#apps/intake/src/documents/arrival.ts';
import { documentEvents } from '#apps/intake/src/documents/document.messages.ts';
import { takenOrders } from '#apps/intake/src/documents/document.ts';
import { takeDocument } from '#apps/intake/src/documents/documents.slices.ts';
import { documentView, keptDocument, listDocuments } from '#apps/intake/src/documents/documents.views.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import type { SourceLine, SourceReading } from '#formats/reading.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { listDeadLetters } from '#runtime/http/dead-letter-views.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery, rawDelivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

const profiles = ['erp', 'other'].map((sender) =>
  senderProfile.parse({
    ...{ sender, formats: ['json'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
    parties: { unknown: 'pass-through' },
  }),
);
const ariba = senderProfile.parse({
  ...{ sender: 'ariba', formats: ['cxml'], order: { kind: 'purchase-order' }, mayOrderFor: ['*'] },
});
const nordwind = senderProfile.parse({
  ...{ sender: 'nordwind', formats: ['x12'], order: { kind: 'purchase-order', number: 'NW-{id}' }, mayOrderFor: ['*'] },
  parties: { ids: { '92:NW-01': 'ACC-900', '92:3119': 'ACC-100' } },
  skus: { 'VPN-RNW': { sku: 'VPN', kind: 'renewal' } },
  ...{ unknownSkus: 'pass-through', properties: { kind: 'KD', termMonths: 'TM' } },
});
const senders = new Map([...profiles, ariba, nordwind].map((profile) => [profile.sender, profile]));

const line = { lineNumber: 1, sku: 'AP-1Y', quantity: 25, unitPrice: '118.00' };
const order = (orderNumber: string, changes: object = {}) => {
  const accounts = [{ accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.' }];
  return {
    ...{ orderNumber, revision: 1, currency: 'EUR', accounts },
    ...{ emails: ['it@lodz.example'], lines: [line], ...changes },
  };
};

const sent = (
  document: unknown,
  headers: Record<string, string> = {},
  topic: 'order-documents' | 'sales-orders' = 'order-documents',
) =>
  rawDelivery(topic, typeof document === 'string' ? document : JSON.stringify(document), { sender: 'erp', ...headers });

const at = (value: string) => ({ value, at: { path: `number/${value}` } });

/** A patch as its format would have read it. */
async function deliverPatch(id: string, orderNumber: string, lines: readonly SourceLine[]) {
  const reading: SourceReading = {
    ...{ format: 'x12', act: 'patch', test: false, id: at(orderNumber), parties: [], allowances: [], totals: [] },
    lines,
  };
  const [profile] = profiles;
  if (!profile) throw new Error('there is no profile');
  const data: ArrivedDocument = {
    ...takenOrders({ readings: [reading], violations: [] }, profile),
    ...{ id, sender: 'erp', format: 'x12', sha256: id, bytes: Buffer.from(id), placesTests: false, readsBack: false },
  };
  const message = {
    id,
    source: '/senders/erp',
    type: takeDocument.type,
    time: intake.clock.now,
    correlationId: id,
    data,
  };
  await intake.database.transaction((sql) => intake.runner.decideAndSave(sql, [message]));
  return await intake.announced();
}

let postgres: TestPostgres;
let intake: Awaited<ReturnType<typeof start>>;

function start() {
  return startService(postgres.url, {
    name: 'intake',
    entities: intakeTables,
    migrations: intakeMigrations,
    context: intakeContext,
    store: intakeStore(),
    translate: documentEvents(senders),
  });
}

async function deliver(...messages: Delivery[]) {
  await intake.runner.deliver(messages);
  return await intake.announced();
}

async function outcomes() {
  const rows = await intake.database.sql<{ outcome: string }>(
    `select document -> 'orders' -> 0 ->> 'outcome' as outcome from intake.order_document order by received_at, ctid`,
  );
  return rows.map(({ outcome }) => outcome);
}

const deadLetters = async () =>
  (await listDeadLetters(intake.database.sql, 'intake', { after: '0', limit: 100, settled: false })).map(
    ({ error }) => error,
  );

beforeAll(async () => {
  postgres = await startTestPostgres();
  intake = await start();
});

beforeEach(async () => {
  await intake.database.sql('truncate intake.order_document, intake.source_order, intake.dead_letter, intake.inbox');
});

afterAll(async () => {
  await intake.database.close();
  await postgres.stop();
});

describe('documents over topics', () => {
  test('an order in our own JSON goes on as the very event that an ERP would have published', async () => {
    const [event, ...others] = await deliver(sent(order('SO-1')));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      topic: 'sales-orders',
      key: 'SO-1',
      type: 'sales-order.placed.v1',
      source: '/senders/erp',
    });
    expect(event?.data).toEqual(order('SO-1'));
  });

  test('what came in is kept byte for byte, with its digest', async () => {
    const text = `  ${JSON.stringify(order('SO-2'))}\n`;
    await deliver(sent(text, { 'content-type': 'application/json' }));
    const [row] = await intake.database.sql<{ bytes: Buffer; digest: boolean }>(
      `select bytes, sha256 = encode(sha256(bytes), 'hex') as digest from intake.order_document`,
    );
    expect(row?.bytes.toString()).toBe(text);
    expect(row?.digest).toBe(true);
  });

  test('the same document again, over either topic, changes nothing', async () => {
    const again = sent(order('SO-3'), { 'content-type': 'text/plain' }, 'sales-orders');
    expect(await deliver(sent(order('SO-3')))).toHaveLength(1);
    expect(await deliver(sent(order('SO-3')), again)).toEqual([]);
    await intake.database.sql('truncate intake.inbox');
    expect(await deliver(again)).toEqual([]);
    expect(await outcomes()).toEqual(['placed']);
    expect(await deadLetters()).toEqual([]);
  });

  test('the same order in other bytes is repeated, older after newer is stale, other content under a revision is refused', async () => {
    const other = { ...line, quantity: 7 };
    await deliver(sent(order('SO-4', { revision: 2 })));
    await deliver(sent(order('SO-4', { revision: 2, note: 'again' })));
    await deliver(sent(order('SO-4', { revision: 1 })));
    await deliver(sent(order('SO-4', { revision: 2, lines: [other] })));
    expect(await deliver(sent(order('SO-4', { revision: 3, lines: [other] })))).toMatchObject([
      { type: 'sales-order.changed.v1', data: { revision: 3 } },
    ]);
    expect(await outcomes()).toEqual(['placed', 'repeated', 'stale', 'refused', 'changed']);
  });

  test('a cancellation in an event of a binary mode cancels what is current, also before its order', async () => {
    const cancelled = (orderNumber: string) =>
      sent(
        { orderNumber, revision: 1 },
        { ce_specversion: '1.0', ce_id: '1', ce_source: '/erp', ce_type: 'sales-order.cancelled.v1' },
      );
    expect(await deliver(sent(order('SO-5')), cancelled('SO-5'))).toMatchObject([
      { type: 'sales-order.placed.v1' },
      { type: 'sales-order.cancelled.v1', data: { orderNumber: 'SO-5', revision: 1 } },
    ]);
    expect(await deliver(cancelled('SO-6'), sent(order('SO-6')))).toMatchObject([{ type: 'sales-order.cancelled.v1' }]);
  });

  test('each order of a document has an outcome of its own, and a refusal its place in the document', async () => {
    const half = { ...line, quantity: 2.5 };
    const events = await deliver(
      sent([order('SO-7'), order('SO-8', { lines: [half] }), order('SO-7', { revision: 2 })]),
    );
    expect(events.map(({ key, data }) => [key, data.revision])).toEqual([['SO-7', 1]]);
    const [row] = await intake.database.sql<{ document: { orders: object[] } }>(
      'select document from intake.order_document',
    );
    expect(row?.document.orders).toMatchObject([
      { outcome: 'placed', revision: 1, orderNumber: 'SO-7' },
      {
        outcome: 'refused',
        violations: [{ code: 'QUANTITY_NOT_WHOLE', source: { path: '[1].lines[0].quantity', line: 1 } }],
      },
      { outcome: 'repeated' },
    ]);
  });

  test('two senders may use one number, and are told apart', async () => {
    const events = await deliver(sent(order('SO-9')), sent(order('SO-9', { revision: 4 }), { sender: 'other' }));
    expect(events.map(({ source, data }) => `${source} ${data.revision}`)).toEqual([
      '/senders/erp 1',
      '/senders/other 4',
    ]);
  });

  test('what cannot be read is a dead letter with its bytes and its place; those beside it go on', async () => {
    const events = await deliver(
      sent('{"orderNumber":\n "SO-10",}'),
      sent(order('SO-11')),
      sent(order('SO-12'), { sender: 'nobody' }),
    );
    expect(events.map(({ key }) => key)).toEqual(['SO-11']);
    expect(await deadLetters()).toEqual([
      expect.stringMatching(/no JSON: a name is missing \(\$, line 2, column 10\)/),
      expect.stringMatching(/UNKNOWN_SENDER: there is no profile of sender nobody/),
    ]);
  });

  test('events of our own on sales-orders go their way as ever, whoever their sender header names', async () => {
    const event = delivery('sales-orders', 'sales-order.placed.v1', order('SO-13'));
    expect((await deliver({ ...event, headers: { ...event.headers, sender: 'erp' } })).map(({ type }) => type)).toEqual(
      ['order.rejected.v1'],
    );
  });

  test('a shared secret is kept nowhere: not with the document, not in a dead letter', async () => {
    const cxml = (id: string, end: string) =>
      `<?xml version="1.0"?><cXML payloadID="${id}"><Header><Sender><Credential domain="X"><Identity>nw</Identity>` +
      `<SharedSecret>abracadabra-7</SharedSecret></Credential></Sender></Header><Request><OrderRequest/></Request>${end}`;
    await deliver(
      sent(cxml('1', '</cXML>'), { sender: 'ariba' }),
      sent(cxml('2', ''), { sender: 'ariba' }),
      sent(cxml('3', '</cXML>'), { sender: 'nobody' }),
    );
    expect((await deadLetters()).length).toBeGreaterThanOrEqual(2);
    const kept = await intake.database.sql<{ value: Buffer }>(
      'select value from intake.dead_letter union all select bytes from intake.order_document',
    );
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const { value } of kept) expect(value.toString('latin1')).toMatch(/<SharedSecret>\*\*\*</);
  });

  test('what is refused where it is decided has its place in the document too', async () => {
    const [event] = await deliver(sent(order('SO-15')));
    const headers = { ce_specversion: '1.0', ce_id: 'x', ce_source: '/senders/erp', ce_type: 'sales-order.placed.v1' };
    await deliver(rawDelivery('sales-orders', JSON.stringify(event?.data), headers));
    const [document] = (await listDocuments(intake.database.sql, 'everything', {})).items;
    const kept = await keptDocument(intake.database.sql, document?.documentId ?? '');
    // Kept as it was answered, and told as it was decided: in the list, and to those who narrow it.
    expect(kept?.orders).toMatchObject([{ outcome: 'placed', violations: [] }]);
    expect(document?.orders).toMatchObject([{ outcome: 'refused', violations: [{ code: 'UNKNOWN_SKU' }] }]);
    const narrowed = async (outcome: string) =>
      (await listDocuments(intake.database.sql, 'everything', { outcome })).items.flatMap(({ orders }) =>
        orders.map(({ orderNumber }) => orderNumber),
      );
    expect(await narrowed('refused')).toContain('SO-15');
    expect(await narrowed('placed')).not.toContain('SO-15');
    expect(kept && (await documentView(intake.database.sql, kept))).toMatchObject({
      orders: [
        {
          outcome: 'refused',
          state: 'rejected',
          violations: [{ code: 'UNKNOWN_SKU', source: { path: 'lines[0].sku', line: 1 } }],
        },
      ],
    });
  });

  test('a patch changes the lines that it names of the order as it stands', async () => {
    await deliver(sent(order('SO-16', { lines: [line, { ...line, lineNumber: 2 }] })));
    const change = (number: string, more: Partial<SourceLine>): SourceLine => {
      return { number: at(number), items: [], allowances: [], properties: {}, at: { path: `POC[${number}]` }, ...more };
    };
    const quantity = { value: { digits: 7n, scale: 0 }, at: { path: 'POC.03' } };
    const first = [change('1', { quantity }), change('2', { act: 'delete' })];
    expect(await deliverPatch('a', 'SO-16', first)).toMatchObject([
      {
        type: 'sales-order.changed.v1',
        data: { ...order('SO-16'), revision: 2, lines: [{ ...line, quantity: 7 }] },
      },
    ]);
    expect(await deliverPatch('b', 'SO-16', [change('1', { notBefore: at('20261215') })])).toMatchObject([
      { data: { revision: 3, lines: [{ ...line, quantity: 7, requestedShipDate: '2026-12-15' }] } },
    ]);
    expect(await deliverPatch('c', 'SO-16', [change('1', { quantity })])).toEqual([]);
    expect(await deliverPatch('d', 'SO-16', [change('9', { quantity })])).toEqual([]);
    expect(await deliverPatch('e', 'SO-17', first)).toEqual([]);
    expect(await outcomes()).toEqual(['placed', 'changed', 'changed', 'repeated', 'refused', 'refused']);
    const violations = await intake.database.sql(
      `select document -> 'orders' -> 0 -> 'violations' -> 0 ->> 'code' as code, document -> 'orders' -> 0 -> 'violations' -> 0
       -> 'source' ->> 'path' as path from intake.order_document where document -> 'orders' -> 0 ->> 'outcome' = 'refused'`,
    );
    expect(violations).toEqual(
      expect.arrayContaining([
        { code: 'UNKNOWN_LINE', path: 'number/9' },
        { code: 'UNKNOWN_ORDER', path: 'number/SO-17' },
      ]),
    );
  });

  test('an X12 order, and its change of lines', async () => {
    const x12 = (file: string) => readFileSync(path.join('test/documents/x12', `${file}.edi`), 'utf8');
    const events = await deliver(
      sent(x12('distributor-order'), { sender: 'nordwind' }),
      sent(x12('change'), { sender: 'nordwind', 'content-type': 'application/EDI-X12' }),
    );
    expect(events).toMatchObject([
      {
        type: 'sales-order.placed.v1',
        data: {
          ...{ orderNumber: 'NW-4500012345', revision: 1, purchaseOrder: '4500012345', currency: 'EUR' },
          ...{ emails: ['it@lodz.example'], placedAt: '2026-11-28T00:00:00Z' },
          accounts: [
            { accountId: 'ACC-100', role: 'end-customer', country: 'PL' },
            { accountId: 'ACC-900', role: 'partner' },
            { accountId: 'ACC-900', role: 'sold-to' },
          ],
          lines: [
            {
              lineNumber: 1,
              sku: 'AP-STD',
              quantity: 25,
              unitPrice: '118',
              kind: 'initial',
              requestedShipDate: '2026-12-15',
            },
            { lineNumber: 2, sku: 'SW-BASE', quantity: 200, requestedShipDate: '2026-12-15' },
            { lineNumber: 3, sku: 'VPN', kind: 'renewal', termMonths: 36, requestedShipDate: '2027-01-01' },
          ],
        },
      },
      {
        type: 'sales-order.changed.v1',
        data: {
          revision: 2,
          lines: [
            { lineNumber: 1, quantity: 30, unitPrice: '118', requestedShipDate: '2026-12-15' },
            { lineNumber: 3, quantity: 5, requestedShipDate: '2027-02-01' },
            { lineNumber: 4, sku: 'AP-PRO', quantity: 2, unitPrice: '300.00' },
          ],
        },
      },
    ]);
    await deliver(
      sent(
        x12('change').replace('POC*2*DI', 'POC*9*DI').replace('BCH*04*NE*4500012345**1', 'BCH*04*NE*4500012345**2'),
        { sender: 'nordwind' },
      ),
    );
    expect(await outcomes()).toEqual(['placed', 'changed', 'refused']);
    await deliver(sent(x12('change').slice(0, -3), { sender: 'nordwind' }));
    expect(await deadLetters()).toEqual([expect.stringMatching(/its IEA has no terminator/)]);
  });

  test('a hundred documents of one batch are one transaction, in their order', async () => {
    const documents = Array.from({ length: 100 }, (_, index) =>
      sent(order('SO-14', { revision: index + 1, lines: [{ ...line, quantity: index + 1 }] })),
    );
    const events = await deliver(...documents);
    expect(events.map(({ data }) => data.revision)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });
});
