import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { Cause, Movement } from '#domain/invoices/owed/movement.ts';
import type { Share } from '#domain/values/settlement.ts';
import { lockStreams } from '#runtime/postgres/locks.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accountStream } from '../invoicing.slices.ts';
import { type HeldLotRow, lotOf } from './invoicing.rows.ts';

/** What was recorded for the payers of orders that are being revised (O10). */

interface PaidRow extends HeldLotRow {
  order_number: string;
  movement_id: string;
  action_id: string;
  share: Share | null;
  on_date: string;
  lands: string;
  cause: Cause;
}

/** Enters the lines of orders that are billed once, and what was settled since with whoever pays for them. */
export async function loadPaid(sql: Sql, books: InvoicingBooks, orderNumbers: readonly string[]): Promise<void> {
  if (orderNumbers.length === 0) return;
  const rows = await sql<PaidRow>(
    `with line as (
       select substring(cause->>'reference' from '^(.*)/[0-9]+$') as order_number, movement.*
       from invoicing.movement where cause->>'type' = 'license.granted.v1'
         and substring(cause->>'reference' from '^(.*)/[0-9]+$') = any($1::text[])),
     settled as (
       select granted.order_number, movement.*
       from (select distinct order_number, lot_id from line) granted join invoicing.movement using (lot_id)
       where cause->>'settlement' = 'remaining-term' and cause ? 'heldBy')
     select order_number, movement_id, action_id, held.account_id, held.quantity, share, on_date::text as on_date, lands, cause,
       lot.lot_id, sku, name, program, billing, starts_on::text as starts_on, ends_on::text as ends_on, plan, account_priced,
       currency, price_minor::text as price_minor
     from (select * from line union all select * from settled) held join invoicing.lot using (lot_id)
     where billing = 'once' order by order_number, movement_id`,
    [[...new Set(orderNumbers)]],
  );
  for (const [orderNumber, of] of Map.groupBy(rows, (row) => row.order_number)) {
    books.paid.set(orderNumber, of.map(movementOf));
  }
}

function movementOf(row: PaidRow): Movement {
  return {
    movementId: row.movement_id,
    actionId: row.action_id,
    accountId: row.account_id,
    lot: lotOf(row),
    quantity: row.quantity,
    share: row.share ?? undefined,
    on: row.on_date,
    lands: row.lands,
    cause: row.cause,
    orderNumber: row.order_number,
  };
}

/** Locks accounts that only the books name: who pays by now, and who does by a revision. Beside other messages nothing is waited for. */
export async function lockAccounts(sql: Sql, accountIds: readonly string[], mayWait: boolean): Promise<void> {
  if (!(await lockStreams(sql, 'invoicing', new Set(accountIds.map(accountStream)), mayWait))) {
    throw new Error('an account that pays for a revised order is taken');
  }
}
