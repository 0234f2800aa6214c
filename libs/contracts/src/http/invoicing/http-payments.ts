import { z } from 'zod';
import { payment, paymentReturned, paymentState } from '../../invoices.ts';
import { identifier, instant, recordedIdentifier, signedAmount } from '../../text/primitives.ts';
import { json, type Route } from '../http-route.ts';

/** Payments of invoices: they are kept beside the document, which never changes (I14). */

/** Body of `POST /api/invoices/N/payments`. */
export const paymentRequest = payment.omit({ invoiceNumber: true, paymentId: true, currency: true }).extend({
  paymentId: identifier
    .optional()
    .describe('As the bank or the ERP calls it, so that it counts once; without it one is made.'),
  amount: payment.shape.amount.describe('What came, above 0.'),
  reference: payment.shape.reference.describe('What the bank statement says.'),
  currency: payment.shape.currency.optional().describe('Without it, that of the invoice.'),
});

/** Where an invoice stands. */
export const standingOfInvoice = z.object({
  state: paymentState.describe('`paid` and `credited`: nothing is left.'),
  paid: signedAmount.describe('All payments together, without those that were taken back.'),
  credited: signedAmount.describe('What credit notes took back of it, with tax.'),
  open: signedAmount.describe('What is left to pay; negative where more came.'),
  overdue: z.boolean().describe('Something is left, and `dueOn` is over.'),
});

/** Body of `POST /api/invoices/N/payments/ID/return`. */
export const returnRequest = z.object({
  returnedOn: paymentReturned.shape.returnedOn.describe('The day on which the bank took it back.'),
  reason: paymentReturned.shape.reason.describe('What the bank says: a code, or words.'),
});

/** A payment as it was recorded. */
export const recordedPayment = payment.extend({
  invoiceNumber: z.string().describe('The invoice that it is for.'),
  paymentId: recordedIdentifier,
  accountId: recordedIdentifier.describe('Account that was billed.'),
  amount: payment.shape.amount.describe('What came.'),
  reference: payment.shape.reference.describe('What the bank statement says.'),
  recordedAt: instant.describe('When it was recorded.'),
  recordedBy: z.string(),
  returned: returnRequest
    .extend({ recordedAt: instant.describe('When that was recorded.'), recordedBy: z.string() })
    .optional()
    .describe('The bank took it back: it counts for nothing.'),
});

const withStanding = recordedPayment.extend({ payment: standingOfInvoice });

/** Schemas of these routes that are worth a name. */
export const paymentSchemas = {
  PaymentRequest: paymentRequest,
  PaymentReturnRequest: returnRequest,
  PaymentStanding: standingOfInvoice,
  Payment: recordedPayment,
};

export const paymentRoutes: readonly Route[] = [
  {
    id: 'recordPayment',
    method: 'POST',
    path: '/api/invoices/{number}/payments',
    service: 'invoicing',
    summary: 'Record a payment of an invoice',
    description:
      'For operators; systems send `payment.received.v1` on topic `payments`. The same `paymentId` with the same facts is recorded once. ' +
      'More than is left is taken: the invoice is `overpaid` then.',
    parameters: { number: 'As it was issued.' },
    body: { 'application/json': paymentRequest },
    idempotent: true,
    answers: [json(201, 'The payment, and where its invoice stands.', withStanding)],
    problems: {
      403: 'You are no operator.',
      404: 'There is no such invoice.',
      409: 'Another payment has this `paymentId`: `PAYMENT_CONFLICT`.',
      422: 'It is in another currency or not above 0, or the document is a credit note.',
    },
  },
  {
    id: 'returnPayment',
    method: 'POST',
    path: '/api/invoices/{number}/payments/{paymentId}/return',
    service: 'invoicing',
    summary: 'Record that the bank took a payment back',
    description:
      'For operators; systems send `payment.returned.v1` on topic `payments`. The payment counts for nothing from then on, whole: its invoice stands as if it had ' +
      'never come. The same again changes nothing. What comes after all is a payment of its own.',
    parameters: { number: 'As it was issued.', paymentId: 'As it was recorded.' },
    body: { 'application/json': returnRequest },
    idempotent: true,
    answers: [json(201, 'The payment, and where its invoice stands without it.', withStanding)],
    problems: {
      403: 'You are no operator.',
      404: 'There is no such invoice, or no such payment of it.',
      409: 'It was taken back on another day or for another reason: `PAYMENT_CONFLICT`.',
      422: 'It came after that day: `RETURNED_TOO_EARLY`.',
    },
  },
];
