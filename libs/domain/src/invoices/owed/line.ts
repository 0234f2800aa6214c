import type { CalendarDate, Month } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { BilledSite, Cause } from './movement.ts';

/** A line of an invoice. Amounts are minor units of the invoice's currency; amount = quantity × unit price, or a share of it. */
export interface InvoiceLine {
  readonly kind: 'recurring' | 'order' | 'adjustment';
  readonly sku: string;
  readonly name: string;
  /** The month that it is for. */
  readonly month: Month;
  /** Of a line of another account than the invoice's: whose licenses it bills (I16). */
  readonly site?: BilledSite;
  /** Signed. */
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  /** Where only days of the price are charged. */
  readonly share?: Share;
  /** Of what is billed once: the days that it is for, as the lot has them; no last day where there is none. */
  readonly term?: { readonly from: CalendarDate; readonly through?: CalendarDate };
  readonly amountMinor: bigint;
  readonly taxRate: string;
  /** Of all but recurring lines; the first where the line stands for several lots. */
  readonly adjustmentId?: string;
  readonly cause?: Cause;
  /** The lots that a line of one cause stands for, where they are several; not all where they are very many (I11). */
  readonly lots?: readonly LotOfLine[];
  readonly lotCount?: number;
  /** On a credit note: the place of the invoice's line that it takes back, from 1 (I12). */
  readonly credits?: number;
}

/** A line of an invoice that is not issued: its rate is that of the day of its supply, where one is known (I8, I9). */
export interface DraftLine extends Omit<InvoiceLine, 'taxRate'> {
  readonly taxRate?: string;
  readonly suppliedOn: CalendarDate;
}

/** A lot that a line stands for, with the adjustment that brought it. */
export interface LotOfLine {
  readonly lotId: string;
  readonly quantity: number;
  readonly adjustmentId: string;
}
