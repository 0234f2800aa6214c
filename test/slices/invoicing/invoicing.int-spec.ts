import { nextInvoice } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { invoiceAdjusted } from '#contracts/invoices.ts';
import { listDeadLetters } from '#runtime/http/dead-letter-views.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';

const prepaid = {
  lotId: 'SO-10001/1',
  sku: 'MIST-AP-STD-1Y',
  name: 'Wireless Assurance, 1 year',
  program: 'mist',
  category: 'paid',
  billing: 'once',
  unitPrice: '118.00',
  currency: 'EUR',
  startsOn: '2026-11-21',
  endsOn: '2027-11-21',
  originAccountId: 'ORG-1',
};

const monthly = {
  ...prepaid,
  lotId: 'PUR-1',
  sku: 'MDM-PREMIUM',
  name: 'Device management, premium',
  program: 'miradore',
  billing: 'monthly',
  unitPrice: '3.00',
  endsOn: undefined,
};

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;
let journal = 0;

function start() {
  return startInvoicing(postgres.url);
}

function recorded(at = '2026-11-21T09:30:00.000Z') {
  journal += 1;
  return { journalId: `J${journal}`, at, initiatedBy: 'msp@example.com' };
}

const license = (type: string, data: Record<string, unknown>, attributes = {}) =>
  delivery('licenses', `license.${type}.v1`, { ...recorded(), ...data }, attributes);

const granted = (accountId: string, quantity: number, changes: Record<string, unknown> = {}) =>
  license('granted', {
    accountId,
    billingAccountId: accountId,
    entitlementId: 'ENT-1',
    orderNumber: 'SO-10001',
    lineNumber: 1,
    quantity,
    lot: prepaid,
    ...changes,
  });

const purchased = (accountId: string, quantity: number, changes: Record<string, unknown> = {}) =>
  license('purchased', { accountId, quantity, lot: monthly, ...changes });

const transferred = (from: string, to: string, quantity: number, lot: unknown, changes: Record<string, unknown> = {}) =>
  license('transferred', { transferId: `T-${from}-${to}`, from, to, lines: [{ quantity, lot }], ...changes });

const account = (accountId: string, changes: Record<string, unknown> = {}, time = '2026-11-01T08:00:00Z') =>
  billable(accountId, changes, time);

/** Delivers messages as one batch and answers what was announced. */
async function deliver(...messages: ReturnType<typeof delivery>[]) {
  await invoicing.runner.deliver(messages);
  return await invoicing.announced();
}

const next = (accountId: string, currency?: string) =>
  nextInvoice(invoicing.database, accountId, currency, invoicing.clock.now);

const linesOf = async (accountId: string) =>
  (await next(accountId))?.lines.map(({ kind, quantity, unitPrice, amount }) => [kind, quantity, unitPrice, amount]);

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await start();
  for (const id of ['PARTNER-1', 'SITE-P', 'SITE-C', 'SITE-X']) await invoicing.runner.deliver([billable(id)]);
});

afterAll(async () => {
  await invoicing.database.close();
  await postgres.stop();
});

describe('invoicing on PostgreSQL', () => {
  test('I1 an order line is billed once, on the next invoice of the account that pays for the order', async () => {
    const events = await deliver(granted('ORG-1', 25, { billingAccountId: 'PARTNER-1' }));
    expect(events).toEqual([
      {
        topic: 'invoices',
        key: 'PARTNER-1',
        source: '/seatwright/invoicing',
        id: expect.any(String),
        type: 'invoice.adjusted.v1',
        data: {
          adjustmentId: 'J1/1/2026-12',
          accountId: 'PARTNER-1',
          period: '2026-12',
          sku: 'MIST-AP-STD-1Y',
          name: 'Wireless Assurance, 1 year',
          quantity: 25,
          unitPrice: '118.00',
          amount: '2950.00',
          currency: 'EUR',
          cause: {
            type: 'license.granted.v1',
            id: 'J1',
            at: '2026-11-21T09:30:00.000Z',
            initiatedBy: 'msp@example.com',
            counterparty: 'ORG-1',
            reference: 'SO-10001/1',
          },
          kind: 'order',
          month: '2026-12',
          lotId: 'SO-10001/1',
          recurs: false,
          payerAccountId: 'PARTNER-1',
          taxRate: '0',
        },
      },
    ]);
    expect(events.every(({ data }) => invoiceAdjusted.safeParse(data).success)).toBe(true);
    expect(await next('PARTNER-1')).toMatchObject({
      period: '2026-12',
      currency: 'EUR',
      lines: [{ kind: 'order', quantity: 25, amount: '2950.00', cause: { reference: 'SO-10001/1' } }],
      net: '2950.00',
      tax: '0.00',
      total: '2950.00',
    });
    expect(await next('ORG-1')).toBeUndefined();
  });

  test('I11 an order line was caused by the order, never by the service that passed it on', async () => {
    const called = { buyerReference: '04011000-12345-39', buyerLineReference: '00010' };
    const lot = { ...prepaid, lotId: 'ENT-CAUSE', references: { purchaseOrder: 'PO-4711', ...called } };
    const [event] = await deliver(granted('CAUSE-1', 1, { initiatedBy: '/seatwright/fulfillment', lot }));
    expect(event?.data.cause).toMatchObject({
      initiatedBy: 'order',
      reference: 'SO-10001/1',
      purchaseOrder: 'PO-4711',
      ...called,
    });
    expect(await next('CAUSE-1')).toMatchObject({ lines: [{ cause: called }] });
  });

  test('I1 I2 a transfer adjusts the next invoice of both accounts, sums to zero and names its cause', async () => {
    const events = await deliver(transferred('ORG-1', 'ORG-2', 5, monthly, { transferId: 'T-1' }));
    expect(events.map(({ key, data }) => [key, data.period, data.quantity, data.amount, data.settlement])).toEqual([
      ['ORG-1', '2026-12', -5, '-15.00', 'monthly'],
      ['ORG-2', '2026-12', 5, '15.00', 'monthly'],
    ]);
    expect(events.map(({ data }) => [data.cause.id, data.cause.counterparty])).toEqual([
      ['T-1', 'ORG-2'],
      ['T-1', 'ORG-1'],
    ]);
    expect(await linesOf('ORG-2')).toEqual([['adjustment', 5, '3.00', '15.00']]);
  });

  test('I7 licenses paid once move with what was paid: told of with 0.00, on no invoice, nothing back for the giver', async () => {
    const lot = { ...prepaid, lotId: 'ENT-ONCE', originAccountId: 'ONCE-1', payerAccountId: 'PARTNER-2' };
    await deliver(granted('ONCE-1', 20, { billingAccountId: 'PARTNER-2', lot }));
    const events = await deliver(transferred('ONCE-1', 'ONCE-2', 20, lot, { transferId: 'T-ONCE' }));
    expect(
      events.map(({ key, data }) => [key, data.quantity, data.amount, data.settlement, data.payerAccountId]),
    ).toEqual([
      ['ONCE-1', -20, '0.00', 'paid-once', 'PARTNER-2'],
      ['ONCE-2', 20, '0.00', 'paid-once', 'PARTNER-2'],
    ]);
    expect(events.every(({ data }) => invoiceAdjusted.safeParse(data).success)).toBe(true);
    expect([await linesOf('ONCE-1'), await linesOf('ONCE-2')]).toEqual([[], []]);
    expect((await next('PARTNER-2'))?.net).toBe('2360.00');
  });

  test('I7 with settlement by the remaining term the payer on record gets back the unused days, and a return charges it again', async () => {
    const year = { lotId: 'ENT-TERM', startsOn: '2026-01-01', endsOn: '2027-01-01', unitPrice: '365.00' };
    const lot = {
      ...prepaid,
      ...year,
      originAccountId: 'TERM-1',
      payerAccountId: 'PAYER-3',
      settlement: 'remaining-term',
    };
    const at = (day: string, changes: object) => ({ ...recorded(`${day}T10:00:00.000Z`), ...changes });
    const moved = transferred('TERM-1', 'TERM-2', 3, lot, at('2026-11-20', { transferId: 'T-TERM' }));
    const back = license(
      'returned',
      at('2026-11-30', {
        transferId: 'T-BACK',
        returnOf: 'T-TERM',
        from: 'TERM-2',
        to: 'TERM-1',
        lines: [{ quantity: 3, lot }],
      }),
    );
    const events = await deliver(moved, back);
    expect(events.map(({ key, data }) => [key, data.quantity, data.amount, data.settlement])).toEqual([
      ['PAYER-3', -3, '-126.00', 'remaining-term'],
      ['TERM-2', 3, '126.00', 'remaining-term'],
      ['TERM-2', -3, '-96.00', 'remaining-term'],
      ['PAYER-3', 3, '96.00', 'remaining-term'],
    ]);
    expect(await next('TERM-1')).toBeUndefined();
    expect((await next('TERM-2'))?.lines).toMatchObject([
      { quantity: 3, unitPrice: '42.00', share: { days: 42, of: 365 }, amount: '126.00' },
      { quantity: -3, unitPrice: '32.00', share: { days: 32, of: 365 }, amount: '-96.00' },
    ]);
  });

  test('I10 an order keeps its price, a purchase of the plan follows the price of the site, another plan does not', async () => {
    const premium = { ...monthly, unitPrice: '2.90', plan: 'premium', accountPriced: true };
    const starter = { ...monthly, lotId: 'ENT-STARTER', sku: 'MDM-STARTER', unitPrice: '1.40', accountPriced: false };
    const other = { ...premium, lotId: 'PUR-OTHER', sku: 'MDM-BASIC', plan: 'basic', unitPrice: '2.00' };
    await deliver(account('SITE-PLAN', { unitPrice: '2.90', currency: 'EUR', plan: 'premium' }));
    await deliver(
      granted('SITE-PLAN', 15, { lot: starter }),
      purchased('SITE-PLAN', 10, { lot: { ...premium, lotId: 'PUR-PREMIUM' } }),
      purchased('SITE-PLAN', 1, { lot: other }),
    );
    const price = { unitPrice: '3.30', currency: 'EUR', plan: 'premium' };
    await deliver(account('SITE-PLAN', price, '2026-11-22T08:00:00Z'));
    expect((await next('SITE-PLAN'))?.net).toBe('56.00');
    expect((await next('SITE-PLAN'))?.lines.filter(({ sku }) => sku === 'MDM-STARTER')).toMatchObject([
      { quantity: 15, unitPrice: '1.40', amount: '21.00' },
    ]);
  });

  test('I2 the same action changes nothing when it comes again, as the same message or as another', async () => {
    const again = { journalId: 'J-AGAIN', at: '2026-11-21T09:30:00.000Z' };
    const one = purchased('SITE-R', 10, again);
    expect(await deliver(one, one)).toHaveLength(1);
    expect(await deliver(one)).toEqual([]);
    expect(await deliver(purchased('SITE-R', 10, again))).toEqual([]);
    expect(await deliver(purchased('SITE-R', 10, again), purchased('SITE-R', 10, again))).toEqual([]);
    expect(await linesOf('SITE-R')).toEqual([['adjustment', 10, '3.00', '30.00']]);
  });

  test('I1 I3 purchases, decreases, transfers and returns of one batch, with the tax of the account', async () => {
    await deliver(
      account('SITE-1', { taxRate: '23', timeZone: 'Europe/Warsaw' }),
      account('SITE-2', { taxRate: '8.1' }),
      purchased('SITE-1', 20),
      license('decreased', { accountId: 'SITE-1', lines: [{ quantity: 2, lot: monthly }] }),
      transferred('SITE-1', 'SITE-2', 5, monthly),
      license('returned', {
        transferId: 'T-R',
        returnOf: 'T-0',
        from: 'SITE-2',
        to: 'SITE-1',
        lines: [{ quantity: 1, lot: monthly }],
      }),
    );
    expect(await next('SITE-1')).toMatchObject({ net: '42.00', tax: '9.66', total: '51.66' });
    expect(await next('SITE-2')).toMatchObject({ net: '12.00', tax: '0.97', total: '12.97' });
  });

  test('I1 the day is that of the account’s time zone: at midnight two sides may land a month apart', async () => {
    await deliver(account('LODZ', { timeZone: 'Europe/Warsaw' }));
    const events = await deliver(transferred('LODZ', 'LONDON', 1, monthly, { at: '2026-11-30T23:30:00.000Z' }));
    expect(events.map(({ key, data }) => [key, data.period])).toEqual([
      ['LODZ', '2027-01'],
      ['LONDON', '2026-12'],
    ]);
  });

  test('D3 a new price of the site’s own takes its licenses from the old price to the new one', async () => {
    await deliver(purchased('SITE-P', 10));
    const events = await deliver(account('SITE-P', { unitPrice: '2.50', currency: 'EUR' }));
    expect(events.map(({ data }) => [data.quantity, data.unitPrice, data.amount])).toEqual([
      [-10, '3.00', '-30.00'],
      [10, '2.50', '25.00'],
    ]);
    expect(await deliver(purchased('SITE-P', 1))).toMatchObject([{ data: { unitPrice: '2.50' } }]);
    expect((await next('SITE-P'))?.total).toBe('27.50');
  });

  test('I3 an adjustment by a new price names who changed it, else the sender that told of it', async () => {
    await deliver(purchased('SITE-W', 10));
    const terms = { unitPrice: '2.50', currency: 'EUR' };
    const byPerson = await deliver(account('SITE-W', { ...terms, changedBy: 'anna@msp.example' }));
    const bySender = await deliver(account('SITE-W', { ...terms, unitPrice: '2.60' }, '2026-11-02T08:00:00Z'));
    const initiatorsOf = (events: typeof byPerson) => events.map(({ data }) => data.cause.initiatedBy);
    expect(initiatorsOf(byPerson)).toEqual(['anna@msp.example', 'anna@msp.example']);
    expect(new Set(initiatorsOf(bySender))).toEqual(new Set(['/test']));
    expect((await next('SITE-W'))?.lines.map(({ cause }) => cause?.initiatedBy)).toContain('anna@msp.example');
  });

  test('I5 an invoice for each currency, with as many decimals as it has', async () => {
    const yen = { ...monthly, lotId: 'PUR-Y', unitPrice: '450', currency: 'JPY' };
    const dinar = { ...monthly, lotId: 'PUR-K', unitPrice: '1.250', currency: 'KWD' };
    await deliver(purchased('SITE-C', 3, { lot: yen }), purchased('SITE-C', 3, { lot: dinar }));
    expect(await next('SITE-C')).toMatchObject({ currency: 'JPY', currencies: ['JPY', 'KWD'], total: '1350' });
    expect(await next('SITE-C', 'KWD')).toMatchObject({ currency: 'KWD', total: '3.750' });
  });

  test('I5 a price that its currency cannot have is dead-lettered, and the rest of the batch goes on', async () => {
    const wrong = { ...monthly, unitPrice: '3.001' };
    expect(await deliver(purchased('SITE-D', 1, { lot: wrong }), purchased('SITE-D', 1))).toHaveLength(1);
    const letters = await listDeadLetters(invoicing.database.sql, 'invoicing', { after: '0', limit: 10 });
    expect(letters.map(({ error }) => error)).toEqual([expect.stringContaining('3.001 is no price in EUR')]);
  });

  test('D3 I5 an account’s price with too many decimals is dead-lettered, and the one before goes on', async () => {
    const { sql } = invoicing.database;
    await deliver(account('SITE-E', { unitPrice: '2.50', currency: 'EUR' }));
    await deliver(account('SITE-E', { unitPrice: '2.505', currency: 'EUR' }));
    const letters = await listDeadLetters(sql, 'invoicing', { after: '0', limit: 10 });
    expect(letters.map(({ error }) => error)).toContainEqual(
      expect.stringContaining('unitPrice is refused: 2.505 has more decimals than EUR has'),
    );
    expect(await deliver(purchased('SITE-E', 1))).toMatchObject([{ data: { unitPrice: '2.50' } }]);
  });

  test('I4 an account that has nothing to pay has an empty invoice, and an unknown one has none', async () => {
    await deliver(account('SITE-0', { unitPrice: '2.50', currency: 'EUR' }));
    expect(await next('SITE-0')).toMatchObject({ period: '2026-12', currency: 'EUR', lines: [], total: '0.00' });
    expect(await next('NOBODY')).toBeUndefined();
  });

  test('I2 movements and adjustments are append-only, whatever the code does', async () => {
    for (const table of ['movement', 'adjustment']) {
      for (const change of [`update invoicing.${table} set quantity = 0`, `delete from invoicing.${table}`]) {
        await expect(invoicing.database.sql(change)).rejects.toThrow('its rows never change');
      }
    }
  });

  test('I1 two sides that are billed by a batch each, from both ends at once, do not deadlock', async () => {
    const batch = (from: string, to: string, prefix: string) =>
      Array.from({ length: 40 }, (_, index) =>
        transferred(
          from,
          to,
          1,
          { ...monthly, lotId: `${prefix}-${39 - index}` },
          { transferId: `${from}-${prefix}-${index}` },
        ),
      );
    await Promise.all([
      invoicing.runner.deliver(batch('SITE-X', 'SITE-Y', 'X')),
      invoicing.runner.deliver(batch('SITE-Y', 'SITE-X', 'X')),
    ]);
    expect(await invoicing.announced()).toHaveLength(160);
    expect((await next('SITE-X'))?.total).toBe('0.00');
  });
});
