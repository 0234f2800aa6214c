import type { Order } from '#domain/orders/order.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** An order as people see it: the order as it stands, why revisions were refused, and when it first came. */
export interface OrderView extends Omit<Order, 'seenRevision' | 'contents' | 'foreign' | 'shipments'> {
  readonly receivedAt: string;
}

interface OrderRow {
  document: Order;
  received_at: string;
}

export interface OrderQuery {
  readonly state?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

// All six digits of the time: the next page begins after exactly this one.
const receivedAt = `to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as received_at`;

/** Orders of the visible accounts, newest first (P7). */
export async function listOrders(sql: Sql, visible: Visible, query: OrderQuery): Promise<Page<OrderView>> {
  const size = pageSize(query.limit);
  const [after, orderNumber] = cursorKey(query.cursor, ['instant', 'text']) ?? [null, null];
  const rows = await sql<OrderRow>(
    `select document, ${receivedAt} from intake.sales_order
     where ($1::text[] is null or account_ids && $1::text[])
       and ($2::text is null or state = $2)
       and ($3::timestamptz is null or (received_at, order_number) < ($3::timestamptz, $4::text))
     order by received_at desc, order_number desc limit $5`,
    [visible === 'everything' ? null : visible, query.state ?? null, after, orderNumber, size + 1],
  );
  return pageOf(rows.map(viewOf), size, (order) => [order.receivedAt, order.orderNumber]);
}

/** One order, whoever may see it. */
export async function findOrder(sql: Sql, orderNumber: string): Promise<OrderView | undefined> {
  const [row] = await sql<OrderRow>(`select document, ${receivedAt} from intake.sales_order where order_number = $1`, [
    orderNumber,
  ]);
  return row && viewOf(row);
}

function viewOf({ document, received_at }: OrderRow): OrderView {
  const { seenRevision, contents, foreign, shipments, ...order } = document;
  return { ...order, receivedAt: received_at };
}
