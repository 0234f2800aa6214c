import type { CalendarDate, Instant } from '../values/calendar.ts';
import type { HeaderFacts, LineFacts } from '../values/order-facts.ts';
import type { Violation } from '../values/violation.ts';

/** What the catalog says about a sku; a line keeps it as it was at order time (O6). */
export interface ProductFacts {
  readonly name: string;
  readonly description: string;
  readonly instructionsUrl: string;
  readonly program: string;
  readonly scenario: string;
  readonly deviceType?: string;
  readonly edition?: string;
  readonly package?: string;
  readonly category: string;
  readonly billing: string;
}

/** A product of the catalog. */
export interface CatalogProduct {
  readonly sku: string;
  readonly facts: ProductFacts;
  /** Default term of a line that names none, in calendar months; absent: perpetual. */
  readonly termMonths?: number;
  /** Prices as decimal strings by currency. */
  readonly prices: Readonly<Record<string, string>>;
  readonly withdrawn: boolean;
  /** When the catalog says so; an older message never overwrites a newer one. */
  readonly asOf: Instant;
}

/** An account on an order, and as what it stands there (O1). */
export interface OrderAccount {
  readonly accountId: string;
  readonly role: string;
  readonly name?: string;
  readonly country?: string;
}

/** A line as an ERP asks for it. Fields beyond these are kept. */
export interface RequestedLine extends LineFacts {
  readonly lineNumber: number;
  readonly sku: string;
  readonly quantity: number;
  /** Decimal string in the order's currency. */
  readonly unitPrice: string;
  readonly kind: 'initial' | 'renewal';
  readonly termMonths?: number;
  readonly requestedShipDate?: CalendarDate;
  /** On which its term starts, where that is after it is fulfilled (O11). */
  readonly activationDate?: CalendarDate;
}

/** An order as an ERP asks for it, in one revision. */
export interface RequestedOrder extends HeaderFacts {
  readonly orderNumber: string;
  readonly revision: number;
  readonly placedAt?: Instant;
  readonly currency: string;
  readonly accounts: readonly OrderAccount[];
  readonly emails: readonly string[];
  readonly lines: readonly RequestedLine[];
}

/**
 * What of a request could be read, when not all of it could: so that the rules that need only this part are checked as
 * well, and a refusal lists everything at once (O5).
 */
export type OrderDraft = {
  readonly [Field in keyof RequestedOrder]?: RequestedOrder[Field] extends readonly (infer Item)[]
    ? Item extends object
      ? readonly (Partial<Item> | undefined)[]
      : readonly (Item | undefined)[]
    : RequestedOrder[Field];
};

export type LineState = 'waiting' | 'released' | 'cancelled';

/** A line of an accepted order. `unitPrice` has the currency's decimals; `termMonths` is resolved. */
export interface OrderLine extends RequestedLine {
  readonly product: ProductFacts;
  readonly state: LineState;
  readonly shipmentId?: string;
  /** When it was released; lines that earlier releases let go do not say. */
  readonly releasedAt?: Instant;
}

/** A revision that was taken. */
export interface AcceptedRevision {
  readonly revision: number;
  readonly at: Instant;
}

/** A revision that was refused, also for coming again with other content. */
export interface Refusal {
  readonly revision: number;
  /** The system that sent it; refusals of earlier releases do not say. */
  readonly source?: string;
  readonly at: Instant;
  readonly violations: readonly Violation[];
}

/** One form in which a revision came: the digest of what counts of it. */
export interface SeenContent {
  readonly revision: number;
  readonly content: string;
}

/** An order as intake knows it. */
export interface Order extends Omit<RequestedOrder, 'lines'> {
  /** The system that sent its first revision, whose it is (O8). Orders of earlier releases do not say. */
  readonly source?: string;
  /** Digests of what others sent who may not: the same again has had its answer. */
  readonly foreign?: readonly string[];
  /** `rejected`: no revision was ever accepted. */
  readonly state: 'accepted' | 'rejected' | 'cancelled';
  /** The highest revision that came, accepted or not: nothing at or below it changes anything (O4). */
  readonly seenRevision: number;
  /** What came as the current revision and as the highest one: the same again has had its answer. */
  readonly contents: readonly SeenContent[];
  /** The revisions that were accepted, the latest last; orders of earlier releases lack those of then. */
  readonly acceptedRevisions?: readonly AcceptedRevision[];
  /** When a cancellation came. No revision follows it, also where all lines had been released and none was stopped. */
  readonly cancelledAt?: Instant;
  readonly lines: readonly OrderLine[];
  readonly shipments: number;
  readonly refusals: readonly Refusal[];
}

/** An order of which nothing is known yet but its number. */
export function orderWithoutContent(orderNumber: string, state: 'rejected' | 'cancelled'): Order {
  return {
    orderNumber,
    revision: 0,
    seenRevision: 0,
    contents: [],
    currency: '',
    accounts: [],
    emails: [],
    lines: [],
    state,
    shipments: 0,
    refusals: [],
  };
}

/** Lines that are released together: what fulfillment works on. */
export interface Shipment {
  readonly shipmentId: string;
  readonly lines: readonly OrderLine[];
}

/** A line of an order, by name. */
export interface OrderLineName {
  readonly orderNumber: string;
  readonly lineNumber: number;
}

/** A line that is on an issued invoice. */
export interface BilledLine {
  readonly lineNumber: number;
  /** Empty of what was released before it was kept what is billed. */
  readonly invoiceNumber: string;
}

/** What can happen to orders and to the catalog. */
export type OrderEvent =
  | { readonly type: 'OrderAccepted'; readonly order: Order; readonly at: Instant }
  | { readonly type: 'OrderChanged'; readonly order: Order; readonly at: Instant }
  | { readonly type: 'OrderRejected'; readonly order: Order; readonly refusal: Refusal }
  | { readonly type: 'OrderCancelled'; readonly order: Order; readonly at: Instant }
  | { readonly type: 'ShipmentReleased'; readonly order: Order; readonly shipment: Shipment; readonly at: Instant }
  | { readonly type: 'LinesBilled'; readonly invoiceNumber: string; readonly lines: readonly OrderLineName[] }
  | { readonly type: 'ProductPublished'; readonly product: CatalogProduct }
  | { readonly type: 'ProductWithdrawn'; readonly product: CatalogProduct };

/** The orders and products that a batch loaded. */
export interface OrderBooks {
  readonly orders: Map<string, Order>;
  readonly products: Map<string, CatalogProduct>;
  /** By order number: lines that are billed, and so have a payer that stays (O10). */
  readonly billed: Map<string, BilledLine[]>;
  /** Sources that share their order numbers, declared to be one system each (O8). */
  readonly sharedSources: readonly (readonly string[])[];
  /**
   * O7: in which of the accounts of the batch each person who sent something may change things, by e-mail address; an operator in
   * everything. Who is not there may nothing.
   */
  readonly authority: ReadonlyMap<string, 'everything' | ReadonlySet<string>>;
  /** A collision-free digest of a text. */
  readonly digest: (text: string) => string;
}

/** Folds an event into the books. */
export function evolve(books: OrderBooks, event: OrderEvent): void {
  if ('product' in event) books.products.set(event.product.sku, event.product);
  else if (event.type === 'LinesBilled') for (const line of event.lines) addBilled(books, line, event.invoiceNumber);
  else books.orders.set(event.order.orderNumber, event.order);
}

function addBilled({ billed }: OrderBooks, { orderNumber, lineNumber }: OrderLineName, invoiceNumber: string): void {
  const others = (billed.get(orderNumber) ?? []).filter((line) => line.lineNumber !== lineNumber);
  billed.set(orderNumber, [...others, { lineNumber, invoiceNumber }]);
}

/** True once a cancellation came, whatever it found to stop. */
export function isCancelled(order: Order): boolean {
  // Null is what an ERP had written in a field of its own, once.
  return order.state === 'cancelled' || (order.cancelledAt ?? undefined) !== undefined;
}

/** The day on which the order next has something to release; undefined when nothing waits. */
export function nextDueOn(order: Order): CalendarDate | undefined {
  return order.lines
    .filter((line) => line.state === 'waiting')
    .map((line) => line.requestedShipDate ?? '0000-01-01')
    .sort()[0];
}
