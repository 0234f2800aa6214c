import { type CalendarDate, dateAt, type Instant } from '#domain/values/calendar.ts';
import { decimalsOf, formatMinor, parseMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { InvoicingBooks } from '../books.ts';
import type { InvoicingEvent } from '../events.ts';
import { type PayableDocument, type Payment, paymentStanding } from './payment-state.ts';

/** A payment as somebody tells it. */
export interface PaymentAsked {
  readonly paymentId: string;
  readonly invoiceNumber: string;
  /** Decimal string in `currency`. */
  readonly amount: string;
  readonly currency: string;
  readonly receivedOn: CalendarDate;
  readonly reference?: string;
}

/**
 * I14: records a payment of one of the books' documents. The same payment again changes nothing; another one under its id is a conflict
 * (O9). More than is left is taken, and the invoice is overpaid then: the money has come.
 *
 * @param recordedBy a person, or the system that told it
 */
export function recordPayment(
  books: InvoicingBooks,
  asked: PaymentAsked,
  recordedBy: string,
  now: Instant,
): InvoicingEvent[] {
  const refused = (...violations: Violation[]): InvoicingEvent[] => [
    { type: 'PaymentRefused', paymentId: asked.paymentId, violations },
  ];
  const invoice = books.payable.get(asked.invoiceNumber);
  const known = books.payments.get(asked.paymentId);
  if (known) return isSame(known, asked) ? [] : refused(otherPayment(known));
  if (!invoice) return refused(unknownInvoice(asked.invoiceNumber));
  const violations = whyNotPaid(invoice, asked);
  const amountMinor = violations.length === 0 ? amountOf(asked) : undefined;
  if (amountMinor === undefined) return refused(...violations);
  const { paymentId, invoiceNumber, receivedOn, reference } = asked;
  const { accountId, currency } = invoice;
  const said = { paymentId, invoiceNumber, accountId, amountMinor, currency, receivedOn };
  const payment: Payment = { ...said, ...(reference && { reference }), recordedAt: now, recordedBy };
  const paid = { ...invoice, paidMinor: invoice.paidMinor + amountMinor };
  const standing = paymentStanding(paid, dateAt(now));
  return standing ? [{ type: 'PaymentRecorded', payment, standing }] : [];
}

function amountOf({ amount, currency }: PaymentAsked): bigint | undefined {
  return parseMinor(amount, currency);
}

function isSame(known: Payment, asked: PaymentAsked): boolean {
  return (
    known.invoiceNumber === asked.invoiceNumber &&
    known.currency === asked.currency &&
    known.amountMinor === amountOf(asked) &&
    known.receivedOn === asked.receivedOn &&
    known.reference === (asked.reference || undefined)
  );
}

function otherPayment({ paymentId, invoiceNumber, amountMinor, currency, receivedOn }: Payment): Violation {
  const was = `${formatMinor(amountMinor, currency)} ${currency} for ${invoiceNumber}, received on ${receivedOn}`;
  return {
    code: 'PAYMENT_CONFLICT',
    path: 'paymentId',
    value: paymentId,
    actual: was,
    message: `payment ${paymentId} was recorded as ${was}`,
    remedy: 'send another payment under an id of its own',
  };
}

function unknownInvoice(number: string): Violation {
  const message = `there is no invoice ${number}`;
  const remedy = 'send the number of an issued invoice';
  return { code: 'INVOICE_UNKNOWN', path: 'invoiceNumber', value: number, message, remedy };
}

function whyNotPaid(invoice: PayableDocument, asked: PaymentAsked): Violation[] {
  const { number, document, currency } = invoice;
  const found: Violation[] = [];
  if (document === 'credit-note') {
    const message = `${number} is a credit note, which nobody pays`;
    const remedy = 'send the number of the invoice that was paid';
    found.push({ code: 'NOT_PAYABLE', path: 'invoiceNumber', value: number, message, remedy });
  }
  if (asked.currency !== currency) {
    const message = `${number} is in ${currency}, and the payment in ${asked.currency}`;
    const remedy = 'send what the bank credited, in the currency of the invoice';
    const [limit, actual] = [currency, asked.currency];
    found.push({ code: 'PAYMENT_CURRENCY_DIFFERS', path: 'currency', value: actual, limit, actual, message, remedy });
    return found;
  }
  const minor = amountOf(asked);
  if (minor !== undefined && minor > 0n) return found;
  const limit = `above 0, with at most ${decimalsOf(currency)} decimals`;
  const message = `${asked.amount} is no amount in ${currency} ${limit}`;
  const remedy = 'send such an amount as a decimal string';
  found.push({
    code: 'AMOUNT_NOT_POSITIVE',
    path: 'amount',
    value: asked.amount,
    limit,
    actual: asked.amount,
    message,
    remedy,
  });
  return found;
}
