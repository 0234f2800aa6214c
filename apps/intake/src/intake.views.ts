import { sql as expression } from 'kysely';
import type { Order } from '#domain/orders/order.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anywhere } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { instantOf, namesOneOf, onOrAfter, onOrBefore } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { intake } from './intake.tables.ts';

/** An order as people see it: the order as it stands, why revisions were refused, and when it first came. */
export interface OrderView extends Omit<Order, 'seenRevision' | 'contents' | 'foreign' | 'shipments'> {
  readonly receivedAt: string;
}

export interface OrderQuery {
  readonly state?: string;
  /** Part of the order number or of the customer's own, in any case. */
  readonly q?: string;
  readonly account?: string;
  /** Days (UTC) on which they came first, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/** Orders of the visible accounts, newest first (P7). */
export async function listOrders(sql: Sql, visible: Visible, query: OrderQuery): Promise<Page<OrderView>> {
  const size = pageSize(query.limit);
  const { state, q, account, from, to } = query;
  const after = cursorKey(query.cursor, ['instant', 'text']);
  const rows = await orderViews(sql)
    .where(({ and, eb, ref, refTuple, tuple }) =>
      and([
        ...(visible === 'everything' ? [] : [namesOneOf(ref('account_ids'), visible)]),
        ...(state === undefined ? [] : [eb('state', '=', state)]),
        ...(q === undefined ? [] : [expression<boolean>`${orderText} like lower(${anywhere(q)})`]),
        ...(account === undefined ? [] : [namesOneOf(ref('account_ids'), [account])]),
        ...(from === undefined ? [] : [onOrAfter(ref('received_at'), from)]),
        ...(to === undefined ? [] : [onOrBefore(ref('received_at'), to)]),
        ...(after ? [eb(refTuple('received_at', 'order_number'), '<', tuple(...after))] : []),
      ]),
    )
    .orderBy('received_at', 'desc')
    .orderBy('order_number', 'desc')
    .limit(size + 1)
    .execute();
  return pageOf(rows.map(viewOf), size, (order) => [order.receivedAt, order.orderNumber]);
}

/** One order, whoever may see it. */
export async function findOrder(sql: Sql, orderNumber: string): Promise<OrderView | undefined> {
  const row = await orderViews(sql).where('order_number', '=', orderNumber).executeTakeFirst();
  return row && viewOf(row);
}

// What index sales_order_text is of.
const orderText = expression<string>`lower(order_number || ' ' || coalesce(document->>'purchaseOrder', ''))`;

const orderViews = (sql: Sql) =>
  intake(sql)
    .selectFrom('sales_order')
    .select(['document', ({ ref }) => instantOf(ref('received_at')).as('receivedAt')]);

function viewOf({ document, receivedAt }: { readonly document: Order; readonly receivedAt: string }): OrderView {
  const { seenRevision, contents, foreign, shipments, ...order } = document;
  return { ...order, receivedAt };
}
