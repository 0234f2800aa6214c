import type { RecordedEvent } from '#domain/licenses/books/events.ts';
import type { InvoiceChange, Side } from '#domain/licenses/books/plan.ts';
import { formatMinor, formatShare } from '#domain/values/money.ts';

/** What a transfer changed, as its plan said when it was committed: kept beside the journal, since nothing tells it later. */
export interface JournalEffect {
  /** Each side's figures of each product, before and after (D4). */
  readonly sides?: readonly Side[];
  /** By how much the next invoices of both sides changed (D7). */
  readonly nextInvoice?: readonly ToldInvoiceChange[];
  /** What could be moved of the stock that it came from (S2). */
  readonly stockBefore?: number;
  readonly stockAfter?: number;
}

/** A change of a next invoice with its amounts as decimal strings. */
export interface ToldInvoiceChange {
  readonly accountId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly amount: string;
  readonly currency: string;
}

/** The effect of transfers, returns and stock moves, by what their plans say; what other journals change, their entries tell. */
export function effectOf(event: RecordedEvent): JournalEffect | undefined {
  if (!('plan' in event)) return undefined;
  const { plan } = event;
  if ('sides' in plan) return { sides: plan.sides, nextInvoice: plan.nextInvoice.map(toldInvoiceChange) };
  if ('stockBefore' in plan) return { stockBefore: plan.stockBefore, stockAfter: plan.stockAfter };
  return undefined;
}

export function toldInvoiceChange(change: InvoiceChange): ToldInvoiceChange {
  const { accountId, sku, quantity, unitPriceMinor, share, amountMinor, currency } = change;
  return {
    accountId,
    sku,
    quantity,
    unitPrice: formatShare(unitPriceMinor, currency, share),
    amount: formatMinor(amountMinor, currency),
    currency,
  };
}
