import type { LedgerChange } from '#domain/invoices/owed/movement.ts';
import type { Money } from '#domain/values/money.ts';

/** A price of an account's own that was told and may be new, and the plan whose products it is for. */
export interface ToldPrice {
  readonly accountId: string;
  readonly price: Money;
  readonly plan?: string;
}

/** A payment as it is told, as far as it says which one and for what. */
export interface PaymentKey {
  readonly paymentId: string;
  readonly invoiceNumber: string;
}

/** What the decisions about a batch look at. */
export interface InvoicingNeeds {
  readonly accounts: Set<string>;
  /** Ids of actions of the ledger that may be recorded already. */
  readonly actions: Set<string>;
  /** Orders that may have been revised after their release (O10), by number. */
  readonly orders: Set<string>;
  /** Orders that are being revised: what was recorded for their payers matters. */
  readonly revised: Set<string>;
  /** Changes that are settled by the unused days: what was paid for their lots matters where something of it was credited (I7). */
  readonly settled: Set<LedgerChange>;
  readonly prices: Set<ToldPrice>;
  /** Accounts whose open period is to be closed: what they hold is needed; the run gives the numbers. */
  readonly closing: Set<string>;
  /** Payments that may be recorded already, and the invoices that they are for (I14). */
  readonly payments: Set<PaymentKey>;
  /** Accounts whose draft is reviewed, and may be issued. */
  readonly reviews: Set<string>;
  /** Numbers of invoices that are to be credited. */
  readonly credits: Set<string>;
}

export function noNeeds(): InvoicingNeeds {
  return {
    accounts: new Set(),
    actions: new Set(),
    orders: new Set(),
    revised: new Set(),
    settled: new Set(),
    prices: new Set(),
    closing: new Set(),
    payments: new Set(),
    reviews: new Set(),
    credits: new Set(),
  };
}
