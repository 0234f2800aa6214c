import { type CalendarDate, dateAt, type Instant } from '#domain/values/calendar.ts';
import {
  type HeaderFacts,
  type LineFacts,
  type OrderFacts,
  orderFactsOf,
  withoutOrderFacts,
} from '#domain/values/order-facts.ts';
import { distinctEmails } from '../values/names/mailboxes.ts';
import { asRevised, type OrderAccount, type OrderFollowed, type OrderHeader } from './order-header.ts';
import { type MailQueued, mailOf, type WaitingMail } from './shipment-mail.ts';
import { type Term, termOf } from './term.ts';

/** A line of an order that is due; `Product` is what the catalog said of it at order time and passes through unread. */
export interface ReleasedLine<Product> extends LineFacts {
  readonly lineNumber: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly kind: 'initial' | 'renewal';
  readonly termMonths?: number;
  /** The term starts on this day, where it is still to come (O11). */
  readonly activationDate?: CalendarDate;
  readonly product: Product;
}

/** The lines of one order that are due together. */
export interface ReleasedShipment<Product>
  extends HeaderFacts,
    Pick<OrderHeader, 'orderNumber' | 'revision' | 'accounts' | 'emails'> {
  readonly shipmentId: string;
  readonly currency: string;
  readonly lines: readonly ReleasedLine<Product>[];
}

/** A code and a number that were drawn for one entitlement before it was decided on; unused ones are forgotten (F2). */
export interface Candidate {
  /** Sealed: what decides never sees the code itself. */
  readonly sealedActivationCode: string;
  readonly activationCodeHash: string;
  readonly ssrn: string;
}

/** One order line has become an entitlement (F1). */
export interface EntitlementFulfilled<Product>
  extends Term,
    Candidate,
    OrderFacts,
    Omit<ReleasedLine<Product>, 'lineNumber'> {
  readonly type: 'EntitlementFulfilled';
  readonly entitlementId: string;
  readonly shipmentId: string;
  readonly orderNumber: string;
  /** Of the order, as far as its header is told here. */
  readonly revision: number;
  readonly lineNumber: number;
  readonly currency: string;
  /** The end customer, to whom the license is assigned (O2). */
  readonly accountId: string;
  readonly accounts: readonly OrderAccount[];
  readonly fulfilledAt: Instant;
  /** What its documents are written in: what the end customer reads now, whatever it reads later (F7). Absent: English. */
  readonly language?: string;
}

export type EntitlementEvent<Product> = EntitlementFulfilled<Product> | MailQueued | OrderFollowed;

/** What has become of the order lines and shipments at hand. `evolve` changes it in place: it is a batch's working copy. */
export interface FulfillmentState {
  /** Entitlement ids that are there. */
  readonly entitlements: Set<string>;
  /** The latest mail of each shipment. */
  readonly mails: Map<string, Omit<MailQueued, 'type' | 'queuedAt'>>;
  /** By shipment: mails that wait to be sent, of orders that are being revised. */
  readonly waiting?: Map<string, WaitingMail>;
  /** By order number: the newest revision of orders that were revised. */
  readonly headers: Map<string, OrderHeader>;
  /** Shipments with entitlements that no mail was ever queued for: what was read back after a restore (R8). */
  readonly unmailed?: ReadonlySet<string>;
  /** By account: languages that documents are written in; those that read English are left out (F4). */
  readonly languages?: ReadonlyMap<string, string>;
}

/** What an entitlement is called: one name per order line, so that a line can have no second one (F1). */
export function entitlementIdOf(orderNumber: string, lineNumber: number): string {
  return `ENT-${orderNumber}-${lineNumber}`;
}

/**
 * Fulfills a shipment: one entitlement for each of its lines that has none yet, with the candidate drawn for it, and one mail
 * when there was any (F1, F4). A shipment that was fulfilled already comes to nothing, whatever message brings it.
 *
 * `mailDomain` is what stands behind the @ of the Message-ID, `candidates` are by entitlement id and cover all new lines.
 * @throws Error for a new line without a candidate or an order without end customer: a bug of the caller.
 */
export function fulfilShipment<Product>(
  state: FulfillmentState,
  released: ReleasedShipment<Product>,
  candidates: ReadonlyMap<string, Candidate>,
  now: Instant,
  mailDomain: string,
): EntitlementEvent<Product>[] {
  const shipment = asRevised(state.headers, released); // O10
  const { shipmentId, orderNumber } = shipment;
  const accountId = endCustomerOf(shipment);
  const language = state.languages?.get(accountId);
  const seen = new Set<string>();
  const events: EntitlementEvent<Product>[] = [];
  for (const line of shipment.lines) {
    const entitlementId = entitlementIdOf(orderNumber, line.lineNumber);
    if (state.entitlements.has(entitlementId) || seen.has(entitlementId)) continue; // F1
    seen.add(entitlementId);
    const candidate = candidates.get(entitlementId);
    if (!candidate) throw new Error(`no activation code was drawn for ${entitlementId}`);
    events.push(entitlement(shipment, line, { entitlementId, accountId, candidate, language, now }));
  }
  const isFulfilled = events.length === 0 && state.unmailed?.has(shipmentId) !== true;
  if (isFulfilled || state.mails.has(shipmentId)) return events;
  const addresses = distinctEmails(shipment.emails);
  events.push(mailOf({ shipmentId, orderNumber, accountId, addresses }, 1, now, mailDomain)); // F4
  return events;
}

/** Takes an event into the state, so that what comes next in the same batch sees it. */
export function evolveFulfillment(state: FulfillmentState, event: EntitlementEvent<unknown>): void {
  if (event.type === 'EntitlementFulfilled') state.entitlements.add(event.entitlementId);
  else if (event.type === 'OrderFollowed') state.headers.set(event.orderNumber, event);
  else {
    state.mails.set(event.shipmentId, event);
    state.waiting?.set(event.shipmentId, { ...event, accepted: [], stored: false });
  }
}

function entitlement<Product>(
  shipment: ReleasedShipment<Product>,
  { activationDate, ...line }: ReleasedLine<Product>,
  drawn: { entitlementId: string; accountId: string; candidate: Candidate; language?: string; now: Instant },
): EntitlementFulfilled<Product> {
  const { shipmentId, orderNumber, revision, currency, accounts } = shipment;
  return {
    type: 'EntitlementFulfilled',
    entitlementId: drawn.entitlementId,
    shipmentId,
    orderNumber,
    revision,
    ...withoutOrderFacts(line),
    ...orderFactsOf({ ...shipment, ...line }),
    currency,
    accountId: drawn.accountId,
    accounts,
    ...termOf(startOf(drawn.now, activationDate), line.kind, line.termMonths), // F3
    ...drawn.candidate,
    fulfilledAt: drawn.now,
    ...(drawn.language !== undefined && { language: drawn.language }),
  };
}

/** O11: a day that has passed says nothing: the term starts when the line is fulfilled (F3). */
function startOf(now: Instant, activationDate: CalendarDate | undefined): CalendarDate {
  const today = dateAt(now);
  return activationDate !== undefined && activationDate > today ? activationDate : today;
}

function endCustomerOf(shipment: ReleasedShipment<unknown>): string {
  const endCustomer = shipment.accounts.find((account) => account.role === 'end-customer');
  if (!endCustomer) throw new Error(`shipment ${shipment.shipmentId} names no end customer`); // intake lets none through (O5)
  return endCustomer.accountId;
}
