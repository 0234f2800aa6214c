import { type PayableDocument, type Payment, paymentStanding } from '#domain/invoices/payments/payment-state.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';

/** Where an invoice stands, in decimal strings of its currency (I14). */
export interface PaymentStandingView {
  readonly state: string;
  readonly paid: string;
  readonly credited: string;
  /** Negative where more came than was to be paid. */
  readonly open: string;
  readonly overdue: boolean;
}

export interface PaymentView extends Omit<Payment, 'amountMinor'> {
  readonly amount: string;
}

/** Where a document stands on a day; undefined for a credit note. */
export function standingView(document: PayableDocument, today: CalendarDate): PaymentStandingView | undefined {
  const standing = paymentStanding(document, today);
  if (!standing) return undefined;
  const decimal = (minor: bigint) => formatMinor(minor, document.currency);
  const { state, paidMinor, creditedMinor, openMinor, isOverdue } = standing;
  const sums = { paid: decimal(paidMinor), credited: decimal(creditedMinor), open: decimal(openMinor) };
  return { state, ...sums, overdue: isOverdue };
}

/** A payment in decimal strings. */
export function paymentView({ amountMinor, ...payment }: Payment): PaymentView {
  return { ...payment, amount: formatMinor(amountMinor, payment.currency) };
}
