import { z } from 'zod';
import { type PaymentReceived, payment, paymentReceived } from '#contracts/invoices.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import { recordPayment } from '#domain/invoices/payments/record-payment.ts';
import { type Slice, UnacceptableMessage } from '#runtime/slices/slice.ts';
import type { InvoicingNeeds } from '../invoicing.needs.ts';

type PaymentSlice = Slice<PaymentReceived, InvoicingNeeds, InvoicingBooks, InvoicingEvent>;

/** An invoice is locked with its payments: where it stands is added up from them. */
export function invoiceStream(number: string): string {
  return `invoice/${number}`;
}

const of: Pick<PaymentSlice, 'streams' | 'needs'> = {
  streams: ({ paymentId, invoiceNumber }) => [`payment/${paymentId}`, invoiceStream(invoiceNumber)],
  needs: ({ paymentId, invoiceNumber }) => ({ payments: [{ paymentId, invoiceNumber }] }),
};

/** I14: a system tells of a payment. Nobody waits for an answer: what cannot be is a dead letter that says why. */
export const paymentSlice: PaymentSlice = {
  ...of,
  type: 'payment.received.v1',
  schema: paymentReceived,
  decide(books, { data, source, person }, now) {
    const events = recordPayment(books, data, person ?? source, now);
    const refused = events.flatMap((event) => (event.type === 'PaymentRefused' ? event.violations : []));
    if (refused.length === 0) return events;
    const reasons = refused.map(({ code, path, message, remedy }) => `${code}: ${path}: ${message}; ${remedy}`);
    throw new UnacceptableMessage(reasons.join('; '));
  },
};

/** I14: an operator records one; never on a topic. */
export const paymentEntered: PaymentSlice = {
  ...of,
  type: 'seatwright.record-payment',
  schema: z.object(payment.shape),
  decide: (books, { data, person = '' }, now) => recordPayment(books, data, person, now),
};
