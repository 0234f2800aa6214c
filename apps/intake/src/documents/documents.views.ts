import { sql as expression } from 'kysely';
import type { Order } from '#domain/orders/order.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { instantOf, namesOneOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { intake } from '../intake.tables.ts';
import { openLookups } from '../lookups/open-lookups.ts';
import { withPlace } from './answers/answer-text.ts';
import type { DocumentOutcome, KeptDocument } from './document.books.ts';

/** A document as people see it. */
export interface DocumentView extends Omit<KeptDocument, 'id' | 'accountIds' | 'orders'> {
  readonly documentId: string;
  readonly orders: readonly OutcomeView[];
}

export interface OutcomeView extends Omit<DocumentOutcome, 'places'> {
  /** How the order stands now. */
  readonly state?: string;
}

export interface DocumentQuery {
  readonly sender?: string;
  readonly order?: string;
  /** What became of one of its orders. */
  readonly outcome?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/** Documents that the accounts see, newest first. */
export async function listDocuments(sql: Sql, visible: Visible, query: DocumentQuery): Promise<Page<DocumentView>> {
  const size = pageSize(query.limit);
  const { sender, order, outcome } = query;
  const after = cursorKey(query.cursor, ['instant', 'text']);
  const rows = await intake(sql)
    .selectFrom('order_document')
    .select(['document', ({ ref }) => instantOf(ref('received_at')).as('receivedAt')])
    .where(({ and, eb, ref, refTuple, tuple }) =>
      and([
        ...(visible === 'everything' ? [] : [namesOneOf(ref('account_ids'), visible)]),
        ...(sender === undefined ? [] : [eb('sender', '=', sender)]),
        ...(order === undefined ? [] : [withOrder({ orderNumber: order })]),
        ...(outcome === undefined ? [] : [cameTo(outcome)]),
        ...(after ? [eb(refTuple('received_at', 'id'), '<', tuple(...after))] : []),
      ]),
    )
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size + 1)
    .execute();
  const seen = rows.map(({ document, receivedAt }) => ({ ...document, receivedAt }));
  const page = pageOf(seen, size, (document) => [document.receivedAt, document.id]);
  return { ...page, items: page.items.map((document) => viewOf(document, new Map())) };
}

/** Documents with such an order; index `order_document_orders` is of these. */
function withOrder(told: { readonly orderNumber: string } | { readonly outcome: string }) {
  return expression<boolean>`(document::jsonb -> 'orders') @> ${JSON.stringify([told])}::jsonb`;
}

/** What is wrong with parts of no order is a refusal too. */
function cameTo(outcome: string) {
  if (outcome !== 'refused') return withOrder({ outcome });
  return expression<boolean>`(${withOrder({ outcome })} or json_array_length(document -> 'violations') > 0)`;
}

/** A document whoever may see it, as it is kept. */
export async function keptDocument(sql: Sql, id: string): Promise<KeptDocument | undefined> {
  const row = await intake(sql)
    .selectFrom('order_document')
    .select(['document'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.document;
}

/** The same with how its orders stand now; what was refused where it was decided has its place in the document. */
export async function documentView(sql: Sql, document: KeptDocument): Promise<DocumentView> {
  const numbers = [...new Set(document.orders.map(({ orderNumber }) => orderNumber))];
  const rows = await sql<{ document: Order }>(
    'select document from intake.sales_order where order_number = any($1::text[])',
    [numbers],
  );
  const source = `/senders/${document.sender}`;
  const own = rows.filter(({ document: order }) => order.source === source);
  const view = viewOf(document, new Map(own.map(({ document: order }) => [order.orderNumber, order])));
  const keys = document.orders.flatMap(({ outcome, sourceId }) => (outcome === 'lookup' ? [sourceId] : []));
  return withLookups(view, await openLookups(sql, document.sender, keys));
}

/** Keys whose orders have not been read say so. */
function withLookups(view: DocumentView, open: ReadonlyMap<string, Violation>): DocumentView {
  const orders = view.orders.map((told) => {
    const lookup = told.outcome === 'lookup' ? open.get(told.sourceId) : undefined;
    return lookup ? { ...told, warnings: [...told.warnings, lookup] } : told;
  });
  return { ...view, orders };
}

function viewOf(kept: KeptDocument, orders: ReadonlyMap<string, Order>): DocumentView {
  const { id, accountIds, ...document } = kept;
  return {
    ...document,
    documentId: id,
    orders: document.orders.map(({ places, ...told }) => {
      const order = told.revision === undefined ? undefined : orders.get(told.orderNumber);
      if (!order) return told;
      const refusals = order.refusals.filter(({ revision }) => revision === told.revision);
      const later = refusals.flatMap(({ violations }) => violations.map((each) => withPlace(each, places)));
      return { ...told, state: order.state, violations: [...told.violations, ...later] };
    }),
  };
}

/** The bytes of a document, without secrets. */
export async function documentBytes(sql: Sql, id: string): Promise<Buffer | undefined> {
  const row = await intake(sql).selectFrom('order_document').select(['bytes']).where('id', '=', id).executeTakeFirst();
  return row && Buffer.from(row.bytes as Uint8Array);
}
