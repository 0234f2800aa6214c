import { lotsInInvoicing } from '#apps/invoicing/src/doctor.ts';
import { causeText } from '#apps/invoicing/src/documents/line-text.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { issuedInvoices } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { countHeld } from '#apps/invoicing/src/views/held-invoices.views.ts';
import { listInvoices } from '#apps/invoicing/src/views/issued-invoices.views.ts';
import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { invoiceAdjusted, invoiceEvents } from '#contracts/invoices.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';

/** O10 in invoicing: who pays for an order changes until it is billed; whatever comes first, the sums are right. */

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;

function start() {
  return startInvoicing(postgres.url);
}

const once = {
  ...{ sku: 'MIST-AP-STD-1Y', name: 'Wireless, 1 year', program: 'mist', category: 'paid', billing: 'once' },
  ...{ unitPrice: '118.00', currency: 'EUR', startsOn: '2026-11-21', endsOn: '2027-11-21' },
};
const monthly = { ...once, sku: 'MDM', name: 'Devices', program: 'miradore', billing: 'monthly', unitPrice: '3.00' };

const lotOf = (order: string, of: object = once) => ({
  ...{ ...once, ...of, lotId: `ENT-${order}`, originAccountId: `C-${order}`, orderNumber: order },
});

/** The order line of 5 licenses that `C-<order>` gets. */
const granted = (order: string, payer: string, of: object = once) =>
  delivery('licenses', 'license.granted.v1', {
    ...{ journalId: `J-${order}`, at: '2026-11-21T09:30:00.000Z', initiatedBy: '/erp', accountId: `C-${order}` },
    ...{ billingAccountId: payer, accounts: [], entitlementId: `ENT-${order}`, orderNumber: order, lineNumber: 1 },
    ...{ quantity: 5, lot: { ...lotOf(order, of), payerAccountId: payer } },
  });

/** A revision in which `payer` is the bill-to; none: the end customer pays. */
const changed = (order: string, payer: string | undefined, revision = 2) =>
  delivery('orders', 'order.changed.v1', {
    ...{ orderNumber: order, revision, currency: 'EUR', emails: ['it@customer.example'] },
    accounts: [
      { accountId: `C-${order}`, role: 'end-customer', name: 'Customer', country: 'PL' },
      ...(payer ? [{ accountId: payer, role: 'bill-to', name: `Name of ${payer}`, country: 'DE' }] : []),
    ],
    lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 5, unitPrice: '118.00', state: 'released' }],
    at: '2026-11-21T10:00:00Z',
  });

const transferred = (order: string, payer: string, quantity: number, id: string) => {
  const lot = { ...lotOf(order), payerAccountId: payer, settlement: 'remaining-term' };
  return delivery('licenses', 'license.transferred.v1', {
    ...{ journalId: id, transferId: id, at: '2026-11-21T12:00:00.000Z', initiatedBy: 'msp@example.com' },
    ...{ from: `C-${order}`, to: `T-${order}`, lines: [{ quantity, lot }] },
  });
};

const next = (accountId: string, currency?: string) =>
  nextInvoice(invoicing.database, accountId, currency, invoicing.clock.now);
const net = async (accountId: string) => (await next(accountId))?.net;
const linesOf = async (accountId: string) => (await next(accountId))?.lines.map(({ amount }) => amount) ?? [];

const close = (month: string, service = invoicing) => {
  const now = () => new Date(service.clock.now);
  return new MonthCloseJob(service.database, service.runner, now, createLog('silent')).close(month);
};

async function issuedTo(accountId: string) {
  const { sql } = invoicing.database;
  const { items } = await listInvoices(sql, [accountId], {}, '2026-12-01');
  return (
    await issuedInvoices(
      sql,
      items.map(({ number }) => number),
    )
  ).toSorted((one, other) => (one.period < other.period ? -1 : 1));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('invoicing and payers that change', () => {
  test.each<[string, (id: string) => ReturnType<typeof delivery>[][]]>([
    ['after the line', (id) => [[granted(id, `OLD ${id}`)], [changed(id, `NEW ${id}`)]]],
    ['before the line', (id) => [[changed(id, `NEW ${id}`)], [granted(id, `OLD ${id}`)]]],
    ['in one batch with it', (id) => [[granted(id, `OLD ${id}`), changed(id, `NEW ${id}`)]]],
    ['twice', (id) => [[granted(id, `OLD ${id}`)], [changed(id, `NEW ${id}`), changed(id, `NEW ${id}`)]]],
    [
      'after another payer',
      (id) => [[granted(id, `OLD ${id}`), changed(id, 'BETWEEN')], [changed(id, `NEW ${id}`, 3)]],
    ],
    [
      'before an older one',
      (id) => [[granted(id, `OLD ${id}`)], [changed(id, `NEW ${id}`, 3), changed(id, 'BETWEEN')]],
    ],
  ])('O10 what one payer was to be billed for moves to the other when the revision comes %s', async (how, batches) => {
    const id = `SO ${how}`;
    for (const batch of batches(id)) await invoicing.runner.deliver(batch);
    expect([await linesOf(`OLD ${id}`), await net(`NEW ${id}`)]).toEqual([[], '590.00']);
    expect(await next(`NEW ${id}`)).toMatchObject({
      lines: [{ kind: 'order', quantity: 5, cause: { reference: `${id}/1`, counterparty: `C-${id}` } }],
    });
    expect(await linesOf('BETWEEN')).toEqual([]);
  });

  test('O10, I1 whoever adds up the adjustments hears of it: they leave one account and come to the other', async () => {
    await invoicing.runner.deliver([granted('ADD', 'ADD-OLD')]);
    await invoicing.announced();
    await invoicing.runner.deliver([changed('ADD', 'ADD-NEW')]);
    const events = await invoicing.announced();
    expect(events.map(({ key, data }) => [key, data.period, data.quantity, data.amount, data.payerAccountId])).toEqual([
      ['ADD-OLD', '2026-12', -5, '-590.00', 'ADD-OLD'],
      ['ADD-NEW', '2026-12', 5, '590.00', 'ADD-NEW'],
    ]);
    expect(events.every(({ data }) => invoiceAdjusted.strict().safeParse(data).success)).toBe(true);
    const found = await lotsInInvoicing(invoicing.database.sql, ['ENT-ADD']);
    expect(found.map(({ says }) => says)).toEqual([
      'invoicing: 1 changes land on the invoice of ADD-NEW for 2026-12',
      'invoicing: 2 changes cancel out on the invoice of ADD-OLD for 2026-12',
    ]);
  });

  test('O10 a payer that is added takes over from the end customer, and one that is taken away leaves it to it', async () => {
    await invoicing.runner.deliver([granted('ADDED', 'C-ADDED')]);
    await invoicing.runner.deliver([changed('ADDED', 'PAYS')]);
    expect([await linesOf('C-ADDED'), await linesOf('PAYS')]).toEqual([[], ['590.00']]);
    await invoicing.runner.deliver([changed('ADDED', undefined, 3)]);
    expect([await linesOf('C-ADDED'), await linesOf('PAYS')]).toEqual([['590.00'], []]);
    expect((await next('C-ADDED'))?.lines[0]?.cause).not.toHaveProperty('counterparty');
  });

  test('O10 months are paid by who holds the licenses, whoever pays for the order', async () => {
    await invoicing.runner.deliver([granted('MONTHS', 'MONTHS-OLD', monthly), changed('MONTHS', 'MONTHS-NEW')]);
    expect(await linesOf('C-MONTHS')).toEqual(['15.00']);
    expect([await linesOf('MONTHS-OLD'), await linesOf('MONTHS-NEW')]).toEqual([[], []]);
  });

  test('O10 a prepaid account pays for what is billed once, and one in another currency in that of the order', async () => {
    await invoicing.runner.deliver([
      billable('PREPAID', { paymentType: 'prepaid' }),
      billable('DOLLARS', { currency: 'USD', unitPrice: '2.00' }),
      granted('PRE', 'PRE-OLD'),
      granted('USD', 'USD-OLD'),
    ]);
    await invoicing.runner.deliver([changed('PRE', 'PREPAID'), changed('USD', 'DOLLARS')]);
    expect(await next('PREPAID')).toMatchObject({ net: '590.00', currency: 'EUR' });
    expect(await next('DOLLARS')).toMatchObject({ net: '590.00', currency: 'EUR', currencies: ['EUR'] });
    expect([await linesOf('PRE-OLD'), await linesOf('USD-OLD')]).toEqual([[], []]);
  });

  test.each<[string, (id: string) => ReturnType<typeof delivery>[]]>([
    ['first', (id) => [granted(id, `OLD ${id}`), transferred(id, `OLD ${id}`, 2, `T ${id}`), changed(id, `NEW ${id}`)]],
    ['last', (id) => [granted(id, `OLD ${id}`), changed(id, `NEW ${id}`), transferred(id, `NEW ${id}`, 2, `T ${id}`)]],
    [
      'last, told by a ledger that has not heard',
      (id) => [granted(id, `OLD ${id}`), changed(id, `NEW ${id}`), transferred(id, `OLD ${id}`, 2, `T ${id}`)],
    ],
    [
      'between, told by a ledger that heard before',
      (id) => [granted(id, `OLD ${id}`), transferred(id, `NEW ${id}`, 2, `T ${id}`), changed(id, `NEW ${id}`)],
    ],
  ])('O10, I7 the unused days of a transfer that comes %s are given back to the new payer', async (how, messages) => {
    for (const together of [false, true]) {
      const id = `SO ${how} ${together}`;
      for (const batch of together ? [messages(id)] : messages(id).map((one) => [one])) {
        await invoicing.runner.deliver(batch);
      }
      expect(await linesOf(`OLD ${id}`)).toEqual([]);
      expect(await linesOf(`NEW ${id}`)).toEqual(['590.00', '-236.00']);
      expect(await linesOf(`T-${id}`)).toEqual(['236.00']);
    }
  });

  test('O10, I8 what is held is not issued: it moves, and nobody waits for the rate of who paid before', async () => {
    await invoicing.runner.deliver([granted('HELD', 'HELD-OLD'), billable('HELD-NEW')]);
    invoicing.clock.now = '2026-12-01T12:30:00.000Z';
    const held = await countHeld(invoicing.database.sql);
    expect((await close('2026-12')).held.map(({ accountId }) => accountId)).toContain('HELD-OLD');
    await invoicing.runner.deliver([changed('HELD', 'HELD-NEW')]);
    expect((await close('2026-12')).held.map(({ accountId }) => accountId)).not.toContain('HELD-OLD');
    expect(await countHeld(invoicing.database.sql)).toBeGreaterThanOrEqual(held);
    expect(await issuedTo('HELD-OLD')).toEqual([]);
    expect([await linesOf('HELD-OLD'), await linesOf('HELD-NEW')]).toEqual([[], ['590.00']]);
  });

  test('O10, I3, I12 a revision that comes after the issue leaves the document, and the next one takes it back by name', async () => {
    invoicing.clock.now = '2026-12-20T10:00:00.000Z';
    const at = { at: '2026-12-20T09:30:00.000Z' };
    await invoicing.runner.deliver([billable('LATE-OLD'), billable('LATE-NEW')]);
    const line = granted('LATE', 'LATE-OLD');
    const value = Buffer.from(JSON.stringify({ ...JSON.parse(String(line.value)), ...at }));
    await invoicing.runner.deliver([{ ...line, value }]);
    invoicing.clock.now = '2027-01-01T12:30:00.000Z';
    await close('2027-01');
    const announced = await invoicing.announced();
    const [issued] = announced.filter(({ key, type }) => key === 'LATE-OLD' && type === 'invoice.issued.v1');
    expect(issued?.data).toMatchObject({ net: '590.00', orders: [{ orderNumber: 'LATE', lines: [1] }] });
    expect(invoiceEvents['invoice.issued.v1'].strict().safeParse(issued?.data).success).toBe(true);
    await invoicing.runner.deliver([changed('LATE', 'LATE-NEW')]);
    expect([await linesOf('LATE-OLD'), await linesOf('LATE-NEW')]).toEqual([['-590.00'], ['590.00']]);
    invoicing.clock.now = '2027-02-01T12:30:00.000Z';
    await close('2027-02');
    const [invoice, credit] = await issuedTo('LATE-OLD');
    expect([invoice?.netMinor, credit?.netMinor, credit?.document]).toEqual([59_000n, -59_000n, 'credit-note']);
    expect(credit?.corrects).toEqual([invoice?.number]);
    const presented = credit?.lines.map((each) => ({ ...each, quantity: -each.quantity })) ?? [];
    expect(presented.map((each) => causeText(each, true))).toEqual([
      'Order LATE/1 for C-LATE, billed to another account by revision 2, 20 December 2026, 09:30 UTC',
    ]);
    expect((await issuedTo('LATE-NEW')).map(({ netMinor }) => netMinor)).toEqual([59_000n]);
    const told = (await invoicing.announced()).filter(({ key }) => key === 'LATE-OLD');
    expect(told.map(({ type, data }) => [type, data.cause?.revision, data.orders])).toEqual([
      ['invoice.adjusted.v1', 2, undefined],
      ['credit-note.issued.v1', undefined, undefined],
    ]);
  });

  test('O10 an order of months is billed with its first month: then its payer stays, though no money of months is its own', async () => {
    invoicing.clock.now = '2027-02-05T10:00:00.000Z';
    const line = granted('FIRST-MONTH', 'PARTNER', monthly);
    const value = Buffer.from(JSON.stringify({ ...JSON.parse(String(line.value)), at: '2027-02-05T09:30:00.000Z' }));
    await invoicing.runner.deliver([billable('C-FIRST-MONTH'), { ...line, value }]);
    for (const [month, orders] of [
      ['2027-03', [{ orderNumber: 'FIRST-MONTH', lines: [1] }]],
      ['2027-04', undefined],
    ] as const) {
      await invoicing.announced();
      invoicing.clock.now = `${month}-01T12:30:00.000Z`;
      await close(month);
      const issued = (await invoicing.announced()).filter(({ key }) => key === 'C-FIRST-MONTH');
      expect(issued.map(({ type, data }) => [type, data.net, data.orders])).toEqual([
        ['invoice.issued.v1', '15.00', orders],
      ]);
    }
  });

  test('O10, L7 revisions that come while the month is closed: each order is billed to one payer, and nothing is lost', async () => {
    const orders = Array.from({ length: 60 }, (_, n) => `RACE-${n}`);
    invoicing.clock.now = '2027-04-05T10:00:00.000Z';
    const parties = orders.flatMap((id) => [billable(`OLD-${id}`), billable(`NEW-${id}`)]);
    await invoicing.runner.deliver([...parties, ...orders.map((id) => granted(id, `OLD-${id}`))]);
    const other = await start();
    const now = '2027-05-01T12:30:00.000Z';
    invoicing.clock.now = other.clock.now = now;
    const revise = async () => {
      for (let n = 0; n < orders.length; n += 4) {
        await other.runner.deliver(orders.slice(n, n + 4).map((id) => changed(id, `NEW-${id}`)));
      }
    };
    await Promise.all([close('2027-05'), revise()]);
    await other.database.close();
    invoicing.clock.now = '2027-06-01T12:30:00.000Z';
    await close('2027-06');
    const dead = await invoicing.database.sql('select error from invoicing.dead_letter');
    expect(dead).toEqual([]);
    const totals = async (accountId: string) =>
      (await issuedTo(accountId)).reduce((sum, { netMinor }) => sum + netMinor, 0n);
    for (const id of orders) {
      expect([id, await totals(`OLD-${id}`), await totals(`NEW-${id}`)]).toEqual([id, 0n, 59_000n]);
      expect([await linesOf(`OLD-${id}`), await linesOf(`NEW-${id}`)]).toEqual([[], []]);
    }
  });
});
