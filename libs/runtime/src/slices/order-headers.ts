import type { Sql } from '../postgres/sql.ts';

/**
 * What the newest revisions of orders say that were revised after their release (O10), as each service keeps it for itself: in a table
 * `order_header` of its schema, a document an order.
 */
export interface KeptHeader {
  readonly orderNumber: string;
  readonly revision: number;
}

/** The headers of orders, of those that were revised. */
export async function orderHeaders<Header extends KeptHeader>(
  sql: Sql,
  schema: string,
  orderNumbers: Iterable<string>,
): Promise<Header[]> {
  const asked = [...new Set(orderNumbers)];
  if (asked.length === 0) return [];
  const rows = await sql<{ document: Header }>(
    `select document from "${schema}".order_header where order_number = any($1::text[])`,
    [asked],
  );
  return rows.map(({ document }) => document);
}

/** Writes the orders that were revised; of several revisions of one, the last is the newest. */
export async function saveOrderHeaders(sql: Sql, schema: string, revised: readonly KeptHeader[]): Promise<void> {
  const newest = new Map(revised.map((header) => [header.orderNumber, header]));
  if (newest.size === 0) return;
  // In one order, so that two processes wait for each other instead of deadlocking.
  const headers = [...newest].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, header]) => header);
  await sql(
    `insert into "${schema}".order_header (order_number, revision, document)
     select * from unnest($1::text[], $2::int[], $3::json[])
     on conflict (order_number) do update set revision = excluded.revision, document = excluded.document`,
    [
      headers.map(({ orderNumber }) => orderNumber),
      headers.map(({ revision }) => revision),
      headers.map((header) => JSON.stringify(header)),
    ],
  );
}
