import { dateAt, type Instant } from '../values/calendar.ts';
import { distinctEmails } from '../values/names/mailboxes.ts';
import { firstViolations } from '../values/violation.ts';
import { canonicalPrice, contentOf, saysOtherwise, wasAnswered, withContent } from './content.ts';
import {
  type AcceptedRevision,
  isCancelled,
  type Order,
  type OrderBooks,
  type OrderDraft,
  type OrderEvent,
  type OrderLine,
  orderWithoutContent,
  type ProductFacts,
  type Refusal,
  type RequestedLine,
  type RequestedOrder,
} from './order.ts';
import { released } from './release.ts';
import type { OrderRevision } from './revision.ts';
import { violationsOf } from './rules/rules.ts';
import { notFromCatalog, refusedToPerson } from './rules/sender.ts';
import { refusedToOthers, withRefusal } from './source.ts';

/**
 * Decides about a revision of an order, new or not (O4, O5): accepted with what is due at once released, refused as a
 * whole with every violation, or nothing at all for a revision that was here before. What another system sends under the number is
 * refused by name (O8), and so is what a person sends without the authority (O7).
 */
export function placeOrder(books: OrderBooks, asked: OrderRevision, now: Instant): OrderEvent[] {
  const { orderNumber, revision } = asked.readable === 'whole' ? asked.order : asked;
  const known = books.orders.get(orderNumber);
  const { source, person } = asked;
  const content = contentOf(asked, books);
  if (known && wasAnswered(known, revision, content)) return [];
  const notTheirs = refusedToOthers(books, known, { source, revision, content }, now);
  if (notTheirs) return notTheirs;
  const isLate = known !== undefined && revision <= known.seenRevision;
  if (isLate && (isCancelled(known) || !saysOtherwise(known, revision, content))) return [];
  const notByThem = refusedToPerson(books, known, { orderNumber, revision, source }, person, now);
  if (notByThem) return notByThem;
  if (isLate) return [takenRevision(known, { revision, source, content }, now)];
  const draft: OrderDraft = asked.readable === 'whole' ? asked.order : asked.draft;
  const unreadable = asked.readable === 'whole' ? [] : asked.violations;
  const found = [...unreadable, ...notFromCatalog(books, person, known), ...violationsOf(draft, books, known)];
  const violations = firstViolations(found);
  if (asked.readable === 'partly' || violations.length > 0) {
    return [rejected(known, { orderNumber, revision, draft, content }, { revision, source, at: now, violations })];
  }
  return accept(books, asked, content, known, now);
}

function accept(
  books: OrderBooks,
  { order: asked, source }: Extract<OrderRevision, { readable: 'whole' }>,
  content: string,
  known: Order | undefined,
  now: Instant,
): OrderEvent[] {
  const before = known?.state === 'accepted' ? known : undefined;
  // All of them: fields that nobody knows are kept, and some system calls one of its own like that.
  const own: OwnFields<Order, RequestedOrder> = {
    source: known?.source ?? source,
    foreign: known?.foreign,
    state: 'accepted',
    seenRevision: asked.revision,
    contents: [{ revision: asked.revision, content }],
    acceptedRevisions: withAccepted(known?.acceptedRevisions, { revision: asked.revision, at: now }),
    cancelledAt: undefined,
    shipments: before?.shipments ?? 0,
    refusals: known?.refusals ?? [],
  };
  const order: Order = {
    ...asked,
    ...own,
    emails: distinctEmails(asked.emails),
    lines: asked.lines.map((line) => acceptedLine(line, asked.currency, books, before)),
  };
  const accepted: OrderEvent = { type: before ? 'OrderChanged' : 'OrderAccepted', order, at: now };
  return [accepted, ...released(order, dateAt(now), now)];
}

/** The accepted revisions of an order with one more; the oldest go. */
function withAccepted(earlier: readonly AcceptedRevision[] = [], accepted: AcceptedRevision): AcceptedRevision[] {
  return [...earlier, accepted].slice(-20);
}

/** What intake itself says of an order or a line, in full. */
type OwnFields<Whole, Asked> = {
  readonly [Field in Exclude<keyof Whole, keyof Asked>]-?: Whole[Field] | undefined;
} & Pick<Whole, Exclude<keyof Whole, keyof Asked>>;

/** A line that stays as it was keeps its facts and state; any other takes the catalog's as they are now (O6). */
function acceptedLine(line: RequestedLine, currency: string, books: OrderBooks, before: Order | undefined): OrderLine {
  const unitPrice = canonicalPrice(line.unitPrice, currency);
  const known = before?.lines.find((candidate) => candidate.lineNumber === line.lineNumber);
  // O10: what was released stays, but for what the customer calls it and what only its own system knows.
  if (known?.state === 'released') return { ...line, ...fixedOf(known) };
  const waiting = (product: ProductFacts): OwnFields<OrderLine, RequestedLine> => {
    return { product, state: 'waiting', shipmentId: undefined, releasedAt: undefined };
  };
  if (known?.sku === line.sku) {
    const { product, termMonths } = known;
    return { ...line, unitPrice, termMonths: line.termMonths ?? termMonths, ...waiting(product) };
  }
  const product = books.products.get(line.sku);
  if (!product) throw new Error(`${line.sku} passed the rules without a product`);
  const termMonths = line.termMonths ?? product.termMonths;
  return { ...line, unitPrice, termMonths, ...waiting(product.facts) };
}

/** What of a released line no revision changes (O4). */
function fixedOf({ sku, quantity, unitPrice, kind, termMonths, requestedShipDate, activationDate, ...own }: OrderLine) {
  const { product, state, shipmentId, releasedAt } = own;
  return {
    sku,
    quantity,
    unitPrice,
    kind,
    termMonths,
    requestedShipDate,
    activationDate,
    product,
    state,
    shipmentId,
    releasedAt,
  };
}

/** O4: what comes at or below a revision that was seen changes nothing; other content under the same number is refused aloud. */
function takenRevision(
  known: Order,
  { revision, source, content }: { readonly revision: number; readonly source: string; readonly content: string },
  now: Instant,
): OrderEvent {
  const wasRefused = known.state === 'rejected' || revision !== known.revision;
  const refusal: Refusal = {
    revision,
    source,
    at: now,
    violations: [
      {
        code: 'REVISION_TAKEN',
        path: 'revision',
        value: String(revision),
        message: wasRefused
          ? `revision ${revision} was refused before; with other content under the same number it was ignored`
          : `revision ${revision} came again with other content and was ignored`,
        remedy: `send what is meant as revision ${known.seenRevision + 1}`,
      },
    ],
  };
  const contents = withContent(known, revision, content);
  const refusals = withRefusal(known.refusals, refusal);
  return { type: 'OrderRejected', order: { ...known, contents, refusals }, refusal };
}

function rejected(
  known: Order | undefined,
  asked: {
    readonly orderNumber: string;
    readonly revision: number;
    readonly draft: OrderDraft;
    readonly content: string;
  },
  refusal: Refusal,
): OrderEvent {
  const base: Order = known ?? {
    ...orderWithoutContent(asked.orderNumber, 'rejected'),
    source: refusal.source,
    revision: asked.revision,
    purchaseOrder: asked.draft.purchaseOrder,
    buyerReference: asked.draft.buyerReference,
    accountingCost: asked.draft.accountingCost,
    currency: asked.draft.currency ?? '',
    // The accounts that could be read may see why their order was refused.
    accounts: (asked.draft.accounts ?? []).filter(isWholeAccount),
  };
  const order: Order = {
    ...base,
    source: base.source ?? refusal.source,
    seenRevision: asked.revision,
    contents: withContent(known, asked.revision, asked.content),
    refusals: withRefusal(base.refusals, refusal),
  };
  return { type: 'OrderRejected', order, refusal };
}

function isWholeAccount(account: Partial<Order['accounts'][number]> | undefined): account is Order['accounts'][number] {
  return account?.accountId !== undefined && account.role !== undefined;
}
