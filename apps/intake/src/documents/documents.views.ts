import { sql as expression } from 'kysely';
import type { Order, Refusal } from '#domain/orders/order.ts';
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
  const decided = await decidedOrders(sql, page.items);
  return { ...page, items: page.items.map((document) => viewOf(document, decided)) };
}

/** Documents with such an order; index `order_document_orders` is of these. */
function withOrder(told: { readonly orderNumber: string } | { readonly outcome: string }) {
  return expression<boolean>`(document::jsonb -> 'orders') @> ${JSON.stringify([told])}::jsonb`;
}

/** What went on to be decided on, and may have been refused there. */
const goneOn = ['placed', 'changed', 'cancelled'];

/** What is wrong with parts of no order is a refusal too, and what went on counts as it was decided. */
function cameTo(outcome: string) {
  if (outcome === 'refused') {
    const isWrong = expression`json_array_length(document -> 'violations') > 0`;
    return expression<boolean>`(${withOrder({ outcome })} or ${isWrong} or ${refusedLater})`;
  }
  if (!goneOn.includes(outcome)) return withOrder({ outcome });
  return expression<boolean>`(${withOrder({ outcome })} and exists (
    select from json_array_elements(document -> 'orders') as told
    where told ->> 'outcome' = ${outcome} and not exists (
      select from intake.sales_order as decided cross join lateral json_array_elements(decided.document -> 'refusals') as refusal
      where decided.order_number = told ->> 'orderNumber' and refusal -> 'revision' #>> '{}' = told ->> 'revision'
        and coalesce(refusal ->> 'source', decided.document ->> 'source') = '/senders/' || sender)))`;
}

// From the few orders that were refused (index `sales_order_refusals`) to their documents, and not the other way.
const refusedLater = expression`id in (
  select came.id
  from intake.sales_order as decided
  cross join lateral json_array_elements(decided.document -> 'refusals') as refusal
  cross join lateral (values ('placed'), ('changed'), ('cancelled')) as gone_on (outcome)
  join intake.order_document as came on (came.document::jsonb -> 'orders') @> jsonb_build_array(jsonb_build_object(
    'orderNumber', decided.order_number, 'revision', refusal -> 'revision', 'outcome', gone_on.outcome))
  where json_array_length(decided.document -> 'refusals') > 0
    and coalesce(refusal ->> 'source', decided.document ->> 'source') = '/senders/' || came.sender)`;

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
  const view = viewOf(document, await decidedOrders(sql, [document]));
  const keys = document.orders.flatMap(({ outcome, sourceId }) => (outcome === 'lookup' ? [sourceId] : []));
  return withLookups(view, await openLookups(sql, document.sender, keys));
}

/** As much of an order as its documents tell. */
type Decided = Pick<Order, 'source' | 'state'> & { readonly refusals: readonly Refusal[] };

/** The orders of documents by their numbers, as far as they were decided on. */
async function decidedOrders(sql: Sql, documents: readonly KeptDocument[]): Promise<ReadonlyMap<string, Decided>> {
  const numbers = new Set(documents.flatMap(({ orders }) => orders.map(({ orderNumber }) => orderNumber)));
  if (numbers.size === 0) return new Map();
  const rows = await sql<Decided & { number: string }>(
    `select order_number as number, state, document ->> 'source' as source, document -> 'refusals' as refusals
     from intake.sales_order where order_number = any($1::text[])`,
    [[...numbers]],
  );
  return new Map(rows.map((row) => [row.number, row]));
}

/** Keys whose orders have not been read say so. */
function withLookups(view: DocumentView, open: ReadonlyMap<string, Violation>): DocumentView {
  const orders = view.orders.map((told) => {
    const lookup = told.outcome === 'lookup' ? open.get(told.sourceId) : undefined;
    return lookup ? { ...told, warnings: [...told.warnings, lookup] } : told;
  });
  return { ...view, orders };
}

function viewOf(kept: KeptDocument, decided: ReadonlyMap<string, Decided>): DocumentView {
  const { id, accountIds, ...document } = kept;
  const sentBy = `/senders/${document.sender}`;
  return {
    ...document,
    documentId: id,
    orders: document.orders.map(({ places, ...told }) => {
      const order = told.revision === undefined ? undefined : decided.get(told.orderNumber);
      if (!order) return told;
      // An order of that number may be another system's: its state is not told, and that it was refused for this is.
      const refusals = order.refusals.filter(
        ({ revision, source = order.source }) => revision === told.revision && source === sentBy,
      );
      const later = refusals.flatMap(({ violations }) => violations.map((each) => withPlace(each, places)));
      const outcome = later.length > 0 && goneOn.includes(told.outcome) ? 'refused' : told.outcome;
      const state = order.source === sentBy ? order.state : undefined;
      return { ...told, outcome, ...(state && { state }), violations: [...told.violations, ...later] };
    }),
  };
}

/** The bytes of a document, without secrets. */
export async function documentBytes(sql: Sql, id: string): Promise<Buffer | undefined> {
  const row = await intake(sql).selectFrom('order_document').select(['bytes']).where('id', '=', id).executeTakeFirst();
  return row && Buffer.from(row.bytes as Uint8Array);
}
