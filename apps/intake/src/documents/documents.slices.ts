import { z } from 'zod';
import { contentOf } from '#domain/orders/content.ts';
import { numberOrder } from '#domain/orders/documents/number.ts';
import type {
  AskedOfOrder,
  DocumentDecision,
  DocumentedOrder,
  SourceOrder,
} from '#domain/orders/documents/source-order.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Announcement } from '#runtime/slices/slice.ts';
import { askedLookups } from '../lookups/asked-lookup.ts';
import type { ArrivedDocument } from './arrival.ts';
import { pricedByCatalog, pricedOrder, pricedPatch } from './canonical/catalog-prices.ts';
import { keptPlaces } from './canonical/kept-places.ts';
import { documentPlace } from './canonical/notes.ts';
import {
  type DocumentOutcome,
  type DocumentTaken,
  type IntakeBooks,
  type IntakeSlice,
  type KeptDocument,
  type SentOrder,
  sourceOrderKey,
} from './document.books.ts';
import type { OrderOfDocument } from './document.ts';

/** A document of a sender; it comes over topics, HTTP or a folder, and is read before. */
export const takeDocument: IntakeSlice<ArrivedDocument> = {
  type: 'seatwright.take-document',
  schema: z.custom<ArrivedDocument>((value) => typeof value === 'object' && value !== null && 'sha256' in value),
  streams: ({ id, sender, orders }) => [
    `document/${id}`,
    ...new Set(orders.map(({ reading }) => `source-order/${sender}/${reading.id.value}`)),
  ],
  needs: ({ id, sender, orders }) => ({
    documents: [id],
    sourceOrders: orders.map(({ reading }) => sourceOrderKey({ sender, sourceId: reading.id.value })),
    products: orders.flatMap(({ made }) => pricedByCatalog(made)),
  }),
  content: (raw) => (raw as ArrivedDocument).sha256,
  decide(books, { data }, now) {
    const document = books.documents.taken.get(data.id);
    return [document ? { type: 'DocumentRepeated', document } : documentTaken(books, data, now)];
  },
};

/** What the outside hears: the orders, as their sender would have published them. */
export function announceDocument({ sent }: DocumentTaken): Announcement[] {
  return sent.map(({ type, orderNumber, sender, data }) => {
    return { topic: 'sales-orders', key: orderNumber, type, subject: orderNumber, source: `/senders/${sender}`, data };
  });
}

export function evolveDocuments({ documents }: IntakeBooks, { document, after }: DocumentTaken): void {
  documents.taken.set(document.id, document);
  for (const order of after) documents.sourceOrders.set(sourceOrderKey(order), order);
}

/** Decides about the orders of a document one after the other. */
function documentTaken(books: IntakeBooks, arrived: ArrivedDocument, now: string): DocumentTaken {
  const { id, sender, format, contentType, sha256, bytes, violations } = arrived;
  const after = new Map<string, SourceOrder>();
  const sent: SentOrder[] = [];
  const orders = arrived.orders.map((order, position) => {
    const key = sourceOrderKey({ sender, sourceId: order.reading.id.value });
    const known = after.get(key) ?? books.documents.sourceOrders.get(key);
    const decided = outcomeOf(books, arrived, order, known);
    if (decided.after) after.set(key, decided.after);
    if (decided.sent) sent.push(decided.sent);
    return { ...toldOf(order, position), ...decided.told };
  });
  const accountIds = accountsThatSee(arrived, [...after.values()]);
  const document: KeptDocument = {
    id,
    sender,
    format,
    contentType,
    sha256,
    receivedAt: now,
    orders,
    violations,
    accountIds,
  };
  const keys = arrived.orders.filter((_, position) => orders[position]?.outcome === 'lookup');
  const lookups = arrived.readsBack ? askedLookups(keys.map(({ reading }) => reading)) : [];
  return { type: 'DocumentTaken', document, bytes, after: [...after.values()], sent, lookups };
}

function toldOf({ reading, orderNumber, made }: OrderOfDocument, position: number): DocumentOutcome {
  return {
    position,
    act: reading.act,
    sourceId: reading.id.value,
    orderNumber,
    outcome: 'refused',
    violations: 'violations' in made ? made.violations : [],
    warnings: made.warnings,
    ignored: 'ignored' in made ? made.ignored : [],
    places: keptPlaces(made.places),
  };
}

interface DecidedOutcome {
  readonly told: Partial<DocumentOutcome>;
  readonly after?: SourceOrder;
  readonly sent?: SentOrder;
}

function outcomeOf(
  books: IntakeBooks,
  { sender, placesTests, readsBack }: ArrivedDocument,
  order: OrderOfDocument,
  known: SourceOrder | undefined,
): DecidedOutcome {
  const { reading, orderNumber, made } = order;
  if ('violations' in made) return { told: {} };
  if (reading.act === 'lookup') return { told: toldOfKey(order, readsBack) };
  if (reading.test && !placesTests) return { told: { outcome: 'test' } };
  if (reading.hold) return { told: { outcome: 'held' } };
  const { id, version, stated } = reading;
  const named = { sender, sourceId: id.value, orderNumber, version: version?.value, stated: stated?.value };
  const asked = askedOf(books, named, order, known);
  if ('violations' in asked) return { told: { violations: withPlaces(asked.violations, order) } };
  const decision = numberOrder(known, asked, (each) => digestOf(books, each));
  if (decision.outcome === 'refused') return { told: { violations: withPlaces(decision.violations, order) } };
  const { outcome, after } = decision;
  const told = { outcome, revision: after.revision };
  return { told, after, sent: sentOf(decision, sender, asked.act === 'cancel') };
}

function toldOfKey({ reading, made }: OrderOfDocument, readsBack: boolean): Partial<DocumentOutcome> {
  if (readsBack) return { outcome: 'lookup' };
  const warning: Violation = {
    code: 'LOOKUP_MISSING',
    path: 'orderNumber',
    message: 'only the key of an order came, and the profile of its sender does not say how the order is read',
    remedy: 'say in the profile, under lookup, how orders are read',
    source: reading.id.at,
  };
  return { outcome: 'lookup', warnings: [...made.warnings, warning] };
}

function sentOf(
  decision: Exclude<DocumentDecision, { outcome: 'refused' }>,
  sender: string,
  isCancellation: boolean,
): SentOrder | undefined {
  const { outcome, after } = decision;
  const { orderNumber, revision } = after;
  if ('order' in decision) {
    const type = outcome === 'placed' ? 'sales-order.placed.v1' : 'sales-order.changed.v1';
    return { type, sender, orderNumber, data: decision.order };
  }
  // An order that its cancellation came before is not sent: it is cancelled as it comes.
  if (outcome !== 'cancelled' || !isCancellation) return undefined;
  return { type: 'sales-order.cancelled.v1', sender, orderNumber, data: { orderNumber, revision } };
}

function askedOf(
  { products }: IntakeBooks,
  named: Omit<AskedOfOrder, 'act' | 'order' | 'patch'>,
  { made }: OrderOfDocument,
  known: SourceOrder | undefined,
): AskedOfOrder | { readonly violations: readonly Violation[] } {
  if ('order' in made) {
    const priced = pricedOrder(products, made.order);
    return 'violations' in priced ? priced : { ...named, act: 'whole', order: priced };
  }
  if ('patch' in made) {
    const priced = pricedPatch(products, made.patch, known?.order?.currency);
    return 'violations' in priced ? priced : { ...named, act: 'patch', patch: priced };
  }
  return { ...named, act: 'cancel' };
}

function withPlaces(violations: readonly Violation[], { made, reading }: OrderOfDocument): Violation[] {
  return violations.map((violation) => {
    return { ...violation, source: documentPlace(made.places, violation.path) ?? reading.id.at };
  });
}

function digestOf(books: IntakeBooks, order: DocumentedOrder): string {
  return contentOf({ readable: 'whole', source: '', order: { ...order, revision: 1 } }, books);
}

/** Accounts that stand on each order; of a document whose orders have none, the only one that its sender orders for. */
function accountsThatSee({ orders, onlyAccount }: ArrivedDocument, after: readonly SourceOrder[]): string[] {
  const ofEach = orders.map(({ reading, made }) => {
    const known = after.find(({ sourceId }) => sourceId === reading.id.value)?.order;
    const accounts = 'order' in made ? made.order.accounts : (known?.accounts ?? []);
    return accounts.map(({ accountId }) => accountId);
  });
  const [first = [], ...others] = ofEach;
  const shared = [...new Set(first)].filter((account) => others.every((each) => each.includes(account)));
  return shared.length === 0 && ofEach.every((each) => each.length === 0) && onlyAccount ? [onlyAccount] : shared;
}
