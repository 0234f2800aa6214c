import { loadTotals } from '#apps/invoicing/src/invoicing.store.ts';
import { accounts } from '#apps/invoicing/src/rows/accounts.rows.ts';
import { readNext } from '#apps/invoicing/src/views/next-invoice.views.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { emptyBooks } from '#domain/invoices/books.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { startInvoicing } from '#test/support/invoicing.ts';
import { domainInvoices, shownInvoices } from '#test/support/next-invoices.ts';
import { rowsBrought } from '#test/support/plans.ts';

/** The next invoice of an account that has grown: what is read of it, and that it is what the domain makes of every adjustment. */

const now = '2026-11-21T09:30:00.000Z';
const account = 'GROWN';
let postgres: TestPostgres;
let invoicing: Awaited<ReturnType<typeof startInvoicing>>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  invoicing = await startInvoicing(postgres.url);
  const { sql } = invoicing.database;
  const rates = [
    { from: '0001-01-01', rate: '23' },
    { from: '2026-11-15', rate: '8.1' },
  ];
  await sql(
    `insert into invoicing.account (account_id, name, country, time_zone, tax_rate, tax_rates, invoice_emails, own_prices, open_period, facts_at)
     values ($1, 'Zakład', 'PL', 'Asia/Kathmandu', '8.1', $2, '["ap@grown.example"]', '[]', '2026-12', now())`,
    [account, JSON.stringify(rates)],
  );
  await grow(sql, 1, 3000);
});
afterAll(async () => {
  await invoicing?.database.close();
  await postgres.stop();
});

/** Order lines around the day of a new rate, in two currencies; some of one cause, some that come to nothing, some without money. */
async function grow(sql: Sql, from: number, to: number): Promise<void> {
  await sql(
    `insert into invoicing.lot (lot_id, sku, name, program, billing, starts_on, ends_on)
     select 'L-' || n, 'SKU-' || n % 40, 'Zażółć ' || n % 40, 'mist', case when n % 5 = 0 then 'monthly' else 'once' end,
       '2026-01-01', '2028-01-01'
     from generate_series($1::int, $2::int) n`,
    [from, to],
  );
  await sql(
    `insert into invoicing.adjustment (adjustment_id, movement_id, account_id, period, month, kind, lot_id, currency, price_minor,
       quantity, unit_price_minor, share, amount_minor, recurs, cause)
     select id || '/' || side, id, $3, '2026-12', '2026-12', case when n % 5 = 0 then 'adjustment' else 'order' end, 'L-' || n,
       case when n % 3 = 0 then 'USD' else 'EUR' end, 333, sign * (1 + n % 50), 333, share, amount, n % 5 = 0,
       jsonb_strip_nulls(jsonb_build_object('type', type, 'id', id,
         'at', to_char(timestamp '2026-11-14 12:00' + n % 8 * interval '3 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'initiatedBy', '/erp',
         'reference', case when many then 'SO-0/1' else 'SO-' || n / 10 || '/' || n % 10 end, 'purchaseOrder', 'PO-' || n % 40,
         'settlement', case when n % 10 = 0 then 'paid-once' end))
     from generate_series($1::int, $2::int) n, generate_series(1, 2) side,
       lateral (select case when side = 2 then -1 else 1 end as sign,
         case when n % 7 = 0 then '{"days": 7, "of": 31}'::jsonb end as share,
         -- Several lots of a product have one cause.
         n % 13 = 0 as many, case when n % 13 = 0 then 'MANY-' || n % 40 else 'L-' || n end as id,
         case when n % 2 = 0 then 'license.granted.v1' else 'license.transferred.v1' end as type) of,
       lateral (select case when share is null then sign * (1 + n % 50) * 333 else sign * round((1 + n % 50) * 333 * 7 / 31.0) end as amount) due
     where side = 1 or n % 17 = 0`.replace("id || '/' || side", "'L-' || n || '/' || side"),
    [from, to, account],
  );
  await sql('analyze invoicing.account, invoicing.lot, invoicing.adjustment');
}

test('R17 I4 I9 I11 an invoice of sums is the invoice that the domain makes of every adjustment', async () => {
  const { database } = invoicing;
  const books = emptyBooks(defaultSettings);
  for (const known of await accounts(database.sql, [account])) books.accounts.set(account, known);
  await loadTotals(database.sql, books, [account]);
  const next = nextInvoices(books, account, defaultSettings);
  const expected = domainInvoices(next);
  expect(expected.map(({ currency, taxes }) => [currency, taxes.length])).toEqual([
    ['EUR', 2],
    ['USD', 2],
  ]);
  expect(expected[0]?.lines.some(({ lots }) => (lots?.length ?? 0) > 1)).toBe(true);
  expect(await shownInvoices(database, account, next, defaultSettings)).toEqual(expected);
});

test('R17 I11 what came to nothing is no line, where nothing else of the account shares a cause', async () => {
  const { sql } = invoicing.database;
  await sql(
    `insert into invoicing.account (account_id, name, country, time_zone, tax_rate, tax_rates, invoice_emails, own_prices, open_period, facts_at)
     select 'CAME-TO-NOTHING', name, country, time_zone, tax_rate, tax_rates, invoice_emails, own_prices, open_period, facts_at
     from invoicing.account where account_id = $1`,
    [account],
  );
  await sql(
    `insert into invoicing.adjustment (adjustment_id, movement_id, account_id, period, month, kind, lot_id, currency, price_minor,
       quantity, unit_price_minor, amount_minor, recurs, cause)
     select 'NOTHING-' || n, 'NOTHING-' || n, 'CAME-TO-NOTHING', '2026-12', '2026-12', 'order', 'L-1', 'EUR', 333, quantity, 333,
       quantity * 333, false, jsonb_build_object('type', 'license.granted.v1', 'id', id, 'at', at, 'initiatedBy', '/erp')
     from (values (1, 'ONE', 2, '2026-11-14T12:00:00.000Z'), (2, 'TWO', 3, '2026-11-16T12:00:00.000Z'),
       (3, 'TWO', -3, '2026-11-16T12:00:00.000Z')) as line (n, id, quantity, at)`,
  );
  const asked = { currency: undefined, now, settings: defaultSettings, query: {} };
  const view = await readNext(sql, 'CAME-TO-NOTHING', asked);
  expect([view?.lineCount, view?.lines.map(({ quantity }) => quantity)]).toEqual([1, [2]]);
});

test('R17 what is read of an invoice does not grow with its lines', async () => {
  const read = async (query: object) =>
    await rowsBrought(invoicing.database.sql, async (sql) => {
      const asked = { currency: undefined, now, settings: defaultSettings, query };
      expect((await readNext(sql, account, asked))?.lines).not.toEqual([]);
    });
  const before = await read({ limit: '1' });
  await grow(invoicing.database.sql, 3001, 12_000);
  expect([before < 1000, await read({ limit: '1' })]).toEqual([true, before]);
});
