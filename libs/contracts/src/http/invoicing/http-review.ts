import { z } from 'zod';
import { currency, identifier, instant, lineOfText, month, signedAmount } from '../../text/primitives.ts';
import { json, type Route } from '../http-route.ts';

/** The review of invoices between the end of their month and their issue (I15). */

/** Body of `POST /api/accounts/ID/next-invoice/hold`. */
export const holdRequest = z.object({ reason: lineOfText.describe('Why it is not to be issued.') });

/** A draft that waits for its issue. */
export const invoiceReview = z.object({
  period: month.describe('Month of the invoice.'),
  since: instant.describe('When its review began.'),
  until: instant.describe('It is issued by itself from then on, unless it is held.'),
  hold: z
    .object({
      reason: z.string().describe('Why it is not to be issued.'),
      by: z.string().describe('Who said so.'),
      at: instant.describe('When.'),
    })
    .optional()
    .describe('Somebody holds it.'),
});

/** A draft in the list of invoices. */
export const draftInvoice = z.object({
  state: z.literal('draft'),
  accountId: identifier,
  accountName: z.string(),
  period: month,
  currency,
  net: signedAmount.describe('As it would be issued now.'),
  review: invoiceReview,
});

const reviewed = z.object({
  accountId: z.string().describe('The billed account.'),
  issued: z.array(z.string()).describe('Numbers of what was issued.'),
  review: invoiceReview.optional().describe('Of a draft that still waits.'),
});

/** Schemas of these routes that are worth a name. */
export const reviewSchemas = {
  HoldRequest: holdRequest,
  InvoiceReview: invoiceReview,
  DraftInvoice: draftInvoice,
  ReviewedInvoice: reviewed,
};

const common = { method: 'POST', service: 'invoicing', idempotent: true } as const;
const parameters = { accountId: 'The billed account.' };
const problems = { 403: 'You are no operator.', 404: 'There is no such account.' };
const inReview = 'Its next invoice is no draft';

export const reviewRoutes: readonly Route[] = [
  {
    ...common,
    id: 'approveInvoice',
    path: '/api/accounts/{accountId}/next-invoice/approve',
    summary: 'Approve the draft of an account, which issues it',
    description: 'For operators. What is issued is the draft as it stands now, also where somebody held it.',
    parameters,
    answers: [json(201, 'What was issued.', reviewed)],
    problems: { ...problems, 422: `${inReview}, or lacks something.` },
  },
  {
    ...common,
    id: 'holdInvoice',
    path: '/api/accounts/{accountId}/next-invoice/hold',
    summary: 'Hold the draft of an account, so that it is not issued by itself',
    description: 'For operators.',
    parameters,
    body: { 'application/json': holdRequest },
    answers: [json(201, 'The draft, which is held.', reviewed)],
    problems: { ...problems, 422: `${inReview}.` },
  },
  {
    ...common,
    id: 'releaseInvoice',
    path: '/api/accounts/{accountId}/next-invoice/release',
    summary: 'Take back that the draft of an account is held',
    description: 'For operators. It is issued by itself when its days are over, which may be at once.',
    parameters,
    answers: [json(201, 'The draft, which waits for its day.', reviewed)],
    problems: { ...problems, 422: `${inReview}, or is not held.` },
  },
];
