import { z } from 'zod';
import { currency, identifier, lineOfText, month, price, quantity, violation } from '../../text/primitives.ts';
import { file, json, page, paging, type Route } from '../http-route.ts';
import { draftInvoice } from './http-review.ts';
import { creditReason, held, invoiceLine, issuedHead, issuedWhole, openInvoice } from './invoice-shapes.ts';

/** Invoices over HTTP: the next one as it stands, and those that were issued. */

/** What of an invoice is credited: lines, a net amount, or without either all of it; the reason is printed (I12). */
export const creditRequest = z
  .object({
    reason: lineOfText,
    reasonCode: creditReason.optional(),
    lines: z
      .array(
        z
          .object({ line: z.int().min(1), quantity: quantity.optional(), amount: price.optional() })
          .refine(({ quantity: count, amount }) => count === undefined || amount === undefined, {
            path: ['amount'],
            message: 'stands beside quantity: a line is credited by one of them',
            params: { code: 'CREDITED_TWICE', remedy: 'leave out quantity or amount' },
          }),
      )
      .min(1)
      .max(1000)
      .optional(),
    amount: price.optional(),
    rebill: z.boolean().optional(),
  })
  .refine(({ lines, amount }) => lines === undefined || amount === undefined, {
    path: ['amount'],
    message: 'stands beside lines: an invoice is credited by one of them',
    params: { code: 'CREDITED_TWICE', remedy: 'leave out lines or amount' },
  });

/** What a credit note would say, or what stands in its way. */
const creditPreview = z.object({
  violations: z.array(violation).describe('What stands in the way; empty: nothing.'),
  creditNote: issuedHead
    .pick({ net: true, taxes: true, tax: true, total: true, currency: true, rebilled: true })
    .optional()
    .describe('Its totals, which are negative.'),
});

/** Schemas of these routes that are worth a name. */
export const invoicingSchemas = {
  NextInvoice: openInvoice,
  IssuedInvoice: issuedWhole,
  IssuedInvoiceHead: issuedHead,
  HeldInvoice: held,
  CreditPreview: creditPreview,
  InvoiceLine: invoiceLine,
  CreditRequest: creditRequest,
};

export const invoicingRoutes: readonly Route[] = [
  {
    id: 'showNextInvoice',
    method: 'GET',
    path: '/api/accounts/{accountId}/next-invoice',
    service: 'invoicing',
    summary: 'What the monthly run would issue at this moment',
    parameters: { accountId: 'The billed account.' },
    query: {
      currency: { schema: currency, description: "The invoice in this currency; without it, the account's own." },
      purchaseOrder: {
        schema: z.string().max(256),
        description:
          'Of an account that gets an invoice for each purchase order: which one; empty for the lines that name none. Without it, the first.',
      },
      cursor: { schema: z.string(), description: '`nextCursor` of the lines before; without it they begin anew.' },
      limit: { schema: z.int().min(1).max(5000).default(5000), description: 'How many lines an answer has at most.' },
    },
    answers: [json(200, 'The invoice as it stands.', openInvoice)],
    problems: {
      404: 'There is no such account that you can see, or nothing is to be billed in that currency or for that purchase order.',
      409: 'The invoice is another one than when the lines before were read: begin anew.',
    },
  },
  {
    id: 'listInvoices',
    method: 'GET',
    path: '/api/invoices',
    service: 'invoicing',
    summary: 'Issued invoices and credit notes of your accounts, or those that are held',
    description:
      'Newest first, without their lines. With `state=held`, what was to be issued and lacks a tax rate, a country or an ' +
      'address: by account, with what is missing. It is issued as soon as that is told. With `state=draft`, what waits for its review, by account.',
    query: {
      accountId: { schema: identifier, description: 'Those of one account alone.' },
      period: { schema: month, description: 'Those of one month alone.' },
      orderNumber: {
        schema: identifier,
        description: 'Of those issued: what first bills lines of this order, and credit notes of it.',
      },
      state: { schema: z.enum(['issued', 'held', 'draft']).default('issued'), description: 'Which of the three.' },
      payment: {
        schema: z.enum(['open', 'overdue', 'paid']),
        description:
          'Of those issued: invoices with something left to pay, with something left after its day, or paid.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of invoices.', page(z.union([issuedHead, held, draftInvoice])))],
  },
  {
    id: 'showInvoice',
    method: 'GET',
    path: '/api/invoices/{number}',
    service: 'invoicing',
    summary: 'One issued invoice or credit note, with its lines',
    parameters: { number: 'As it was issued.' },
    answers: [json(200, 'The document, which never changes, and its payments.', issuedWhole)],
    problems: { 404: 'There is no such invoice that you can see.' },
  },
  {
    id: 'downloadInvoicePdf',
    method: 'GET',
    path: '/api/invoices/{number}.pdf',
    service: 'invoicing',
    summary: 'The document that was mailed',
    parameters: { number: 'As it was issued.' },
    answers: [file('application/pdf', 'The same bytes whenever it is asked for.')],
    problems: { 404: 'There is no such invoice that you can see.' },
  },
  {
    id: 'downloadInvoiceXml',
    method: 'GET',
    path: '/api/invoices/{number}.xml',
    service: 'invoicing',
    summary: 'The document as UBL 2.1 that follows EN 16931',
    parameters: { number: 'As it was issued.' },
    answers: [file('application/xml', 'The same bytes whenever it is asked for.')],
    problems: { 404: 'There is no such invoice that you can see.' },
  },
  {
    id: 'creditInvoice',
    method: 'POST',
    path: '/api/invoices/{number}/credit',
    service: 'invoicing',
    summary: 'Credit an issued invoice, or a part of it',
    description:
      'For operators. The invoice stays as it is. Without `lines` and `amount` all of it is credited. `rebill` says whether that comes on ' +
      'the next invoice again; without it, the whole of an invoice does, a part does not.',
    parameters: { number: 'As it was issued.' },
    body: { 'application/json': creditRequest },
    idempotent: true,
    answers: [json(201, 'The credit note.', issuedWhole)],
    problems: {
      403: 'You are no operator.',
      404: 'There is no such invoice.',
      422: 'There is not as much left to credit, or it is a credit note itself.',
    },
  },
  {
    id: 'previewCreditInvoice',
    method: 'POST',
    path: '/api/invoices/{number}/credit/preview',
    service: 'invoicing',
    summary: 'What a credit note would say',
    description: 'For operators. Changes nothing.',
    parameters: { number: 'As it was issued.' },
    body: { 'application/json': creditRequest },
    answers: [json(200, 'Its totals, or what stands in its way.', creditPreview)],
    problems: { 403: 'You are no operator.', 404: 'There is no such invoice.', 422: 'The body cannot be read.' },
  },
];
