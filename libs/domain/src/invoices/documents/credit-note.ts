import type { Month } from '#domain/values/calendar.ts';
import { orderFactsOf } from '#domain/values/order-facts.ts';
import { accountedTax } from '../account/exchange.ts';
import type { Adjustment } from '../owed/adjustment.ts';
import type { InvoiceLine } from '../owed/line.ts';
import type { Cause } from '../owed/movement.ts';
import { type Invoice, invoiceOf } from './invoice.ts';
import type { TaxTotal } from './tax.ts';

/** Why an invoice is corrected, for systems (I12). */
export type CreditReason =
  | 'cancelled'
  | 'duplicate'
  | 'goodwill'
  | 'price-error'
  | 'quantity-error'
  | 'wrong-recipient'
  | 'other';

/** A line of an invoice that is to be credited: some of its licenses, some of its amount, or what is left of it. */
export interface CreditedLine {
  /** Its place on the invoice, from 1. */
  readonly line: number;
  readonly quantity?: number;
  /** Net, as a decimal string in the invoice's currency. */
  readonly amount?: string;
}

/** What of an invoice is to be credited (I12): lines, a net amount, or without either all of it. */
export interface CreditAsked {
  readonly reason: string;
  readonly reasonCode?: CreditReason;
  readonly lines?: readonly CreditedLine[];
  readonly amount?: string;
  /** Whether it comes on the next invoice again. Without a word: what is credited as a whole does, a part does not. */
  readonly rebill?: boolean;
}

/** A document that takes back what an issued invoice billed; the invoice itself never changes (I3). */
export interface CreditNote extends Invoice {
  /** Number of the invoice that it corrects. */
  readonly invoiceNumber: string;
  /** Why, for people. */
  readonly reason: string;
  readonly reasonCode?: CreditReason;
  /** Whether what it takes back comes on the next invoice again. */
  readonly rebilled?: boolean;
}

/** An issued document, as far as a credit note looks at it. */
export type Numbered = Invoice & { readonly number: string };

/** The credit note of a whole issued invoice: the same lines with the other sign. Its totals and the invoice's sum to zero. */
export function creditNoteOf(issued: Numbered, reason: string): CreditNote {
  return creditNoteWith(issued, issued.lines.map(takenBack), { reason });
}

/**
 * A credit note of these lines; they are taxed as they were. Parts round their tax each for itself, and never give back more of it
 * than the invoice charged; the last of a rate takes what is left (I12).
 *
 * @param before the credit notes of the invoice so far
 */
export function creditNoteWith(
  issued: Numbered,
  lines: readonly InvoiceLine[],
  why: Pick<CreditNote, 'reason' | 'reasonCode' | 'rebilled'>,
  before: readonly Pick<CreditNote, 'taxes'>[] = [],
): CreditNote {
  const { accountId, period, currency, purchaseOrder } = issued;
  const invoice = { ...invoiceOf(accountId, period, currency, lines), ...(purchaseOrder && { purchaseOrder }) };
  const taxes = invoice.taxes.map((tax): TaxTotal => {
    const treatment = issued.taxes.find(({ rate }) => rate === tax.rate)?.treatment;
    return { ...tax, taxMinor: -taxBack(tax, [issued, ...before]), treatment };
  });
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0n);
  const totalMinor = invoice.netMinor + taxMinor;
  // By the rate of the invoice: what both say sums to zero.
  const accounted = issued.accounted && { accounted: accountedTax(taxMinor, currency, issued.accounted.by) };
  return { ...invoice, taxes, taxMinor, totalMinor, ...accounted, invoiceNumber: issued.number, ...why };
}

function taxBack(tax: TaxTotal, documents: readonly Pick<Invoice, 'taxes'>[]): bigint {
  const ofRate = documents.flatMap(({ taxes }) => taxes.filter(({ rate }) => rate === tax.rate));
  const netLeft = ofRate.reduce((sum, { netMinor }) => sum + netMinor, 0n);
  const taxLeft = ofRate.reduce((sum, { taxMinor }) => sum + taxMinor, 0n);
  return -tax.netMinor === netLeft || -tax.taxMinor > taxLeft ? taxLeft : -tax.taxMinor;
}

/** A line with the other sign, and its place on the invoice. */
export function takenBack(line: InvoiceLine, index: number): InvoiceLine {
  return { ...line, quantity: -line.quantity, amountMinor: -line.amountMinor, credits: index + 1 };
}

/**
 * What was credited is owed as before and no longer billed, so where that was asked for it comes on the open invoice again
 * (I2, I12), line by line and once; recurring lines go on from what they were.
 */
export function billedAgain(note: CreditNote, cause: Cause, period: Month): Adjustment[] {
  return note.lines.map((line, index) => ({
    adjustmentId: `${cause.id}/${index + 1}`,
    movementId: cause.id,
    accountId: note.accountId,
    period,
    month: line.month,
    kind: 'adjustment',
    lot: creditedLot(line, note.currency, `${cause.id}/${index + 1}`),
    quantity: -line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    share: line.share,
    amountMinor: -line.amountMinor,
    recurs: false,
    cause: {
      ...cause,
      reference: note.invoiceNumber,
      // What names none is of the purchase order that the invoice was for (I17).
      ...orderFactsOf({ ...line.cause, purchaseOrder: line.cause?.purchaseOrder ?? note.purchaseOrder }),
      ...(line.site && { site: line.site }),
    },
    taxRate: line.taxRate,
  }));
}

// A line stands for licenses of several lots; once billed, only its sku, name and price matter. Its name is none of a lot
// of the ledger's, so that it never stands in the place of one.
function creditedLot(line: InvoiceLine, currency: string, lotId: string): Adjustment['lot'] {
  const price = { minor: line.unitPriceMinor, currency };
  const { sku, name } = line;
  return {
    lotId,
    sku,
    name,
    program: 'credited',
    billing: 'once',
    price,
    startsOn: `${line.month}-01`,
  };
}
