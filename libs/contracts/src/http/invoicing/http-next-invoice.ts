import { z } from 'zod';
import { currency, month, signedAmount } from '../../text/primitives.ts';
import { json, page, paging, type Route } from '../http-route.ts';
import { invoiceChange } from '../ledger/http-transfers.ts';
import { openInvoice } from './invoice-shapes.ts';

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

const ofMany = openInvoice.omit({
  lines: true,
  lineCount: true,
  nextCursor: true,
  taxes: true,
  missing: true,
  accountedTax: true,
  document: true,
});

/** Schemas of these routes that are worth a name. */
export const nextInvoiceSchemas = {
  NextInvoicePreviewRequest: invoicePreviewRequest,
  NextInvoicePreview: preview,
  NextInvoiceTotals: ofMany,
};

export const nextInvoiceRoutes: readonly Route[] = [
  {
    id: 'listNextInvoices',
    method: 'GET',
    path: '/api/next-invoices',
    service: 'invoicing',
    summary: 'What the monthly run would issue at this moment, of many accounts',
    description:
      "Totals alone, each in the account's own currency or its first one; by account id. `closing` of each says what the run would do with it: a dry run of the month, drafts included.",
    query: {
      accounts: {
        schema: z.string(),
        description:
          'Only of these: up to 500 ids with commas between, where a comma or a percent sign in an id is percent-encoded. What you cannot see is left out.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of next invoices.', page(ofMany))],
  },
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
