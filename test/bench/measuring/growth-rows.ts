import type { Sql } from '#runtime/postgres/sql.ts';

/** A ledger and an invoicing that have grown: accounts, lots and events, written by a few statements. */

/** Lots in all, of them so many of one account; and the other accounts. */
export interface Growth {
  readonly lots: number;
  readonly ofOne: number;
  readonly accounts: number;
}

/** The account that has a large part of everything. */
export const largeAccount = 'GROWN-1';

const holder = `case when n <= $2::int then '${largeAccount}' else 'GROWN-' || 2 + n % ($3::int - 1) end`;
const bought = `timestamptz '2026-01-01' + n * interval '1 minute'`;

/** Accounts, lots with their holdings, journals and event log: as many events again are transfers and refusals as are lots. */
export async function growLedger(sql: Sql, { lots, ofOne, accounts }: Growth): Promise<void> {
  await sql(
    `insert into ledger.account (account_id, parent_id, name, kind, from_order, as_of, document)
     select id, null, name, 'customer', false, now(),
       json_build_object('accountId', id, 'name', name, 'kind', 'customer', 'fromOrder', false, 'asOf', '2026-01-01T00:00:00.000Z')
     from generate_series(1, $1::int) n, lateral (select 'GROWN-' || n as id, 'Zakład ' || md5(n::text) as name) account`,
    [accounts],
  );
  await sql(
    `insert into ledger.lot (lot_id, sku, name, program, starts_on, ends_on, traits, stock, visible_to, document)
     select id, sku, name, 'mist', starts_on, starts_on + 365, n % 7, false, array[account],
       json_build_object('lotId', id, 'sku', sku, 'name', name, 'program', 'mist', 'category', 'paid', 'billing', 'once',
         'unitPriceMinor', '11800', 'currency', 'EUR', 'startsOn', starts_on, 'endsOn', starts_on + 365,
         'originAccountId', account, 'visibleTo', json_build_array(account), 'stock', false)
     from generate_series(1, $1::int) n, lateral (select 'GROWN-LOT-' || n as id, 'SKU-' || n % 40 as sku,
       'Product ' || n % 40 as name, (${bought})::date as starts_on, ${holder} as account) lot`,
    [lots, ofOne, accounts],
  );
  await sql(
    `with lot as (select n, 'GROWN-LOT-' || n as id, ${holder} as account from generate_series(1, $1::int) n),
     recorded as (
       insert into ledger.journal (journal_id, action, owner, sequence, source, target, quantity, at, initiated_by, previous_hash, hash)
       select id || '/fulfil', 'fulfil', account, n, '@issued', account, 1 + n % 50, ${bought}, '/seatwright/fulfillment', '', ''
       from lot)
     insert into ledger.entry (journal_id, lot_id, account_id, quantity)
     select id || '/fulfil', id, side, sign * (1 + n % 50)
     from lot, lateral (values ('@issued', -1), (account, 1)) as sides (side, sign)`,
    [lots, ofOne, accounts],
  );
  await sql(
    `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference)
     select ${bought}, type, source, ${holder}, 1 + n % 50, 'person-' || n % 500 || '@customer.example', 'GROWN-' || n
     from generate_series(1, $1::int) n,
       lateral (values ('fulfil', '@issued'), (case when n % 9 = 0 then 'transfer-refused' else 'transfer' end, 'GROWN-' || 2 + n % 97))
         as events (type, source)`,
    [lots, ofOne, accounts],
  );
  await sql('analyze ledger.account, ledger.lot, ledger.holding, ledger.journal, ledger.entry, ledger.event_log');
}

/** The lots, each bought by an order line of this month, which the next invoice of their accounts has; a fifth of them monthly. */
export async function growInvoicing(sql: Sql, { lots, ofOne, accounts }: Growth): Promise<void> {
  await sql(
    `insert into invoicing.account
       (account_id, name, country, time_zone, tax_rate, tax_rates, invoice_emails, own_prices, open_period, facts_at)
     select 'GROWN-' || n, 'Zakład ' || md5(n::text), 'PL', 'UTC', '23', '[{"from": "0001-01-01", "rate": "23"}]',
       '["billing@bench.example"]', '[]', to_char(now() + interval '1 month', 'YYYY-MM'), now()
     from generate_series(1, $1::int) n`,
    [accounts],
  );
  await sql(
    `insert into invoicing.lot (lot_id, sku, name, program, billing, starts_on, ends_on)
     select 'GROWN-LOT-' || n, 'SKU-' || n % 40, 'Product ' || n % 40, 'mist',
       case when n % 5 = 0 then 'monthly' else 'once' end, '2026-01-01', '2028-01-01'
     from generate_series(1, $1::int) n`,
    [lots],
  );
  await sql(
    `insert into invoicing.adjustment (adjustment_id, movement_id, account_id, period, month, kind, lot_id, currency, price_minor,
       quantity, unit_price_minor, amount_minor, recurs, cause)
     select id || '/1', id, ${holder}, to_char(now() + interval '1 month', 'YYYY-MM'), to_char(now() + interval '1 month', 'YYYY-MM'),
       'order', id, 'EUR', 11800, 1 + n % 50, 11800, (1 + n % 50) * 11800, n % 5 = 0,
       json_build_object('type', 'license.granted.v1', 'id', id || '/fulfil', 'at', now(), 'initiatedBy', '/erp',
         'reference', 'SO-' || n / 10 || '/' || n % 10, 'purchaseOrder', 'PO-' || n / 10)
     from generate_series(1, $1::int) n, lateral (select 'GROWN-LOT-' || n as id) lot`,
    [lots, ofOne, accounts],
  );
  await sql('analyze invoicing.account, invoicing.lot, invoicing.adjustment');
}
