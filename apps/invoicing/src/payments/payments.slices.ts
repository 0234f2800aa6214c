import { z } from 'zod';
import {
  type PaymentReceived,
  type PaymentReturned,
  payment,
  paymentReceived,
  paymentReturned,
} from '#contracts/invoices.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import { recordPayment } from '#domain/invoices/payments/record-payment.ts';
import { returnPayment } from '#domain/invoices/payments/return-payment.ts';
import type { Violation } from '#domain/values/violation.ts';
import { type Slice, UnacceptableMessage } from '#runtime/slices/slice.ts';
import type { InvoicingNeeds, PaymentKey } from '../invoicing.needs.ts';

type PaymentSlice<Data = PaymentReceived> = Slice<Data, InvoicingNeeds, InvoicingBooks, InvoicingEvent>;

/** An invoice is locked with its payments: where it stands is added up from them. */
export function invoiceStream(number: string): string {
  return `invoice/${number}`;
}

const of: Pick<PaymentSlice<PaymentKey>, 'streams' | 'needs'> = {
  streams: ({ paymentId, invoiceNumber }) => [`payment/${paymentId}`, invoiceStream(invoiceNumber)],
  needs: ({ paymentId, invoiceNumber }) => ({ payments: [{ paymentId, invoiceNumber }] }),
};

/** I14: a system tells of a payment. Nobody waits for an answer: what cannot be is a dead letter that says why. */
export const paymentSlice: PaymentSlice = {
  ...of,
  type: 'payment.received.v1',
  schema: paymentReceived,
  decide: (books, { data, source, person }, now) => acceptable(recordPayment(books, data, person ?? source, now)),
};

/** I14: a system tells that the bank took a payment back; likewise. */
export const returnSlice: PaymentSlice<PaymentReturned> = {
  ...of,
  type: 'payment.returned.v1',
  schema: paymentReturned,
  decide: (books, { data, source, person }, now) => acceptable(returnPayment(books, data, person ?? source, now)),
};

/** Why a payment, or its return, was refused. */
export function refusedIn(events: readonly InvoicingEvent[]): Violation[] {
  return events.flatMap((event) => (event.type === 'PaymentRefused' ? event.violations : []));
}

/** @throws UnacceptableMessage for what was refused */
function acceptable(events: InvoicingEvent[]): InvoicingEvent[] {
  const refused = refusedIn(events);
  if (refused.length === 0) return events;
  const reasons = refused.map(({ code, path, message, remedy }) => `${code}: ${path}: ${message}; ${remedy}`);
  throw new UnacceptableMessage(reasons.join('; '));
}

/** I14: an operator records one; never on a topic. */
export const paymentEntered: PaymentSlice = {
  ...of,
  type: 'seatwright.record-payment',
  schema: z.object(payment.shape),
  decide: (books, { data, person = '' }, now) => recordPayment(books, data, person, now),
};

/** I14: an operator takes one back; never on a topic. */
export const returnEntered: PaymentSlice<PaymentReturned> = {
  ...of,
  type: 'seatwright.return-payment',
  schema: z.object(paymentReturned.shape),
  decide: (books, { data, person = '' }, now) => returnPayment(books, data, person, now),
};
