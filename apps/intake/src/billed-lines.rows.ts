import type { BilledLine, OrderEvent } from '#domain/orders/order.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { intake } from './intake.tables.ts';

/** Which order lines are billed, and on which invoice, as invoicing told (O10). */

/** The billed lines of orders, by order number. */
export async function billedLines(sql: Sql, orderNumbers: readonly string[]): Promise<Map<string, BilledLine[]>> {
  if (orderNumbers.length === 0) return new Map();
  const rows = await intake(sql)
    .selectFrom('billed_line')
    .select(['order_number as orderNumber', 'line_number as lineNumber', 'invoice_number as invoiceNumber'])
    .where('order_number', '=', anyOf(orderNumbers))
    .orderBy('order_number')
    .orderBy('line_number')
    .execute();
  return Map.groupBy(rows, ({ orderNumber }) => orderNumber);
}

/** Writes what is billed; of several invoices of one line the last. Sorted, so that two processes wait for each other. */
export async function saveBilled(
  sql: Sql,
  billed: readonly Extract<OrderEvent, { type: 'LinesBilled' }>[],
): Promise<void> {
  const rows = new Map(
    billed.flatMap(({ invoiceNumber, lines }) =>
      lines.map(({ orderNumber, lineNumber }) => {
        const row = { order_number: orderNumber, line_number: lineNumber, invoice_number: invoiceNumber };
        return [`${orderNumber}/${lineNumber}`, row] as const;
      }),
    ),
  );
  if (rows.size === 0) return;
  await sql(
    `insert into intake.billed_line (order_number, line_number, invoice_number)
     select * from jsonb_to_recordset($1::jsonb) as billed (order_number text, line_number int, invoice_number text)
     order by order_number, line_number
     on conflict (order_number, line_number) do update set invoice_number = excluded.invoice_number`,
    [JSON.stringify([...rows.values()])],
  );
}
