import { z } from 'zod';
import { currency, month, signedAmount } from '../../text/primitives.ts';
import { json, type Route } from '../http-route.ts';
import { invoiceChange } from '../ledger/http-transfers.ts';

/** What a plan would make of the next invoice of an account. */

/** Body of `POST /api/accounts/ID/next-invoice/preview`. */
export const invoicePreviewRequest = z.object({
  nextInvoice: z
    .array(invoiceChange)
    .max(1000)
    .describe('As the preview of a request answers it; what is of other accounts is left out.'),
});

const totals = z.object({
  state: z.enum(['open', 'held', 'nothing-to-pay']).describe('As the invoice would stand.'),
  net: signedAmount.describe('Without tax.'),
  tax: signedAmount.nullable().describe('Null while the invoice is held: an unknown tax is none of 0.'),
  total: signedAmount.nullable().describe('With tax; null while it is held.'),
});

const preview = z.object({
  accountId: z.string().describe('The billed account.'),
  period: month.describe('Month of the invoice.'),
  invoices: z
    .array(
      z.object({
        currency: currency.describe('Of its amounts.'),
        before: totals.describe('As it is now.'),
        after: totals.describe('As it would be.'),
      }),
    )
    .describe('One for each currency, in the order of their codes.'),
});

/** Schemas of these routes that are worth a name. */
export const nextInvoiceSchemas = { NextInvoicePreviewRequest: invoicePreviewRequest, NextInvoicePreview: preview };

export const nextInvoiceRoutes: readonly Route[] = [
  {
    id: 'previewNextInvoice',
    method: 'POST',
    path: '/api/accounts/{accountId}/next-invoice/preview',
    service: 'invoicing',
    summary: 'What the next invoice would come to with the changes of a plan',
    description: 'Changes nothing. The changes are taxed as supplied now.',
    parameters: { accountId: 'The billed account.' },
    body: { 'application/json': invoicePreviewRequest },
    answers: [json(200, 'Totals before and after, with tax.', preview)],
    problems: { 404: 'There is no such account that you can see.', 422: 'The body holds no such changes.' },
  },
];
