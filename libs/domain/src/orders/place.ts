import { dateAt, type Instant } from '../values/calendar.ts';
import { formatMinor, parseMinor } from '../values/money.ts';
import type { Violation } from '../values/violation.ts';
import type {
  Order,
  OrderBooks,
  OrderDraft,
  OrderEvent,
  OrderLine,
  Refusal,
  RequestedLine,
  RequestedOrder,
} from './order.ts';
import { released } from './release.ts';
import { violationsOf } from './rules.ts';

/** A revision of an order as it came: whole, or as far as it could be read with what is wrong with the rest. */
export type OrderRevision =
  | { readonly readable: 'whole'; readonly order: RequestedOrder }
  | {
      readonly readable: 'partly';
      readonly orderNumber: string;
      readonly revision: number;
      readonly draft: OrderDraft;
      readonly violations: readonly Violation[];
    };

/**
 * Decides about a revision of an order, new or not (O4, O5): accepted with what is due at once released, refused as a
 * whole with every violation, or nothing at all for a revision that was here before.
 */
export function placeOrder(books: OrderBooks, asked: OrderRevision, now: Instant): OrderEvent[] {
  const { orderNumber, revision } = asked.readable === 'whole' ? asked.order : asked;
  const known = books.orders.get(orderNumber);
  if (known && revision <= known.seenRevision) return sameAgain(known, asked, now);
  const draft: OrderDraft = asked.readable === 'whole' ? asked.order : asked.draft;
  const unreadable = asked.readable === 'whole' ? [] : asked.violations;
  const violations = [...unreadable, ...violationsOf(draft, books, known)];
  if (asked.readable === 'partly' || violations.length > 0) {
    return [rejected(known, { orderNumber, revision, draft }, { revision, at: now, violations })];
  }
  return accept(books, asked.order, known, now);
}

function accept(books: OrderBooks, asked: RequestedOrder, known: Order | undefined, now: Instant): OrderEvent[] {
  const before = known?.state === 'accepted' ? known : undefined;
  const order: Order = {
    ...asked,
    emails: distinctEmails(asked.emails),
    state: 'accepted',
    seenRevision: asked.revision,
    lines: asked.lines.map((line) => acceptedLine(line, asked.currency, books, before)),
    shipments: before?.shipments ?? 0,
    refusals: known?.refusals ?? [],
  };
  const accepted: OrderEvent = { type: before ? 'OrderChanged' : 'OrderAccepted', order, at: now };
  return [accepted, ...released(order, dateAt(now), now)];
}

/** A line that stays as it was keeps its facts and state; any other takes the catalog's as they are now (O6). */
function acceptedLine(line: RequestedLine, currency: string, books: OrderBooks, before: Order | undefined): OrderLine {
  const unitPrice = canonicalPrice(line.unitPrice, currency);
  const known = before?.lines.find((candidate) => candidate.lineNumber === line.lineNumber);
  if (known?.state === 'released') return known;
  if (known?.sku === line.sku) {
    const { product, termMonths } = known;
    return { ...line, unitPrice, termMonths: line.termMonths ?? termMonths, product, state: 'waiting' };
  }
  const product = books.products.get(line.sku);
  if (!product) throw new Error(`${line.sku} passed the rules without a product`);
  const termMonths = line.termMonths ?? product.termMonths;
  return { ...line, unitPrice, termMonths, product: product.facts, state: 'waiting' };
}

/** O4: whatever comes at or below a revision that was seen changes nothing; other content under the same number is told. */
function sameAgain(known: Order, asked: OrderRevision, now: Instant): OrderEvent[] {
  if (asked.readable === 'partly' || asked.order.revision !== known.revision || known.state !== 'accepted') return [];
  if (contentOf(asked.order) === contentOf(known)) return [];
  const { revision } = asked.order;
  const refusal: Refusal = {
    revision,
    at: now,
    violations: [
      {
        code: 'REVISION_TAKEN',
        path: 'revision',
        value: String(revision),
        message: `revision ${revision} came again with other content and was ignored`,
        remedy: `send what is meant as revision ${revision + 1}`,
      },
    ],
  };
  if (known.refusals.some((earlier) => earlier.revision === revision && isTaken(earlier))) return [];
  return [{ type: 'RevisionIgnored', order: { ...known, refusals: [...known.refusals, refusal] }, refusal }];
}

function isTaken(refusal: Refusal): boolean {
  return refusal.violations.some((violation) => violation.code === 'REVISION_TAKEN');
}

function rejected(
  known: Order | undefined,
  asked: { readonly orderNumber: string; readonly revision: number; readonly draft: OrderDraft },
  refusal: Refusal,
): OrderEvent {
  const base: Order = known ?? {
    orderNumber: asked.orderNumber,
    revision: asked.revision,
    purchaseOrder: asked.draft.purchaseOrder,
    currency: asked.draft.currency ?? '',
    // The accounts that could be read may see why their order was refused.
    accounts: (asked.draft.accounts ?? []).filter(isWholeAccount),
    emails: [],
    state: 'rejected',
    seenRevision: asked.revision,
    lines: [],
    shipments: 0,
    refusals: [],
  };
  const order = { ...base, seenRevision: asked.revision, refusals: [...base.refusals, refusal].slice(-20) };
  return { type: 'OrderRejected', order, refusal };
}

function isWholeAccount(account: Partial<Order['accounts'][number]> | undefined): account is Order['accounts'][number] {
  return account?.accountId !== undefined && account.role !== undefined;
}

/** What two deliveries of one revision have to agree in; the order of fields and the way a price is written do not matter. */
function contentOf(order: RequestedOrder): string {
  const accounts = order.accounts.map(({ accountId, role, name, country }) => [accountId, role, name, country]);
  const lines = order.lines.map((line) => [
    line.lineNumber,
    line.sku,
    line.quantity,
    canonicalPrice(line.unitPrice, order.currency),
    line.kind,
    line.requestedShipDate,
  ]);
  return JSON.stringify([order.purchaseOrder, order.currency, accounts, distinctEmails(order.emails), lines]);
}

function canonicalPrice(price: string, currency: string): string {
  const minor = parseMinor(price, currency);
  return minor === undefined ? price : formatMinor(minor, currency);
}

/** One mail an address, however often and in whatever case it was written. */
function distinctEmails(emails: readonly string[]): string[] {
  return [...new Map(emails.map((email) => [email.toLowerCase(), email])).values()];
}
