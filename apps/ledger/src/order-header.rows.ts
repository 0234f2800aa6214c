import type { Books } from '#domain/licenses/books.ts';
import type { LicenseEvent } from '#domain/licenses/events.ts';
import type { OrderHeader } from '#domain/licenses/order-header.ts';
import type { Sql } from '#runtime/slice.ts';
import type { Needs } from './ledger.needs.ts';

/** Who stands on orders that were revised after their release (O10): a statement to read them, one to write them. */

/**
 * Enters what is known of the orders that a batch is about. The accounts of a newer revision are needed as well where a line of it
 * becomes a lot.
 */
export async function loadOrders(sql: Sql, books: Books, needs: Needs): Promise<void> {
  if (needs.orders.size === 0) return;
  const rows = await sql<{ document: OrderHeader }>(
    'select document from ledger.order_header where order_number = any($1::text[])',
    [[...needs.orders]],
  );
  for (const { document } of rows) {
    books.orders.set(document.orderNumber, document);
    for (const { accountId } of document.accounts) needs.accounts.add(accountId);
  }
}

/** Writes the orders that were revised. */
export async function saveOrders(sql: Sql, books: Books, events: readonly LicenseEvent[]): Promise<void> {
  const revised = new Set(events.flatMap((event) => (event.type === 'OrderFollowed' ? event.order.orderNumber : [])));
  if (revised.size === 0) return;
  const headers = [...revised].sort().flatMap((orderNumber) => books.orders.get(orderNumber) ?? []);
  await sql(
    `insert into ledger.order_header (order_number, revision, document)
     select * from unnest($1::text[], $2::int[], $3::json[])
     on conflict (order_number) do update set revision = excluded.revision, document = excluded.document`,
    [
      headers.map(({ orderNumber }) => orderNumber),
      headers.map(({ revision }) => revision),
      headers.map((header) => JSON.stringify(header)),
    ],
  );
}

/** Who sees the codes of an order's lots, where the order was revised after its release; by order number. */
export async function viewersOf(sql: Sql, orderNumbers: readonly string[]): Promise<Map<string, readonly string[]>> {
  if (orderNumbers.length === 0) return new Map();
  const rows = await sql<{ document: OrderHeader }>(
    'select document from ledger.order_header where order_number = any($1::text[])',
    [[...new Set(orderNumbers)]],
  );
  return new Map(rows.map(({ document }) => [document.orderNumber, document.accounts.map((one) => one.accountId)]));
}
