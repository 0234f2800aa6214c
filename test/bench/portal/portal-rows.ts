import { join } from 'node:path';
import { loadCodeKeys, sealCode } from '#runtime/environment/keys/sealed-codes.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { people } from '#test/portal/browser.ts';
import { growInvoicing, growLedger } from '../measuring/growth-rows.ts';

/** A portal's database that has grown: what a few statements can make of the demo's own rows. */

/** So much at full scale. */
export const grown = { events: 1_000_000, accounts: 10_000, orders: 100_000 } as const;

/** Of them so many are the MSP's, whose super user looks at them. */
export const ofMsp = 1000;

const schemas = ['intake', 'fulfillment', 'ledger', 'invoicing'] as const;

/** Accounts, lots, events, orders, entitlements with their mails: at a part of the full scale. */
export async function growPortal(sql: Sql, folder: string, scale: number): Promise<void> {
  const [events, orders] = [grown.events * scale, grown.orders * scale];
  const growth = { lots: orders, ofOne: orders / 10, accounts: grown.accounts };
  await growLedger(sql, growth);
  await growInvoicing(sql, growth);
  for (const schema of schemas)
    await sql(
      `insert into ${schema}.account_parent (account_id, parent_id, as_of)
       select 'GROWN-' || n, 'MSP-1', now() from generate_series(1, $1::int) n on conflict do nothing`,
      [ofMsp],
    );
  await sql(
    `update ledger.account set parent_id = 'MSP-1' where account_id in (select 'GROWN-' || n from generate_series(1, $1::int) n)`,
    [ofMsp],
  );
  await growEvents(sql, events - 2 * orders);
  await cloneOrders(sql, orders);
  await cloneEntitlements(sql, folder, orders);
  await sql('vacuum analyze');
}

/** More of the log, in which all accounts have their part. */
async function growEvents(sql: Sql, events: number): Promise<void> {
  await sql(
    `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference)
     select timestamptz '2025-01-01' + n * interval '30 seconds',
       (array['transfer', 'transfer', 'purchase', 'decrease', 'transfer-refused'])[1 + n % 5], 'GROWN-' || 1 + n % $2::int,
       'GROWN-' || 1 + (n * 7 + n / 1000) % $2::int, 1 + n % 997, 'person-' || n % 3000 || '@customer.example', 'MORE-' || n
     from generate_series(1, $1::int) n`,
    [events, grown.accounts],
  );
}

/** Orders and entitlements as the demo made them, with numbers and accounts of their own. */
async function cloneOrders(sql: Sql, orders: number): Promise<void> {
  await sql(
    `insert into intake.sales_order (order_number, revision, state, due_on, account_ids, document, received_at)
     select number, revision, state, due_on, array[account], replace(replace(document::text, order_number, number), 'ACC-100', account)::json,
       received_at - n * interval '1 minute'
     from intake.sales_order, generate_series(1, $1::int) n,
       lateral (select 'GROWN-SO-' || n as number, ${accountOf} as account) own
     where order_number = 'SO-10001'`,
    [orders, grown.accounts],
  );
}

/** The account of an order: as everybody orders now and then, accounts of the MSP among all others. */
const accountOf = "'GROWN-' || 1 + (n * 7919) % $2::int";

/** Their codes are sealed anew, since a code opens for its own entitlement alone. */
async function cloneEntitlements(sql: Sql, folder: string, count: number): Promise<void> {
  const columns = await sql<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'fulfillment' and table_name = 'entitlement'
     order by ordinal_position`,
  );
  const own: Readonly<Record<string, string>> = {
    entitlement_id: "'ENT-GROWN-' || n",
    position: "nextval(pg_get_serial_sequence('fulfillment.entitlement', 'position'))",
    shipment_id: "'GROWN-' || n",
    order_number: "'GROWN-SO-' || n",
    account_id: accountOf,
    account_ids: `array[${accountOf}]`,
    purchase_order: "'PO-' || n",
    ssrn: "'GROWN-' || n",
    activation_code_hash: "'GROWN-' || n",
    sealed_activation_code: 'sealed.code',
  };
  const names = columns.map(({ name }) => name);
  const keys = loadCodeKeys(join(folder, 'keys', 'codes.key'));
  const sealed = Array.from({ length: count }, (_, index) =>
    sealCode(keys, `ENT-GROWN-${index + 1}`, 'H6APDJWRGXDH6MJE7EYD'),
  );
  await sql(
    `insert into fulfillment.entitlement (${names.join(', ')})
     select ${names.map((name) => own[name] ?? name).join(', ')} from fulfillment.entitlement, unnest($3::text[]) with ordinality as sealed (code, n)
     where $1::int > 0 and entitlement_id = 'ENT-SO-10001-1'`,
    [count, grown.accounts, sealed],
  );
}

/** Who looks: one who sees everything, and one who sees what a thousand accounts do. */
export const readers = { everything: people.support, 'a thousand accounts': people.superUser } as const;
