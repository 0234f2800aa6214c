import type { InvoiceLine } from '../owed/line.ts';
import type { Invoice } from './invoice.ts';
import { canonicalRate } from './tax.ts';

/** What credit notes gave back of an invoice for good, part by part (I7, I12): what comes on the next invoice again is none of it. */

/** A credit note, as far as this goes. */
export interface Given {
  readonly rebilled?: boolean;
  readonly lines: readonly InvoiceLine[];
}

/**
 * How much of the amount that an adjustment has on an invoice was given back for good. What was credited of the whole invoice, or of a
 * line that stands for several lots, counts for each of them by its share, and never for less.
 *
 * @param adjustment one whose amount is above 0
 * @param notes the credit notes of the invoice
 */
export function creditedForGood(
  invoice: Pick<Invoice, 'lines'>,
  notes: readonly Given[],
  { adjustmentId, amountMinor }: { readonly adjustmentId: string; readonly amountMinor: bigint },
): bigint {
  const place = invoice.lines.findIndex((line) => adjustmentsOn(line).includes(adjustmentId));
  const line = invoice.lines[place];
  if (!line || line.amountMinor <= 0n) return 0n;
  const credited = shareOf(creditedOfLine(invoice, notes, place), amountMinor, line.amountMinor);
  return credited < amountMinor ? credited : amountMinor;
}

/** The same of a whole line, by its place from 0. */
export function creditedOfLine(invoice: Pick<Invoice, 'lines'>, notes: readonly Given[], place: number): bigint {
  const line = invoice.lines[place];
  if (!line || line.amountMinor <= 0n) return 0n;
  const ofRate = sum(invoice.lines.filter((each) => each.amountMinor > 0n && sameRate(each, line)));
  const credits = notes.filter(({ rebilled }) => rebilled === false).flatMap((note) => note.lines);
  const ofLine = -sum(credits.filter(({ credits: of }) => of === place + 1));
  const ofAll = -sum(credits.filter((each) => each.credits === undefined && sameRate(each, line)));
  return ofLine + shareOf(ofAll, line.amountMinor, ofRate);
}

/** The adjustments that a line names. */
export function adjustmentsOn({ adjustmentId, lots }: InvoiceLine): readonly string[] {
  return lots ? lots.map((lot) => lot.adjustmentId) : adjustmentId === undefined ? [] : [adjustmentId];
}

function sameRate(one: InvoiceLine, other: InvoiceLine): boolean {
  return canonicalRate(one.taxRate) === canonicalRate(other.taxRate);
}

function sum(lines: readonly InvoiceLine[]): bigint {
  return lines.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

/** Rounded up: whatever is given back of the parts, it is never more than of the whole. */
function shareOf(minor: bigint, part: bigint, whole: bigint): bigint {
  return whole <= 0n ? 0n : (minor * part + whole - 1n) / whole;
}
