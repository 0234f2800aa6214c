import { intakeContext, releaseDueLines } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { findOrder, listOrders } from '#apps/intake/src/intake.views.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { deadLetterBytes, listDeadLetters } from '#runtime/http/dead-letter-views.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery, rawDelivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

const product = {
  sku: 'MIST-AP-STD-1Y',
  name: 'Wireless Assurance, 1 year',
  description: 'Cloud service for one access point',
  instructionsUrl: 'https://docs.seatwright.example/mist',
  program: 'mist',
  scenario: 'activation',
  termMonths: 12,
  prices: { EUR: '118.00' },
};

const line = { lineNumber: 1, sku: product.sku, quantity: 25, unitPrice: '118.00' };

function order(orderNumber: string, changes: Record<string, unknown> = {}) {
  return {
    orderNumber,
    revision: 1,
    currency: 'EUR',
    accounts: [{ accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.' }],
    emails: ['it@lodz-logistyka.example'],
    lines: [line],
    ...changes,
  };
}

let postgres: TestPostgres;
let intake: Awaited<ReturnType<typeof start>>;

function start(url = postgres.url, migrations = intakeMigrations) {
  return startService(url, {
    name: 'intake',
    entities: intakeTables,
    migrations,
    context: intakeContext,
    store: intakeStore([['/erp/old', '/erp/new']]),
  });
}

const placed = (data: unknown, attributes = {}) => delivery('sales-orders', 'sales-order.placed.v1', data, attributes);

/** Delivers messages as one batch and answers the types of what was announced. */
async function deliver(...messages: ReturnType<typeof delivery>[]) {
  await intake.runner.deliver(messages);
  return await intake.announced();
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  intake = await start();
  await deliver(delivery('catalog', 'product.published.v1', product));
});

afterAll(async () => {
  await intake.database.close();
  await postgres.stop();
});

describe('O10 what is billed', () => {
  const billTo = (accountId: string) => [
    { accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.' },
    { accountId, role: 'bill-to' },
  ];
  const issued = (type: 'invoice' | 'credit-note', orders: object[] | undefined, number = 'INV-2026-000010') =>
    delivery('invoices', `${type}.issued.v1`, {
      ...{ number, accountId: 'PAY-OLD', period: '2026-12', currency: 'EUR', issuedOn: '2026-12-01', taxes: [] },
      ...{ net: '590.00', tax: '0.00', total: '590.00', documents: { pdf: '/x.pdf', xml: '/x.xml' }, orders },
      ...(type === 'invoice' && { dueOn: '2026-12-15' }),
    });
  const revised = async (orderNumber: string, revision: number) => {
    const [event] = await deliver(placed(order(orderNumber, { revision, accounts: billTo(`PAY-${revision}`) })));
    return [event?.type, event?.data.violations?.[0]?.message];
  };

  test('O10 a payer is taken until an invoice names the order, and refused aloud from then on, with its number', async () => {
    await deliver(placed(order('SO-PAY', { accounts: billTo('PAY-1') })), placed(order('SO-OTHER')));
    await deliver(issued('invoice', [{ orderNumber: 'SO-NONE', lines: [1] }]), issued('invoice', undefined));
    expect(await revised('SO-PAY', 2)).toEqual(['order.changed.v1', undefined]);
    await deliver(issued('invoice', [{ orderNumber: 'SO-PAY', lines: [1, 2] }]));
    const [type, message] = await revised('SO-PAY', 3);
    expect(type).toBe('order.rejected.v1');
    expect(message).toMatch(/^who pays .* from PAY-2 to PAY-3: the order is billed on invoice INV-2026-000010$/);
    expect(await findOrder(intake.database.sql, 'SO-PAY')).toMatchObject({
      ...{ revision: 2, refusals: [{ revision: 3, violations: [{ code: 'RELEASED_TERMS_FIXED' }] }] },
    });
    expect((await revised('SO-OTHER', 2))[0]).toBe('order.changed.v1');
  });

  test('O10, R7 the payer of what an earlier release released stays, since nobody knows whether it is billed', async () => {
    const ownServer = await startTestPostgres();
    const placedBy = (service: typeof intake) => async (revision: number) => {
      const accounts = billTo(`PAY-${revision}`);
      const lines = [line, { ...line, lineNumber: 2, requestedShipDate: '2099-01-01' }];
      await service.runner.deliver([placed(order('SO-BEFORE', { revision, accounts, lines }))]);
      return (await service.announced()).map(({ type, data }) => [type, data.violations?.[0]?.message]);
    };
    const kept = intakeMigrations.findIndex(({ name }) => name === '0003-billed-lines');
    const earlier = await start(ownServer.url, intakeMigrations.slice(0, kept));
    // What that release did not have yet is not asked for by an order that is new.
    await earlier.runner.deliver([delivery('catalog', 'product.published.v1', product)]);
    expect(await placedBy(earlier)(1)).toMatchObject([['order.accepted.v1'], ['shipment.released.v1']]);
    await earlier.database.close();
    const upgraded = await start(ownServer.url);
    expect(await placedBy(upgraded)(2)).toEqual([
      ['order.rejected.v1', expect.stringContaining('released before it was kept what is billed')],
    ]);
    await upgraded.database.close();
    await ownServer.stop();
  });

  test('O10 all else of a billed order follows still', async () => {
    const [event] = await deliver(
      placed(order('SO-PAY', { revision: 4, purchaseOrder: 'PO-9', accounts: billTo('PAY-2') })),
    );
    expect(event).toMatchObject({ type: 'order.changed.v1', data: { purchaseOrder: 'PO-9' } });
  });

  test('O10 a month that became a credit note bills its orders as well; told again, or of another invoice, the last counts', async () => {
    await deliver(placed(order('SO-CN', { accounts: billTo('PAY-1') })));
    const orders = [{ orderNumber: 'SO-CN', lines: [1] }];
    await deliver(issued('credit-note', orders, 'CN-1'), issued('credit-note', orders, 'CN-1'));
    expect((await revised('SO-CN', 2))[1]).toMatch(/invoice CN-1$/);
    await deliver(issued('invoice', orders, 'INV-2'));
    expect((await revised('SO-CN', 3))[1]).toMatch(/invoice INV-2$/);
  });
});

describe('order intake on PostgreSQL', () => {
  test('O3 an order is accepted and what is due at once is released, with the catalog’s facts (O6)', async () => {
    const events = await deliver(placed(order('SO-1')));
    expect(events.map((event) => [event.topic, event.type, event.key])).toEqual([
      ['orders', 'order.accepted.v1', 'SO-1'],
      ['orders', 'shipment.released.v1', 'SO-1'],
    ]);
    expect(events[1]?.data).toMatchObject({
      shipmentId: 'SO-1-S1',
      lines: [
        { lineNumber: 1, termMonths: 12, unitPrice: '118.00', product: { name: product.name, scenario: 'activation' } },
      ],
    });
  });

  test('O4 the same message twice, in one batch and later, changes nothing', async () => {
    const message = placed(order('SO-2'), { id: 'once' });
    expect(await deliver(message, message)).toHaveLength(2);
    expect(await deliver(message)).toEqual([]);
  });

  test('O4 the same revision in another form changes nothing', async () => {
    expect(await deliver(placed(order('SO-3')))).toHaveLength(2);
    const structured = {
      specversion: '1.0',
      id: 'another-id',
      source: '/another-erp',
      type: 'sales-order.changed.v1',
      data: order('SO-3', { lines: [{ ...line, unitPrice: '118.0' }] }),
    };
    expect(await deliver(rawDelivery('sales-orders', JSON.stringify(structured)))).toEqual([]);
    expect((await findOrder(intake.database.sql, 'SO-3'))?.refusals).toEqual([]);
  });

  test('O4 O5 the same revision with other content is announced as refused, whether it was accepted or not', async () => {
    const other = order('SO-3', { lines: [{ ...line, termMonths: 24 }] });
    const wrong = order('SO-3B', { emails: [] });
    expect((await deliver(placed(wrong))).map((event) => event.type)).toEqual(['order.rejected.v1']);
    const events = await deliver(placed(other), placed(other), placed(order('SO-3B')), placed(wrong));
    expect(events).toMatchObject(
      ['SO-3', 'SO-3B'].map((key) => ({
        key,
        type: 'order.rejected.v1',
        data: { revision: 1, violations: [{ code: 'REVISION_TAKEN', remedy: 'send what is meant as revision 2' }] },
      })),
    );
    expect(events).toHaveLength(2);
    expect((await findOrder(intake.database.sql, 'SO-3'))?.state).toBe('accepted');
  });

  test('O11 an activation date goes with the line to its release, and is fixed then', async () => {
    const lines = [{ ...line, activationDate: '2027-03-01' }];
    const [accepted, released] = await deliver(placed(order('SO-O11', { lines })));
    expect(accepted?.data.lines).toMatchObject([{ activationDate: '2027-03-01' }]);
    expect(released?.data.lines).toMatchObject([{ activationDate: '2027-03-01' }]);
    const later = order('SO-O11', { revision: 2, lines: [{ ...line, activationDate: '2027-04-01' }] });
    const [rejected] = await deliver(placed(later));
    expect(rejected?.data.violations).toMatchObject([{ code: 'LINE_RELEASED', path: 'lines[0].activationDate' }]);
    for (const wrong of ['2027-02-30', '3000-01-01', 7]) {
      const [refused] = await deliver(
        placed(order(`SO-O11-${wrong}`, { lines: [{ ...line, activationDate: wrong }] })),
      );
      expect(refused?.data.violations).toMatchObject([{ path: 'lines[0].activationDate' }]);
    }
  });

  test('O8 another system’s order under a number that is taken is refused by name; the first stays as it is', async () => {
    const lines = [{ ...line, requestedShipDate: '2060-01-01' }];
    const from = (source: string, revision: number, changes = {}) =>
      placed(order('SO-O8', { revision, lines, ...changes }), { source });
    await deliver(from('/erp/old', 1));
    const american = { accounts: [{ accountId: 'ACC-US', role: 'end-customer' }] };
    const cancelled = delivery(
      'sales-orders',
      'sales-order.cancelled.v1',
      { orderNumber: 'SO-O8', revision: 1 },
      { source: '/erp/us' },
    );
    for (const message of [from('/erp/us', 1, american), from('/erp/us', 2, american), cancelled]) {
      const [event, ...more] = await deliver(message);
      expect(event).toMatchObject({
        type: 'order.rejected.v1',
        data: {
          source: '/erp/us',
          violations: [{ code: 'ORDER_OF_ANOTHER_SOURCE', limit: '/erp/old', actual: '/erp/us' }],
        },
      });
      expect(more).toEqual([]);
    }
    const shown = await findOrder(intake.database.sql, 'SO-O8');
    expect(shown).toMatchObject({
      revision: 1,
      state: 'accepted',
      source: '/erp/old',
      accounts: [{ accountId: 'ACC-100' }],
    });
    expect(shown).not.toHaveProperty('foreign');
    expect(await deliver(from('/erp/new', 2, { emails: ['new@lodz-logistyka.example'] }))).toMatchObject([
      { type: 'order.changed.v1', data: { source: '/erp/old', revision: 2 } },
    ]);
  });

  test('O1 O4 null for what an order need not say means that it does not say it', async () => {
    const nothing = { kind: null, termMonths: null, requestedShipDate: null };
    const absent = order('SO-N', { purchaseOrder: null, placedAt: null, lines: [{ ...line, ...nothing }] });
    const events = await deliver(placed(absent), placed(order('SO-N')));
    expect(events.map((event) => event.type)).toEqual(['order.accepted.v1', 'shipment.released.v1']);
    expect(events[1]?.data.lines).toMatchObject([{ kind: 'initial', termMonths: 12 }]);
    expect(JSON.stringify(events)).not.toContain('null');
    const refused = { revision: 2, currency: null, lines: [{ ...line, ...nothing }] };
    expect((await deliver(placed(order('SO-N', refused))))[0]?.data.violations).toMatchObject([
      { code: 'WRONG_TYPE', path: 'currency' },
    ]);
  });

  test('O4 a cancellation of the current revision stops what waits; the same again changes nothing', async () => {
    const lines = [{ ...line, requestedShipDate: '2060-01-01' }];
    await deliver(placed(order('SO-C', { lines })));
    const cancel = () => delivery('sales-orders', 'sales-order.cancelled.v1', { orderNumber: 'SO-C', revision: 1 });
    expect(await deliver(cancel(), cancel())).toMatchObject([
      { type: 'order.cancelled.v1', data: { cancelledLines: [1], releasedLines: [] } },
    ]);
  });

  test('R15 an order of 300,000 empty lines is refused quickly, and little of it is kept', async () => {
    const lines = Array.from({ length: 300_000 }, () => ({}));
    const many = { revision: 1, emails: Array.from({ length: 100_000 }, (_, n) => n), lines };
    const began = performance.now();
    await deliver(placed(order('SO-EMPTY', many)));
    expect(performance.now() - began).toBeLessThan(2000);
    const kept = await findOrder(intake.database.sql, 'SO-EMPTY');
    expect(kept?.refusals[0]?.violations.map(({ code, path, actual }) => [code, path, actual])).toEqual([
      ['TOO_LARGE', 'emails', '100000'],
      ['TOO_LARGE', 'lines', '300000'],
    ]);
    expect(JSON.stringify(kept).length).toBeLessThan(3000);
  });

  test('R15 a refusal keeps the first hundred violations and says how many more there are', async () => {
    const lines = Array.from({ length: 500 }, () => ({ lineNumber: 0 }));
    await deliver(placed(order('SO-WRONG', { lines })));
    const violations = (await findOrder(intake.database.sql, 'SO-WRONG'))?.refusals[0]?.violations ?? [];
    expect(violations).toHaveLength(101);
    expect(violations.at(-1)).toMatchObject({ code: 'MORE_VIOLATIONS', limit: '100', actual: '2000' });
  });

  test('O5 a refused order lists every violation, and a newer revision corrects it', async () => {
    const wrong = order('SO-4', {
      currency: 'EURO',
      emails: [],
      lines: [
        { ...line, quantity: 0 },
        { ...line, sku: 'NO-SUCH' },
      ],
    });
    const [rejected] = await deliver(placed(wrong));
    expect(rejected?.type).toBe('order.rejected.v1');
    expect(rejected?.data.violations.map((violation: { code: string }) => violation.code).sort()).toEqual([
      'DUPLICATE_LINE_NUMBER',
      'TOO_SMALL',
      'TOO_SMALL',
      'UNKNOWN_SKU',
      'WRONG_FORMAT',
    ]);
    const corrected = await deliver(placed(order('SO-4', { revision: 2 })));
    expect(corrected.map((event) => event.type)).toEqual(['order.accepted.v1', 'shipment.released.v1']);
  });

  test('L1 O5 an order that names an account of the ledger itself is refused by name', async () => {
    const accounts = [
      { accountId: 'ACC-100', role: 'end-customer' },
      { accountId: '@issued', role: 'partner' },
    ];
    const [rejected] = await deliver(placed(order('SO-AT', { accounts })));
    expect(rejected).toMatchObject({ type: 'order.rejected.v1', key: 'SO-AT' });
    expect(rejected?.data.violations).toEqual([
      {
        ...{ code: 'WRONG_FORMAT', path: 'accounts[1].accountId', value: '@issued' },
        message: expect.stringMatching(/accounts\[1\]\.accountId starts with @.*has to start with another character/),
        ...{ limit: 'start with another character', remedy: 'change it: it has to start with another character' },
      },
    ]);
  });

  test('O5 what cannot be read is dead-lettered with its bytes and does not hold up the rest', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7b]);
    const events = await deliver(rawDelivery('sales-orders', bytes), placed(order('SO-5')));
    expect(events).toHaveLength(2);
    const letters = await listDeadLetters(intake.database.sql, 'intake', { after: '0', limit: 10 });
    expect(letters.at(-1)).toMatchObject({ size: bytes.length, text: null, attempts: 1 });
    const id = letters.at(-1)?.id.split('-')[1] ?? '';
    const kept: Uint8Array[] = [];
    for await (const piece of deadLetterBytes(intake.database.sql, 'intake', id)) kept.push(piece);
    expect(Buffer.concat(kept)).toEqual(bytes);
  });

  test.each([
    [{ JPY: '1.5' }, 'prices.JPY has more decimals than JPY has: at most 0'],
    [{ KWD: '1.2345' }, 'prices.KWD has more decimals than KWD has: at most 3'],
    [{ EUX: '1.00' }, 'prices.EUX is in no currency of ISO 4217'],
    [{ eur: '1.00' }, 'prices.eur: eur is not a currency code of three capital letters'],
  ])('O6 I5 a product with prices %j is a dead letter that says why', async (prices, error) => {
    await deliver(delivery('catalog', 'product.published.v1', { ...product, sku: 'WRONG-PRICE', prices }));
    const letters = await listDeadLetters(intake.database.sql, 'intake', { after: '0', limit: 100 });
    expect(letters.at(-1)?.error).toContain(error);
  });

  test('O3 a later ship date waits, survives a restart and is released once on its day', async () => {
    const lines = [line, { ...line, lineNumber: 2, requestedShipDate: '2026-12-15' }];
    expect(await deliver(placed(order('SO-6', { lines })))).toHaveLength(2);
    await intake.database.close();
    intake = await start();
    const release = {
      id: 'r',
      source: 's',
      time: '',
      correlationId: 'r',
      type: releaseDueLines.type,
      data: { orderNumber: 'SO-6' },
    };
    const run = () => intake.database.transaction((sql) => intake.runner.decideAndSave(sql, [release]));
    await run();
    expect(await intake.announced()).toEqual([]);
    intake.clock.now = '2026-12-15T00:00:01.000Z';
    await run();
    await run();
    const events = await intake.announced();
    expect(events.map((event) => event.data.shipmentId)).toEqual(['SO-6-S2']);
    intake.clock.now = '2026-11-21T10:00:00.000Z';
  });

  test('O2 orders are listed for the accounts on them, in pages', async () => {
    for (const n of [1, 2, 3]) {
      const accounts = [{ accountId: 'ACC-PAGED', role: 'end-customer' }];
      await deliver(placed(order(`SO-P${n}`, { accounts })));
    }
    const first = await listOrders(intake.database.sql, ['ACC-PAGED'], { limit: '2' });
    expect(first.items.map((item) => item.orderNumber)).toEqual(['SO-P3', 'SO-P2']);
    const second = await listOrders(intake.database.sql, ['ACC-PAGED'], { limit: '2', cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ orderNumber: 'SO-P1' }], nextCursor: null });
    expect((await listOrders(intake.database.sql, ['ACC-NOBODY'], {})).items).toEqual([]);
  });
});
