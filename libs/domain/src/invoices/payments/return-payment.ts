import { type CalendarDate, dateAt, type Instant } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { InvoicingBooks } from '../books.ts';
import type { InvoicingEvent } from '../events.ts';
import { type Payment, type PaymentReturn, paymentStanding } from './payment-state.ts';

/** That a bank took a payment back, as somebody tells it. */
export interface ReturnAsked {
  readonly paymentId: string;
  readonly invoiceNumber: string;
  readonly returnedOn: CalendarDate;
  readonly reason?: string;
}

/**
 * I14: takes a payment of the books back, whole: its invoice stands as if it had never come, overdue too. The same again changes nothing,
 * another return of it is a conflict (O9). Who pays after all does so with a payment of its own.
 *
 * @param recordedBy a person, or the system that told it
 */
export function returnPayment(
  books: InvoicingBooks,
  asked: ReturnAsked,
  recordedBy: string,
  now: Instant,
): InvoicingEvent[] {
  const { paymentId, returnedOn, reason } = asked;
  const payment = books.payments.get(paymentId);
  if (payment?.returned && isSame(payment, payment.returned, asked)) return [];
  const violation = whyNotReturned(payment, asked);
  const invoice = payment && books.payable.get(payment.invoiceNumber);
  if (!invoice || violation) return [{ type: 'PaymentRefused', paymentId, violations: violation ? [violation] : [] }];
  const returned: PaymentReturn = { returnedOn, ...(reason && { reason }), recordedAt: now, recordedBy };
  const left = { ...invoice, paidMinor: invoice.paidMinor - payment.amountMinor };
  const standing = paymentStanding(left, dateAt(now));
  return standing ? [{ type: 'PaymentReturned', payment: { ...payment, returned }, standing }] : [];
}

function isSame({ invoiceNumber }: Payment, { returnedOn, reason }: PaymentReturn, asked: ReturnAsked): boolean {
  return (
    invoiceNumber === asked.invoiceNumber && returnedOn === asked.returnedOn && reason === (asked.reason || undefined)
  );
}

function whyNotReturned(payment: Payment | undefined, asked: ReturnAsked): Violation | undefined {
  const { paymentId, invoiceNumber, returnedOn } = asked;
  if (payment?.invoiceNumber !== invoiceNumber) {
    const message = `invoice ${invoiceNumber} has no payment ${paymentId}`;
    const remedy =
      'send the payment and its invoice as they were recorded; a payment is recorded before it is taken back';
    return { code: 'PAYMENT_UNKNOWN', path: 'paymentId', value: paymentId, message, remedy };
  }
  if (payment.returned) {
    const actual = `taken back on ${payment.returned.returnedOn}${payment.returned.reason ? `: ${payment.returned.reason}` : ''}`;
    const message = `payment ${paymentId} was recorded as ${actual}`;
    const remedy = 'nothing is left to take back; what came again is a payment under an id of its own';
    return { code: 'PAYMENT_CONFLICT', path: 'paymentId', value: paymentId, actual, message, remedy };
  }
  const { receivedOn } = payment;
  if (returnedOn >= receivedOn) return undefined;
  const message = `payment ${paymentId} came on ${receivedOn}, and was not taken back before, on ${returnedOn}`;
  const remedy = 'send the day on which the bank took it back';
  const [limit, actual] = [receivedOn, returnedOn];
  return { code: 'RETURNED_TOO_EARLY', path: 'returnedOn', value: returnedOn, limit, actual, message, remedy };
}
