import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Lot } from './lot.ts';

/** What an action would do, as the preview shows it and as its event keeps it (L3). */

/** What a purchase, decrease or stock purchase would do (D5, D6). Money is in minor units of `currency`. */
export interface CountPlan {
  readonly action: 'purchase' | 'decrease' | 'stock-purchase';
  readonly accountId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly before: Standing;
  readonly after: Standing;
  /** Of a stock purchase: the contract that it is bought under, and the day by which it has to be used (S1). */
  readonly contractId?: string;
  readonly usableUntil?: CalendarDate;
  /** The least that can be bought: prefilled (D5). */
  readonly minimum: number;
  readonly currency?: string;
  /** Price of all that is bought or removed. */
  readonly currentEstimateMinor?: bigint;
  /** Price of what is above the minimum, or of what is removed. */
  readonly changedCostMinor?: bigint;
  /** What all that `after` counts costs the account each month from then on. */
  readonly estimatedTotalMinor?: bigint;
  /** By how much the account's next invoice changes (D7). */
  readonly nextInvoice: readonly InvoiceChange[];
  readonly violations: readonly Violation[];
  readonly planHash: string;
}

/** What a move would leave in stock, and what the target would get. */
export interface StockMovePlan {
  readonly from: string;
  readonly to: string;
  /** Lot by lot, in the order in which they go. */
  readonly lines: readonly StockMoveLine[];
  /** The one lot that the request is about, and what becomes of it; absent where there are several. */
  readonly lot?: Lot;
  readonly targetLot?: Lot;
  /** How many were asked for, of all lines. */
  readonly quantity: number;
  /** Of all lots that the lines can take from. */
  readonly stockBefore: number;
  readonly stockAfter: number;
  /** None: what stock costs its customer is between it and the reseller (I7). */
  readonly nextInvoice: readonly InvoiceChange[];
  readonly violations: readonly Violation[];
  readonly planHash: string;
}

/** What moves of one lot of stock, and as which lot the target holds it. */
export interface StockMoveLine extends TakenStock {
  /** The lot that the target would hold; its id is none yet in a preview to a customer. */
  readonly targetLot: Lot;
  readonly stockBefore: number;
  readonly stockAfter: number;
}

/** How many of which lot of stock move. */
export interface TakenStock {
  readonly lot: Lot;
  readonly quantity: number;
}

/** What a transfer would do, or why it cannot be done: then nothing of it is (L6). */
export interface TransferPlan {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly MovedLine[];
  readonly sides: readonly Side[];
  readonly remaining: readonly Remaining[];
  /** By how much the next invoices of both sides change (D7). */
  readonly nextInvoice: readonly InvoiceChange[];
  readonly violations: readonly Violation[];
  readonly planHash: string;
}

/** One side of a transfer for one product (D4); `product` is a sku, or a device type where devices are counted by type. */
export interface Side {
  readonly accountId: string;
  readonly name: string;
  readonly product: string;
  readonly before: Standing;
  readonly after: Standing;
}

/** What the source keeps of a lot, or of all that is under a key (K9). */
export interface Remaining {
  readonly lotId: string;
  readonly sku: string;
  readonly licenseKey?: string;
  readonly deviceType?: string;
  readonly quantity: number;
}

/** By how much an action changes an account's next invoice, for one product at one price (D7). */
export interface InvoiceChange {
  readonly accountId: string;
  readonly sku: string;
  /** Signed. */
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  /** Where only days of the price are charged. */
  readonly share?: Share;
  /** Signed: quantity × unit price, or a share of it. */
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** What an account has of a product on a day: total = available + in use (D4, P2). */
export interface Standing {
  readonly total: number;
  readonly inUse: number;
  /** Below 0 when more devices are enrolled than licenses are there. */
  readonly available: number;
}

/** How many of a lot moved. */
export interface MovedLine {
  readonly lot: Lot;
  readonly quantity: number;
}

export type TransferLine = NamedLicenses & { readonly quantity: number };

/** What a line of a request names its licenses by: a lot, a key with a device type, or a product. */
export type NamedLicenses =
  | { readonly lotId: string }
  | { readonly licenseKey: string; readonly deviceType?: string }
  | { readonly sku: string };
