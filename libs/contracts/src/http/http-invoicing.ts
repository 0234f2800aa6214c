import { z } from 'zod';
import { orderFacts } from '../text/order-facts.ts';
import {
  currency,
  date,
  derivedIdentifier,
  identifier,
  instant,
  lineOfText,
  month,
  price,
  quantity,
  signedAmount,
  violation,
} from '../text/primitives.ts';
import { file, json, page, paging, type Route } from './http-route.ts';

/** Invoices over HTTP: the next one as it stands, and those that were issued. */

const rate = z.string();

const missing = z
  .array(violation)
  .describe(
    'What the account lacks: `TAX_RATE_UNKNOWN`, `COUNTRY_UNKNOWN`, `ADDRESS_UNKNOWN`; what its `invoiceFormat` takes beside them: ' +
      '`ELECTRONIC_ADDRESS_UNKNOWN`, `ELECTRONIC_ADDRESS_WRONG`, `BUYER_REFERENCE_UNKNOWN`, `POSTAL_ADDRESS_UNKNOWN`, `SELLER_INCOMPLETE`.',
  );

const creditReason = z.enum([
  'cancelled',
  'duplicate',
  'goodwill',
  'price-error',
  'quantity-error',
  'wrong-recipient',
  'other',
]);

const invoiceLine = z.object({
  kind: z.enum(['recurring', 'order', 'adjustment']),
  sku: identifier,
  name: lineOfText,
  month,
  quantity: z.int(),
  unitPrice: signedAmount,
  share: z.object({ days: z.int(), of: z.int() }).optional(),
  amount: signedAmount,
  taxRate: rate,
  term: z
    .object({ from: date, through: date.optional() })
    .optional()
    .describe('Of what is billed once: the days that it is for; no last day where it does not end.'),
  adjustmentId: derivedIdentifier.optional(),
  cause: z
    .looseObject({
      type: z.string(),
      id: derivedIdentifier,
      at: instant,
      initiatedBy: z.string(),
      counterparty: identifier.optional(),
      reference: z.string().optional(),
      revision: z.int().optional(),
      ...orderFacts,
      settlement: z.string().optional(),
      heldBy: identifier.optional(),
    })
    .optional(),
  lots: z.array(z.object({ lotId: derivedIdentifier, quantity: z.int(), adjustmentId: derivedIdentifier })).optional(),
  lotCount: z.int().optional(),
  credits: z.int().optional(),
});

const totals = {
  net: signedAmount,
  taxes: z.array(
    z.object({
      rate,
      category: z
        .enum(['S', 'Z', 'E', 'AE', 'G'])
        .optional()
        .describe('As EN 16931 has it; AE is reverse charge, G export.'),
      reasonCode: z.string().optional().describe('Why nothing is taxed, as VATEX has it.'),
      reason: z.string().optional().describe('Why nothing is taxed.'),
      net: signedAmount,
      tax: signedAmount,
    }),
  ),
  tax: signedAmount,
  total: signedAmount,
};

const nextInvoice = z.object({
  state: z
    .enum(['open', 'held', 'nothing-to-pay'])
    .describe(
      'Held: it lacks something and is not issued until that is told. Nothing to pay: it is not issued, unless the account wants ' +
        'such documents (`zeroInvoices`).',
    ),
  accountId: identifier,
  period: month,
  currency: currency.nullable(),
  currencies: z.array(currency),
  lines: z.array(invoiceLine.extend({ taxRate: rate.optional().describe('Absent where none is known.') })),
  lineCount: z.int().describe('Of the whole invoice, as are its totals.'),
  nextCursor: z.string().nullable().describe('Send it as `cursor` for the lines after these; null after the last.'),
  ...totals,
  tax: signedAmount.nullable().describe('Null while it is held: an unknown tax is none of 0.'),
  total: signedAmount.nullable().describe('Null while it is held.'),
  missing: missing.optional(),
});

const held = z.object({
  state: z.literal('held'),
  accountId: identifier,
  accountName: z.string(),
  period: month,
  currency,
  net: signedAmount.describe('Without tax, which is not known.'),
  missing,
});

const issuedHead = z.object({
  number: z.string(),
  document: z.enum(['invoice', 'credit-note']),
  accountName: z.string(),
  issuedAt: instant,
  issuedOn: date,
  dueOn: date.optional(),
  invoiceNumber: z.string().optional(),
  reason: z.string().optional(),
  corrects: z
    .array(z.string())
    .optional()
    .describe('Of a month that became a credit note: what it takes back lines of.'),
  reasonCode: creditReason.optional(),
  rebilled: z.boolean().optional(),
  legalWay: z
    .enum(['ksef', 'sdi', 'e-factura', 'peppol', 'approved-platform'])
    .optional()
    .describe(
      'Where the law wants the invoice to go another way than by mail: which one. The document is a copy then.',
    ),
  documents: z.object({ pdf: z.string(), xml: z.string() }),
  accountId: identifier,
  period: month,
  currency,
  ...totals,
});

const issued = issuedHead.extend({ lines: z.array(invoiceLine) });

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

/** Schemas of these routes that are worth a name. */
export const invoicingSchemas = {
  NextInvoice: nextInvoice,
  IssuedInvoice: issued,
  IssuedInvoiceHead: issuedHead,
  HeldInvoice: held,
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
      cursor: { schema: z.string(), description: '`nextCursor` of the lines before; without it they begin anew.' },
      limit: { schema: z.int().min(1).max(5000).default(5000), description: 'How many lines an answer has at most.' },
    },
    answers: [json(200, 'The invoice as it stands.', nextInvoice)],
    problems: {
      404: 'There is no such account that you can see, or nothing is to be billed in that currency.',
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
      'address: by account, with what is missing. It is issued as soon as that is told.',
    query: {
      accountId: { schema: identifier, description: 'Those of one account alone.' },
      period: { schema: month, description: 'Those of one month alone.' },
      orderNumber: {
        schema: identifier,
        description: 'Of those issued: what first bills lines of this order, and credit notes of it.',
      },
      state: { schema: z.enum(['issued', 'held']).default('issued'), description: 'Which of the two.' },
      ...paging,
    },
    answers: [json(200, 'A page of invoices.', page(z.union([issuedHead, held])))],
  },
  {
    id: 'showInvoice',
    method: 'GET',
    path: '/api/invoices/{number}',
    service: 'invoicing',
    summary: 'One issued invoice or credit note, with its lines',
    parameters: { number: 'As it was issued.' },
    answers: [json(200, 'The document; it never changes.', issued)],
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
    answers: [json(201, 'The credit note.', issued)],
    problems: {
      403: 'You are no operator.',
      404: 'There is no such invoice.',
      422: 'There is not as much left to credit, or it is a credit note itself.',
    },
  },
];
