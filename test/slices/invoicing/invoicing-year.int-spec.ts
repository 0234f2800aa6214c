import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import type { Proration } from '#domain/values/billing.ts';
import { dateAt } from '#domain/values/calendar.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { invoicingOptions, startInvoicing } from '#test/support/invoicing.ts';
import { BillingSystem } from '#test/support/samples/billing-system.ts';
import { billable, delivery } from '#test/support/samples/deliveries.ts';
import fc from '#test/support/samples/properties.ts';

/** A year of random messages through the real service, told late, twice and out of order, and invoiced every month. */

const sites = Array.from({ length: 50 }, (_, index) => `SITE-${index}`);
const zones = ['UTC', 'Europe/Warsaw', 'America/Los_Angeles', 'Pacific/Auckland'];
const months = Array.from({ length: 18 }, (_, index) => new Date(Date.UTC(2026, index, 1)).toISOString().slice(0, 7));

const terms = { sku: 'MDM', name: 'Management', category: 'paid', originAccountId: 'SITE-0', startsOn: '2026-01-01' };
const lots = [
  { ...terms, lotId: 'L1', program: 'miradore', billing: 'monthly', unitPrice: '3.00', currency: 'EUR' },
  {
    ...terms,
    lotId: 'L2',
    program: 'miradore',
    billing: 'monthly',
    unitPrice: '2.50',
    currency: 'EUR',
    endsOn: '2026-09-01',
  },
  {
    ...terms,
    lotId: 'L3',
    program: 'mist',
    billing: 'monthly',
    unitPrice: '450',
    currency: 'JPY',
    startsOn: '2026-04-15',
  },
  { ...terms, lotId: 'L4', program: 'mist', billing: 'monthly', unitPrice: '1.250', currency: 'KWD' },
  {
    ...terms,
    lotId: 'L6',
    program: 'mist',
    billing: 'monthly',
    unitPrice: '4.99',
    currency: 'EUR',
    endsOn: '2026-10-17',
  },
  { ...terms, lotId: 'L5', program: 'mist', billing: 'once', unitPrice: '118.00', currency: 'EUR' },
];

const day = 86_400_000;
const action$ = fc.record({
  at: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }),
  kind: fc.constantFrom('purchased', 'decreased', 'transferred', 'transferred', 'price'),
  from: fc.constantFrom(...sites),
  to: fc.constantFrom(...sites),
  lot: fc.constantFrom(...lots),
  quantity: fc.integer({ min: 1, max: 40 }),
  late: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 * day })), { minLength: 1, maxLength: 3 }),
});

type Message = { at: number; message: ReturnType<typeof delivery> };
type Action = typeof action$ extends fc.Arbitrary<infer Value> ? Value : never;

function messagesOf({ at, kind, from, to, lot, quantity, late }: Action, index: number): Message[] {
  const time = new Date(at).toISOString();
  const recorded = { journalId: `J${index}`, at: time, initiatedBy: 'owner@example.com' };
  const send = (type: string, data: Record<string, unknown>): Message[] =>
    late.map((wait) => ({
      at: at + wait,
      message: delivery('licenses', `license.${type}.v1`, { ...recorded, ...data }),
    }));
  if (kind === 'price') return [{ at, message: account(from, time, { unitPrice: `${quantity}.10`, currency: 'EUR' }) }];
  if (kind === 'purchased') return send(kind, { accountId: from, quantity, lot });
  if (kind === 'decreased') return send(kind, { accountId: from, lines: [{ quantity, lot }] });
  return from === to ? [] : send(kind, { transferId: `T${index}`, from, to, lines: [{ quantity, lot }] });
}

/** From the first day of July on; told in June, in advance. */
const [rateBefore, rateAfter, newRateFrom] = ['22', '24', '2026-07-01'];

/**
 * All that is told of a site at an instant. Of every seventh nobody tells the country before May, so that its invoices are
 * held until then (I8); every second wants invoices with nothing to pay (I11).
 */
function account(accountId: string, time: string, changes: Record<string, unknown> = {}) {
  const index = sites.indexOf(accountId);
  const timeZone = zones[index % zones.length];
  const country = index % 7 === 0 && time < '2026-05-10' ? undefined : 'PL';
  const taxRate = dateAt(time, timeZone) < newRateFrom ? rateBefore : rateAfter;
  return billable(accountId, { timeZone, country, taxRate, zeroInvoices: index % 2 === 0, ...changes }, time);
}

let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof start>>;

function start(proration: Proration) {
  return startInvoicing(postgres.url, invoicingOptions(proration));
}

async function invoiceTheYear(messages: readonly Message[]): Promise<void> {
  const { runner, clock, database } = invoicing;
  const job = new MonthCloseJob(database, runner, () => new Date(clock.now), createLog('silent'));
  let next = 0;
  for (const month of months) {
    const run = Date.parse(`${month}-01T12:00:00Z`);
    const due = messages.slice(next).filter(({ at }) => at < run);
    next += due.length;
    for (let from = 0; from < due.length; from += 20) {
      const batch = due.slice(from, from + 20);
      clock.now = new Date(batch[0]?.at ?? run).toISOString();
      await runner.deliver(batch.map(({ message }) => message));
    }
    clock.now = new Date(run).toISOString();
    await job.close(month);
  }
}

async function startYear(proration: Proration): Promise<void> {
  postgres = await startTestPostgres();
  invoicing = await start(proration);
  const actions = fc
    .sample(fc.array(action$, { minLength: 500, maxLength: 500 }), { numRuns: 1, seed: 20_261_121 })
    .flat();
  const known = [
    ...sites.map((site) => ({ time: '2025-12-01T00:00:00Z', site, changes: {} })),
    ...sites.map((site) => ({ time: '2026-05-10T00:00:00Z', site, changes: {} })),
    ...sites.map((site) => ({
      ...{ time: '2026-06-10T00:00:00Z', site, changes: { taxRate: rateAfter, taxRateFrom: newRateFrom } },
    })),
  ].map(({ time, site, changes }) => ({ at: Date.parse(time), message: account(site, time, changes) }));
  const messages = [...known, ...actions.flatMap(messagesOf)].sort((one, other) => one.at - other.at);
  await invoiceTheYear(messages);
}

async function endYear(): Promise<void> {
  await invoicing.database.close();
  await postgres.stop();
}

/** Gives a billing system all that was announced, and every adjustment twice: whatever comes twice counts once. */
async function tellOutside(): Promise<BillingSystem> {
  const rows = await invoicing.database.sql<{ type: string; value: string }>(
    `select headers::json ->> 'ce_type' as type, value from invoicing.outbox order by position`,
  );
  const outside = new BillingSystem();
  for (const { type, value } of [...rows, ...rows.filter(({ type }) => type === 'invoice.adjusted.v1')]) {
    outside.take({ type, data: JSON.parse(value) });
  }
  return outside;
}

async function documentsIssued(): Promise<number> {
  const [counted] = await invoicing.database.sql<{ count: string }>('select count(*) as count from invoicing.invoice');
  return Number(counted?.count);
}

describe('a year of 50 sites on PostgreSQL', () => {
  beforeAll(() => startYear('none'));
  afterAll(endYear);

  test('nothing was left behind as a dead letter', async () => {
    expect(await invoicing.database.sql('select error from invoicing.dead_letter')).toEqual([]);
  });

  test('I2 what was billed is what all movements owe, to the cent', async () => {
    const different = await invoicing.database.sql(
      `with owed as (
         select account_id, movement.currency, sum(quantity * price_minor) as minor
         from invoicing.movement join invoicing.lot using (lot_id)
           cross join lateral generate_series((lands || '-01')::date,
             case billing when 'once' then (lands || '-01')::date else least(ends_on, $1::date) end, interval '1 month')
         where lands <= $2 group by account_id, movement.currency
       ), billed as (
         select account_id, currency, sum(net_minor) as minor from invoicing.invoice group by account_id, currency
       )
       select * from owed full join billed using (account_id, currency)
       where coalesce(owed.minor, 0) <> coalesce(billed.minor, 0)`,
      [`${months.at(-1)}-01`, months.at(-1)],
    );
    expect(different).toEqual([]);
    expect(await documentsIssued()).toBeGreaterThan(500);
  });

  test('I9 every line is taxed by the day of its supply, and every tax is that of the lines of its rate', async () => {
    const wrong = await invoicing.database.sql(
      `select number, line.position, line.tax_rate, line.month, line.cause
       from invoicing.invoice_line line join invoicing.invoice using (number) join invoicing.account using (account_id)
         left join invoicing.adjustment using (adjustment_id) left join invoicing.lot using (lot_id)
       where line.tax_rate <> case when lot.billing = 'once'
           then case when ((line.cause ->> 'at')::timestamptz at time zone time_zone)::date < $1::date then $2 else $3 end
           else case when (line.month || '-01')::date < $1::date then $2 else $3 end end`,
      [newRateFrom, rateBefore, rateAfter],
    );
    expect(wrong).toEqual([]);
    const added = await invoicing.database.sql(
      `with by_rate as (select number, tax_rate, sum(amount_minor) as net from invoicing.invoice_line group by number, tax_rate)
       select number from invoicing.invoice join by_rate using (number) group by number, tax_minor
       having sum(round(net * tax_rate::numeric / 100)) <> tax_minor`,
    );
    expect(added).toEqual([]);
    const [{ both = 0 } = {}] = await invoicing.database.sql<{ both: number }>(
      'select count(*)::int as both from invoicing.invoice where jsonb_array_length(taxes) > 1',
    );
    expect(both).toBeGreaterThan(2);
  });

  test('I8 what was held is issued month by month once it is told, and nothing is held at the end', async () => {
    const { sql } = invoicing.database;
    const late = await sql<{ account_id: string }>(
      `select distinct account_id from invoicing.invoice where period < '2026-05' and issued_at >= '2026-05-10'`,
    );
    expect(late.length).toBeGreaterThan(3);
    expect(await sql(`select account_id from invoicing.account where held is not null`)).toEqual([]);
    const held = await sql<{ key: string }>(
      `select distinct key from invoicing.outbox where headers::json ->> 'ce_type' = 'invoice.held.v1'`,
    );
    expect(held.map(({ key }) => key)).toEqual(expect.arrayContaining(late.map(({ account_id: id }) => id)));
  });

  test('I1 each adjustment is on the invoice of its period once, and announced once', async () => {
    const { sql } = invoicing.database;
    const last = months.at(-1);
    // Of the sites that want every document: those of others may have months with nothing to pay.
    const different = await sql(
      `with adjusted as (
         select account_id, period, currency, sum(amount_minor) as minor from invoicing.adjustment
         where period <= $1 group by account_id, period, currency
       ), billed as (
         select account_id, period, currency, sum(amount_minor) filter (where adjustment_id is not null) as minor
         from invoicing.invoice join invoicing.invoice_line using (number) group by account_id, period, currency
       )
       select * from adjusted full join billed using (account_id, period, currency) join invoicing.account using (account_id)
       where zero_invoices and coalesce(adjusted.minor, 0) <> coalesce(billed.minor, 0)`,
      [last],
    );
    expect(different).toEqual([]);
    const [counts] = await sql<Record<string, string>>(
      `select (select count(*) from invoicing.adjustment) as adjustments,
         (select count(*) from invoicing.outbox where headers::json ->> 'ce_type' = 'invoice.adjusted.v1') as announced`,
    );
    expect(new Set(Object.values(counts ?? {})).size).toBe(1);
  });

  test('I4 the running totals that invoices are made of are those of the lots', async () => {
    const differing = await invoicing.database.sql(
      `select * from (
         select account_id, sku, name, currency, price_minor, ends_on, sum(quantity) as quantity
         from (
           select account_id, sku, name, currency, price_minor, recurring_lot.ends_on, quantity
           from invoicing.recurring_lot join invoicing.lot using (lot_id)
           union all
           select account_id, sku, name, currency, price_minor, ends_on, -quantity from invoicing.recurring_total
         ) both_kept group by account_id, sku, name, currency, price_minor, ends_on
       ) differences where quantity <> 0`,
    );
    expect(differing).toEqual([]);
    const [{ count = '0' } = {}] = await invoicing.database.sql<{ count: string }>(
      'select count(*) from invoicing.recurring_total',
    );
    expect(Number(count)).toBeGreaterThan(10);
  });

  test('I1 a billing system outside adds the adjustments up to every invoice', async () => {
    const outside = await tellOutside();
    expect(outside.differences()).toEqual([]);
    expect(outside.issued).toBe(await documentsIssued());
  });

  test('I3 numbers leave nothing out in either series', async () => {
    const gaps = await invoicing.database.sql(
      `select series, last_number from invoicing.number_series
       where last_number <> (select count(*) from invoicing.invoice where number like series || '-%')`,
    );
    expect(gaps).toEqual([]);
  });
});

describe('the same year with proration by day', () => {
  beforeAll(() => startYear('day'));
  afterAll(endYear);

  test('I1 I3 a billing system outside arrives at every invoice, lots that end within a month as well', async () => {
    const outside = await tellOutside();
    expect(outside.differences()).toEqual([]);
    expect(outside.issued).toBe(await documentsIssued());
    const [{ last } = { last: '' }] = await invoicing.database.sql<{ last: string }>(
      `select value::json ->> 'lastMonthPrice' as last from invoicing.outbox
       where value::json ->> 'lotId' = 'L6' and value::json ->> 'recurs' = 'true' order by position limit 1`,
    );
    expect(last).toBe('2.575483871'); // 16 of 31 days of 4.99, to be rounded with all of the line (I10)
  });
});
