import { z } from 'zod';
import { orderFacts } from './text/order-facts.ts';
import {
  currency,
  date,
  derivedIdentifier,
  identifier,
  instant,
  lineOfText,
  month,
  price,
  recordedEmail,
  recordedIdentifier,
  signedAmount,
  violation,
} from './text/primitives.ts';

/** Topic `invoices`, out: what billing systems consume. Key: billing account. */

/** `invoice.adjusted.v1`: one signed change of the invoice of a month, with its cause (I1). */
export const invoiceAdjusted = z.object({
  adjustmentId: derivedIdentifier,
  accountId: recordedIdentifier,
  /** The month of the invoice that it lands on. */
  period: month,
  sku: recordedIdentifier,
  /** Name of the product. */
  name: lineOfText.optional(),
  /** Signed: what the account gained or lost. */
  quantity: z.int(),
  /** Where only days of it are charged, the share of it, with up to nine decimals. */
  unitPrice: price,
  /** Signed: quantity × unitPrice, rounded to the currency's decimals. */
  amount: signedAmount,
  currency,
  cause: z.object({
    type: z.string(),
    id: derivedIdentifier,
    at: instant,
    initiatedBy: z.string(),
    counterparty: recordedIdentifier.optional(),
    /** Order number and line, or the invoice that was credited. */
    reference: z.string().optional(),
    /** Of what leaves a payer: the revision of the order that named another one (O10). */
    revision: z.int().optional(),
    ...orderFacts,
  }),
  /** Who pays: the payer on record of what is billed once (I7), or the account whose invoices bear what this one owes when it is told. */
  payerAccountId: recordedIdentifier.optional(),
  /** Of a change of who holds licenses: which money moved with them; an amount of 0 where none did (I7). */
  settlement: z.enum(['monthly', 'paid-once', 'remaining-term', 'reseller-stock', 'prepaid']).optional(),
  // What a system needs that adds events up to invoices: an adjustment counts with its amount on its period, and where it
  // recurs with quantity × monthlyPrice on every later one whose first day is the lot's end or before; with proration by
  // day, on the month of that end with quantity × lastMonthPrice, all of one product, price and end rounded together.
  kind: z.enum(['order', 'adjustment']).optional(),
  /** The month that it is for. */
  month: month.optional(),
  lotId: derivedIdentifier.optional(),
  recurs: z.boolean().optional(),
  monthlyPrice: price.optional(),
  lastMonthPrice: price.optional(),
  endsOn: date.optional(),
  /** What it will be taxed at, as far as that is known: by the day of its supply (I9). */
  taxRate: z.string().optional(),
});

/**
 * `invoice.held.v1`: the month of an account was to be issued and lacks something; nothing is issued until that is told (I8).
 * Once for a month, and again when something else is missing.
 */
export const invoiceHeld = z.object({
  accountId: recordedIdentifier,
  period: month,
  /** What would be issued, by currency, without tax. */
  amounts: z.array(z.object({ currency, net: signedAmount })).min(1),
  missing: z.array(violation).min(1),
});

/** `invoice.drafted.v1`: a month is over, and its invoice waits for its review (I15). Nothing is final: it is computed anew until it is issued. */
export const invoiceDrafted = z.object({
  accountId: recordedIdentifier,
  period: month,
  /** What would be issued now, by currency. */
  amounts: z.array(z.object({ currency, net: signedAmount })).min(1),
  /** It is issued by itself from then on, unless it is held. */
  reviewUntil: instant,
});

/** As EN 16931 has it: standard, zero rated, exempt, reverse charge, export. */
const taxCategory = z.enum(['S', 'Z', 'E', 'AE', 'G', 'O']);

/** The tax of a document in the currency that its seller accounts for it in (BT-6, BT-111), where the document is in another (I9). */
const taxInOwnCurrency = z.object({
  currency,
  tax: signedAmount,
  /** One `from` is so many `to`. */
  rate: z.string(),
  from: currency,
  to: currency,
  /** Day of the rate. */
  on: date,
});

const issued = z.object({
  number: z.string(),
  accountId: recordedIdentifier,
  period: month,
  currency,
  /** The only purchase order that it is about, of an account that gets an invoice for each. */
  purchaseOrder: lineOfText.optional(),
  /** The accounts whose lines are on it, its own included, where another's are: each with what its lines come to. */
  sites: z.array(z.object({ accountId: recordedIdentifier, net: signedAmount })).optional(),
  issuedOn: date,
  taxes: z.array(
    z.object({
      rate: z.string(),
      category: taxCategory.optional(),
      reasonCode: z.string().optional(),
      reason: z.string().optional(),
      net: signedAmount,
      tax: signedAmount,
    }),
  ),
  net: signedAmount,
  tax: signedAmount,
  total: signedAmount,
  accountedTax: taxInOwnCurrency.optional(),
  /** Whose lines it bills for the first time: from then on their payer stays (O10). */
  orders: z.array(z.object({ orderNumber: recordedIdentifier, lines: z.array(z.int()).min(1) })).optional(),
  documents: z.object({ pdf: z.string(), xml: z.string() }),
});

/** `invoice.issued.v1`: final and numbered (I3). */
export const invoiceIssued = issued.extend({ dueOn: date });

/** `credit-note.issued.v1`: amounts are negative. */
export const creditNoteIssued = issued.extend({
  /** The invoice that it takes back; without one it is what came back within a month. */
  invoiceNumber: z.string().optional(),
  reason: z.string().optional(),
  reasonCode: z.string().optional(),
  /** Whether what it takes back comes on the next invoice again (I12). */
  rebilled: z.boolean().optional(),
  /** Without `invoiceNumber`: the invoices whose lines it takes back. */
  corrects: z.array(z.string()).optional(),
});

/** What a payment is; over HTTP its invoice is in the address. */
export const payment = z.object({
  /** As the sender calls it; the same never counts twice. */
  paymentId: identifier,
  invoiceNumber: identifier,
  /** Decimal string above 0, in the currency of the invoice. */
  amount: price,
  currency,
  receivedOn: date,
  reference: lineOfText.optional(),
});

/** `payment.received.v1`: it is recorded once, and answered with `payment.recorded.v1` on topic `invoices` (I14). */
export const paymentReceived = payment;

/** `payment.returned.v1`: the bank took a payment back, whole; it is answered with `payment.reversed.v1` on topic `invoices` (I14). */
export const paymentReturned = z.object({
  paymentId: identifier,
  invoiceNumber: identifier,
  returnedOn: date,
  reason: lineOfText.optional(),
});

/** Where an invoice stands: see `payment.recorded.v1`. */
export const paymentState = z.enum(['open', 'part-paid', 'paid', 'overpaid', 'credited']);

const invoiceMail = z.object({
  /** Of the invoice or credit note that it brings. */
  number: z.string().min(1),
  accountId: recordedIdentifier,
  messageId: z.string().min(1),
  at: instant,
});

/** `invoice-mail.sent.v1`: the server has taken the mail for these addresses (F10). */
export const invoiceMailSent = invoiceMail.extend({ to: z.array(recordedEmail).min(1), answer: z.string() });

/** `invoice-mail.undeliverable.v1`: refused for good, per address (F10). */
export const invoiceMailUndeliverable = invoiceMail.extend({ address: recordedEmail, reason: z.string() });

export type PaymentReceived = z.infer<typeof paymentReceived>;
export type PaymentReturned = z.infer<typeof paymentReturned>;
export type PaymentReversed = z.infer<typeof paymentReversed>;
export type PaymentRecorded = z.infer<typeof paymentRecorded>;
export type InvoiceAdjusted = z.infer<typeof invoiceAdjusted>;
export type InvoiceDraftedData = z.infer<typeof invoiceDrafted>;
export type InvoiceHeldData = z.infer<typeof invoiceHeld>;
export type InvoiceIssued = z.infer<typeof invoiceIssued>;
export type CreditNoteIssued = z.infer<typeof creditNoteIssued>;

/** `payment.recorded.v1`: money came for an invoice; where that stands with it (I14). */
export const paymentRecorded = payment.extend({
  invoiceNumber: z.string(),
  paymentId: recordedIdentifier,
  accountId: recordedIdentifier,
  recordedAt: instant,
  /** A person, or the system that told it. */
  recordedBy: z.string(),
  state: paymentState,
  /** What is left to pay; negative where more came. */
  open: signedAmount,
});

/** `payment.reversed.v1`: a payment was taken back; where its invoice stands without it (I14). */
export const paymentReversed = z.object({
  paymentId: recordedIdentifier,
  invoiceNumber: z.string(),
  accountId: recordedIdentifier,
  amount: price,
  currency,
  receivedOn: date,
  returnedOn: date,
  reason: lineOfText.optional(),
  recordedAt: instant,
  /** A person, or the system that told it. */
  recordedBy: z.string(),
  state: paymentState,
  /** What is left to pay; negative where more came. */
  open: signedAmount,
});

/** The event types of topic `invoices`. */
export const invoiceEvents = {
  'invoice.adjusted.v1': invoiceAdjusted,
  'invoice.held.v1': invoiceHeld,
  'invoice.drafted.v1': invoiceDrafted,
  'invoice.issued.v1': invoiceIssued,
  'credit-note.issued.v1': creditNoteIssued,
  'payment.recorded.v1': paymentRecorded,
  'payment.reversed.v1': paymentReversed,
  'invoice-mail.sent.v1': invoiceMailSent,
  'invoice-mail.undeliverable.v1': invoiceMailUndeliverable,
} as const;

/** The event types of topic `payments`, in: what banks and ERP systems tell. Key: invoice number. */
export const paymentEvents = {
  'payment.received.v1': paymentReceived,
  'payment.returned.v1': paymentReturned,
} as const;
