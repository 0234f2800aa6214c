import { z } from 'zod';
import { orderFacts } from '../../text/order-facts.ts';
import {
  currency,
  date,
  derivedIdentifier,
  identifier,
  instant,
  lineOfText,
  month,
  signedAmount,
  violation,
} from '../../text/primitives.ts';
import { recordedPayment, standingOfInvoice } from './http-payments.ts';
import { invoiceReview } from './http-review.ts';

/** Invoices as HTTP tells them: the next one, those that are held, and those that were issued. */

const rate = z.string();

const missing = z
  .array(violation)
  .describe(
    'What the account lacks: `TAX_RATE_UNKNOWN`, `COUNTRY_UNKNOWN`, `ADDRESS_UNKNOWN`; `EXCHANGE_RATE_UNKNOWN`; what its `invoiceFormat` takes beside them: ' +
      '`ELECTRONIC_ADDRESS_UNKNOWN`, `ELECTRONIC_ADDRESS_WRONG`, `BUYER_REFERENCE_UNKNOWN`, `POSTAL_ADDRESS_UNKNOWN`, `SELLER_INCOMPLETE`.',
  );

/** Why something is credited. */
export const creditReason = z.enum([
  'cancelled',
  'duplicate',
  'goodwill',
  'price-error',
  'quantity-error',
  'wrong-recipient',
  'other',
]);

/** A line as it is printed, with its cause. */
export const invoiceLine = z.object({
  kind: z.enum(['recurring', 'order', 'adjustment']),
  sku: identifier,
  name: lineOfText,
  month,
  site: z
    .object({ accountId: identifier, name: z.string() })
    .optional()
    .describe('Of a line of another account, which stands on this invoice: whose licenses it bills.'),
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
        .enum(['S', 'Z', 'E', 'AE', 'G', 'O'])
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
  accountedTax: z
    .object({
      currency: currency.describe('Of the seller (BT-6).'),
      tax: signedAmount.describe('In that currency (BT-111).'),
      rate: z.string().describe('One `from` is so many `to`.'),
      from: currency,
      to: currency,
      on: date.describe('Day of the rate.'),
    })
    .optional()
    .describe('The tax in the currency that the seller accounts for it in, where the document is in another.'),
};

/** The invoice that is open, as it would be issued now. */
export const openInvoice = z.object({
  state: z
    .enum(['open', 'held', 'nothing-to-pay'])
    .describe(
      'Held: it lacks something and is not issued until that is told. Nothing to pay: it is not issued, unless the account wants ' +
        'such documents (`zeroInvoices`).',
    ),
  document: z
    .enum(['invoice', 'credit-note'])
    .optional()
    .describe('What it is issued as, by the sign of its total; absent while it is held, and where nothing is issued.'),
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
  purchaseOrder: lineOfText
    .optional()
    .describe('The only purchase order that it is about, of an account that gets an invoice for each.'),
  purchaseOrders: z
    .array(z.string())
    .optional()
    .describe(
      'Of such an account: those of all its invoices in this currency; an empty one is of lines that name none.',
    ),
  billedWith: identifier
    .optional()
    .describe("The account whose invoice bears it: this is the account's part of that, and none of its own is issued."),
  missing: missing.optional(),
  review: invoiceReview.optional().describe('It is a draft: its month is over, and it waits for its issue.'),
  closing: z
    .object({
      outcome: z
        .enum(['issued', 'released', 'drafted', 'waiting', 'held', 'nothing-to-pay'])
        .describe(
          '`issued`; `released`: the draft that it is, whose days are over, is issued by itself; `drafted`: it becomes a draft; `waiting`: it stays one; ' +
            '`held`: it lacks something, or somebody holds its draft; `nothing-to-pay`: nothing is issued.',
        ),
      at: instant.describe('When the run looks at it first.'),
      reviewUntil: instant.optional().describe('Of a draft: it is issued by itself from then on.'),
    })
    .optional()
    .describe('What the monthly run would do with it, by what stands there now; absent where nothing is open.'),
});

/** What was to be issued and lacks something. */
export const held = z.object({
  state: z.literal('held'),
  accountId: identifier,
  accountName: z.string(),
  period: month,
  currency,
  net: signedAmount.describe('Without tax, which is not known.'),
  missing,
});

/** An issued document without its lines. */
export const issuedHead = z.object({
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
  payment: standingOfInvoice.optional().describe('Of an invoice: where it stands today.'),
  documents: z.object({ pdf: z.string(), xml: z.string() }),
  accountId: identifier,
  period: month,
  currency,
  purchaseOrder: lineOfText
    .optional()
    .describe('The only purchase order that it is about, of an account that gets an invoice for each.'),
  ...totals,
});

/** An issued document whole. It never changes; what was paid of it is told beside it. */
export const issuedWhole = issuedHead.extend({
  lines: z.array(invoiceLine),
  payments: z.array(recordedPayment).optional().describe('In the order in which they were recorded.'),
});
