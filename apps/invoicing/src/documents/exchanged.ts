import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { daysInMonth } from '#domain/values/calendar.ts';
import { formatMoney } from '#domain/values/money.ts';
import { ownUnit } from '#domain/values/order-facts.ts';
import { xmlText } from '#formats/xml/write.ts';
import { type Presented, type PresentedTax, percent, toTwoDecimals } from './presented.ts';

/** What a document says in every syntax of EN 16931: UBL and CII write the same. */

/** Totals (BG-22) and tax (BG-23), in two decimals at most. */
export interface ExchangedTotals {
  readonly net: bigint;
  readonly tax: bigint;
  /** Leads from the sum of what was rounded one by one to what is to be paid. */
  readonly rounding: bigint;
  readonly payable: bigint;
  readonly taxes: readonly (PresentedTax & { readonly base: bigint; readonly amount: bigint })[];
}

/**
 * Of currencies with up to two decimals they are the document's own. With three, lines and tax are rounded one by one and added
 * up from there (BR-CO-10 to 15), and the rounding amount leads to the document's total, rounded once (BR-CO-16).
 */
export function exchangedTotals({ issued: { currency }, lines, taxes, totalMinor }: Presented): ExchangedTotals {
  const round = (minor: bigint) => toTwoDecimals(minor, currency);
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
  const net = sum(lines.map(({ amountMinor }) => round(amountMinor)));
  const tax = sum(taxes.map(({ taxMinor }) => round(taxMinor)));
  const payable = round(totalMinor);
  const ofRate = (rate: string) => lines.filter((line) => percent(line.taxRate) === rate);
  return {
    net,
    tax,
    payable,
    rounding: payable - net - tax,
    taxes: taxes.map((each) => ({
      ...each,
      base: sum(ofRate(each.rate).map(({ amountMinor }) => round(amountMinor))),
      amount: round(each.taxMinor),
    })),
  };
}

/** Days from one to another, both of them within. */
export interface Period {
  readonly from: string;
  /** Absent: it does not end. */
  readonly through?: string;
}

/** What a line is for (BG-26): its month, or the subscription that is billed once. Documents of before do not say that. */
export function linePeriod({ kind, month, term }: InvoiceLine): Period | undefined {
  return kind === 'order' ? term : monthPeriod(month);
}

/** Pieces as Recommendation 20 has them, and what other lists call so. */
const units: Readonly<Record<string, string>> = { EA: 'EA', H87: 'H87', PCE: 'H87', C62: 'C62' };

/** The unit of a line (BT-130): that of its order where it is one of pieces, else `C62`, one. */
export function unitOf({ cause }: InvoiceLine): string {
  return units[cause?.[ownUnit] ?? ''] ?? 'C62';
}

/** The month (BG-14). The rules of Peppol want every line's own period within it, else it is left to the lines. */
export function documentPeriod({ issued: { period }, lines, format }: Presented): Period | undefined {
  const month = monthPeriod(period);
  const isWithin = ({ from, through = '9999' }: Period) => from >= month.from && through <= month.through;
  const fits = lines.every((line) => {
    const own = linePeriod(line);
    return own === undefined || isWithin(own);
  });
  return fits || format === 'en16931-ubl' ? month : undefined;
}

function monthPeriod(month: string): Required<Period> {
  return { from: `${month}-01`, through: `${month}-${daysInMonth(month)}` };
}

/** What people are told; Peppol has room for one note. */
export function documentNotes({ issued, totalMinor, format }: Presented): string[] {
  const { reason, currency } = issued;
  const exact = formatMoney({ minor: totalMinor, currency });
  const notes = [
    ...(reason && xmlText(reason) ? [reason] : []),
    // Currencies with three decimals: EN 16931 takes two.
    ...(/\.\d{3} /.test(exact) ? [`Exact total: ${exact}`] : []),
  ];
  return format === 'peppol-bis' && notes.length > 1 ? [notes.join('; ')] : notes;
}

/** The invoices that a document takes back (BG-3). */
export function correctedInvoices({ issued: { invoiceNumber, corrects = [] } }: Presented): readonly string[] {
  return invoiceNumber ? [invoiceNumber, ...corrects] : corrects;
}

/** The customer's own term (BT-20), where it has one; what was issued before stays as it is (I3). */
export function paymentTerms({ issued: { buyer }, wording: { say } }: Presented): string | undefined {
  const days = buyer.documents?.paymentTermDays;
  if (days === undefined) return undefined;
  return days === 0 ? say('invoice.payableOnReceipt') : say('invoice.payableWithin', { count: days });
}

/** How a credit note, and what is not to be paid, is settled. */
export function settledTerms({ wording: { say } }: Presented): string {
  return say('invoice.settled');
}
