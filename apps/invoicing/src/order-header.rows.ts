import type { OrderHeader } from '#domain/invoices/books.ts';
import type { Sql } from '#runtime/slice.ts';

/** What the newest revisions of orders say that were revised after their release (O10). */

/** The headers of orders, of those that were revised. */
export async function orderHeaders(sql: Sql, orderNumbers: ReadonlySet<string>): Promise<OrderHeader[]> {
  if (orderNumbers.size === 0) return [];
  const rows = await sql<{ document: OrderHeader }>(
    'select document from invoicing.order_header where order_number = any($1::text[])',
    [[...orderNumbers]],
  );
  return rows.map(({ document }) => document);
}

/** Writes the orders that were revised; of several revisions of one, the last is the newest. */
export async function saveOrderHeaders(sql: Sql, revised: readonly OrderHeader[]): Promise<void> {
  const headers = [...new Map(revised.map((order) => [order.orderNumber, order])).values()];
  if (headers.length === 0) return;
  await sql(
    `insert into invoicing.order_header (order_number, revision, document)
     select * from unnest($1::text[], $2::int[], $3::json[])
     on conflict (order_number) do update set revision = excluded.revision, document = excluded.document`,
    [
      headers.map(({ orderNumber }) => orderNumber),
      headers.map(({ revision }) => revision),
      headers.map((header) => JSON.stringify(header)),
    ],
  );
}
