import type { Month } from '../values/calendar.ts';
import type { Adjustment } from './adjustment.ts';
import { type Invoice, type InvoiceLine, invoiceOf } from './invoice.ts';
import type { Cause } from './movement.ts';

/** A document that takes back what an issued invoice billed; the invoice itself never changes (I3). */
export interface CreditNote extends Invoice {
  /** Number of the invoice that it corrects. */
  readonly invoiceNumber: string;
  /** Why, for people. */
  readonly reason: string;
}

/** The credit note of a whole issued invoice: the same lines with the other sign. Its totals and the invoice's sum to zero. */
export function creditNoteOf(issued: Invoice & { readonly number: string }, reason: string): CreditNote {
  const lines = issued.lines.map((line) => ({ ...line, quantity: -line.quantity, amountMinor: -line.amountMinor }));
  const { accountId, period, currency } = issued;
  const invoice = invoiceOf(accountId, period, currency, lines);
  // What is taken back is taxed as it was.
  const treatments = new Map(issued.taxes.map(({ rate, treatment }) => [rate, treatment]));
  const taxes = invoice.taxes.map((tax) => ({ ...tax, treatment: treatments.get(tax.rate) }));
  return { ...invoice, taxes, invoiceNumber: issued.number, reason };
}

/**
 * What a credited invoice billed is owed as before and no longer billed, so it comes on the open invoice again (I2), line
 * by line and once; recurring lines go on from what they were.
 */
export function billedAgain(issued: Invoice & { readonly number: string }, cause: Cause, period: Month): Adjustment[] {
  return issued.lines.map((line, index) => ({
    adjustmentId: `${cause.id}/${index + 1}`,
    movementId: cause.id,
    accountId: issued.accountId,
    period,
    month: line.month,
    kind: 'adjustment',
    lot: creditedLot(line, issued.currency, `${cause.id}/${index + 1}`),
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    share: line.share,
    amountMinor: line.amountMinor,
    recurs: false,
    cause: { ...cause, reference: issued.number },
    taxRate: line.taxRate,
  }));
}

// A line stands for licences of several lots; once billed, only its sku, name and price matter. Its name is none of a lot
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
