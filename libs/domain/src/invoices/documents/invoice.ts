import type { Month } from '#domain/values/calendar.ts';
import type { AccountedTax } from '../account/exchange.ts';
import type { DraftLine, InvoiceLine } from '../owed/line.ts';
import { type TaxTotal, taxTotals } from './tax.ts';

/** An invoice before its tax. */
export interface DraftInvoice
  extends Pick<Invoice, 'accountId' | 'period' | 'currency' | 'purchaseOrder' | 'netMinor'> {
  readonly lines: readonly DraftLine[];
}

/** What an account is billed for a month in one currency; {@link issuedAs} says what it is issued as. */
export interface Invoice {
  readonly accountId: string;
  readonly period: Month;
  readonly currency: string;
  /** The only purchase order that it is about, of an account that wants an invoice for each (I17); absent there: none. */
  readonly purchaseOrder?: string;
  readonly lines: readonly InvoiceLine[];
  readonly netMinor: bigint;
  readonly taxes: readonly TaxTotal[];
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
  /** The tax in the currency of the seller, where that is another (I9). */
  readonly accounted?: AccountedTax;
}

/** What a document is: something that is to be paid, or that is given back. */
export type DocumentKind = 'invoice' | 'credit-note';

/**
 * What is issued of a month (I3): its kind is that of the amount to be paid, with all taxes. At several rates that may have another sign than
 * the net. Where nothing is to be paid the net decides.
 */
export function issuedAs({ netMinor, totalMinor }: Pick<Invoice, 'netMinor' | 'totalMinor'>): DocumentKind {
  return totalMinor < 0n || (totalMinor === 0n && netMinor < 0n) ? 'credit-note' : 'invoice';
}

/**
 * A draft with its tax.
 * @throws Error for one with a line whose rate is not known: such an invoice is held (I8)
 */
export function taxed({ accountId, period, currency, purchaseOrder, lines }: DraftInvoice): Invoice {
  const known = lines.map((line): InvoiceLine => {
    if (line.taxRate === undefined) throw new Error(`a line of ${accountId} for ${line.month} has no tax rate`);
    return taxedLine(line, line.taxRate);
  });
  return { ...invoiceOf(accountId, period, currency, known), ...(purchaseOrder && { purchaseOrder }) };
}

// What recurs field by field: a month has hundreds of thousands of such lines, and to copy the rest of each takes several times as long.
function taxedLine(line: DraftLine, taxRate: string): InvoiceLine {
  if (line.kind === 'recurring' && !line.share) {
    const { kind, sku, name, month, site, quantity, unitPriceMinor, amountMinor } = line;
    if (site) return { kind, sku, name, month, site, quantity, unitPriceMinor, amountMinor, taxRate };
    return { kind, sku, name, month, quantity, unitPriceMinor, amountMinor, taxRate };
  }
  const { suppliedOn: _, ...rest } = line;
  return { ...rest, taxRate };
}

/** An invoice of these lines, with its totals: tax per rate on the total of the rate's lines (I3). */
export function invoiceOf(accountId: string, period: Month, currency: string, lines: readonly InvoiceLine[]): Invoice {
  const taxes = taxTotals(lines);
  const netMinor = taxes.reduce((sum, tax) => sum + tax.netMinor, 0n);
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0n);
  return { accountId, period, currency, lines, netMinor, taxes, taxMinor, totalMinor: netMinor + taxMinor };
}
