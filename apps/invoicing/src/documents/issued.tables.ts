import { defineEntity, p } from '@mikro-orm/core';
import type { Buyer } from '#domain/invoices/account/account.ts';
import type { AccountedTax } from '#domain/invoices/account/exchange.ts';
import type { TaxTreatment } from '#domain/invoices/account/tax-category.ts';
import type { CreditReason } from '#domain/invoices/documents/credit-note.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import { dueMails, mailProperties, mailStates } from '#runtime/mail/migration.ts';
import type { LineRow } from '../rows/line-row.ts';
import type { Seller } from '../seller.ts';

/** Tables of what has been issued: documents with their numbers, what they give back, their mails. What is owed is in invoicing.tables.ts. */

/** Months that the monthly run has been through. */
export const ClosedPeriod = defineEntity({
  name: 'ClosedPeriod',
  tableName: 'closed_period',
  properties: { period: p.text().primary(), closedAt: p.datetime().$type<string>() },
});

/** The last number used of each series; its row is locked while numbers are given, so that none is left out (I3). */
export const NumberSeries = defineEntity({
  name: 'NumberSeries',
  tableName: 'number_series',
  properties: { series: p.text().primary(), lastNumber: p.integer() },
});

/** Issued invoices and credit notes. Append-only: a correction is another document (I3). */
export const InvoiceRow = defineEntity({
  name: 'InvoiceRow',
  tableName: 'invoice',
  properties: {
    number: p.text().primary(),
    /** In the order of issue; pages of lists continue from it. */
    position: p.bigint('string').autoincrement().unique('invoice_position'),
    document: p.text().$type<IssuedInvoice['document']>(),
    accountId: p.text(),
    accountName: p.text(),
    period: p.text(),
    currency: p.text(),
    /** The only purchase order that it is about (I17); empty where it is not about one alone. */
    purchaseOrder: p.text().default(''),
    /** Ids of accounts whose lines are on it beside the account's own (I16). */
    sites: p.json().$type<readonly string[]>().nullable(),
    netMinor: p.decimal().precision(24).scale(0),
    taxes: p.json().$type<({ rate: string; net: string; tax: string } & Partial<TaxTreatment>)[]>(),
    taxMinor: p.decimal().precision(24).scale(0),
    totalMinor: p.decimal().precision(24).scale(0),
    issuedAt: p.datetime().$type<string>(),
    dueOn: p.date().nullable(),
    /** Both parties as they were at that time. */
    buyer: p.json().$type<Buyer>(),
    seller: p.json().$type<Seller>(),
    /** In their order. View `invoice_line` has them as rows. */
    lines: p.json().$type<LineRow[]>(),
    /** Of a credit note of an invoice: which one, and why. */
    invoiceNumber: p.text().nullable().index('invoice_credits'),
    reason: p.text().nullable(),
    reasonCode: p.text().$type<CreditReason>().nullable(),
    /** Whether what it takes back comes on the next invoice again. */
    rebilled: p.boolean().nullable(),
    /** Of a month that became a credit note: numbers of the invoices whose lines it takes back. */
    corrects: p.json().$type<readonly string[]>().nullable(),
    /** The tax in the seller's currency, where the document is in another; its amount as text. */
    accounted: p.json().$type<Omit<AccountedTax, 'taxMinor'> & { readonly taxMinor: string }>().nullable(),
  },
  checks: [
    { name: 'invoice_total', expression: 'total_minor = net_minor + tax_minor' },
    { name: 'invoice_lines', expression: 'invoicing.adds_up(lines, net_minor) is true' },
  ],
  // I2, I17: a month of an account is billed once in each currency and for each purchase order, whatever the code does.
  uniques: [
    {
      name: 'invoice_account_period',
      properties: ['accountId', 'period', 'currency', 'purchaseOrder'],
      where: 'invoice_number is null',
    },
  ],
  indexes: [
    {
      name: 'invoice_sites',
      expression: 'create index invoice_sites on invoicing.invoice using gin (sites) where sites is not null',
    },
    {
      name: 'invoice_text',
      expression: `create index invoice_text on invoicing.invoice using gin (lower(number || ' ' || account_name) gin_trgm_ops)`,
    },
  ],
});

/** What the credit notes of an invoice give back for good of each lot that it billed (I7); written anew with each of them. */
export const CreditedLotRow = defineEntity({
  name: 'CreditedLotRow',
  tableName: 'credited_lot',
  properties: {
    invoiceNumber: p.text().primary(),
    lotId: p.text().primary(),
    /** Who was billed for it. */
    accountId: p.text().primary(),
    amountMinor: p.decimal().precision(24).scale(0),
  },
  indexes: [{ name: 'credited_lot_account', properties: ['accountId', 'lotId'] }],
});

/** Money that came for invoices (I14). Append-only: what an invoice comes to with it is added up. */
export const PaymentRow = defineEntity({
  name: 'PaymentRow',
  tableName: 'payment',
  properties: {
    paymentId: p.text().primary(),
    invoiceNumber: p.text().index('payment_invoice'),
    accountId: p.text(),
    amountMinor: p.decimal().precision(24).scale(0),
    currency: p.text(),
    receivedOn: p.date(),
    reference: p.text().nullable(),
    recordedAt: p.datetime().$type<string>(),
    recordedBy: p.text(),
  },
  checks: [{ name: 'payment_amount', expression: 'amount_minor > 0' }],
});

/** Payments that the bank took back (I14). Append-only. */
export const PaymentReturnRow = defineEntity({
  name: 'PaymentReturnRow',
  tableName: 'payment_return',
  properties: {
    paymentId: p.text().primary(),
    returnedOn: p.date(),
    reason: p.text().nullable(),
    recordedAt: p.datetime().$type<string>(),
    recordedBy: p.text(),
  },
});

/** The mails that bring issued documents: one each, written with it. */
export const InvoiceMail = defineEntity({
  name: 'InvoiceMail',
  tableName: 'mail',
  properties: {
    number: p.text().index('mail_number'),
    ...mailProperties('mail'),
  },
  checks: [mailStates('mail')],
  indexes: [dueMails('mail')],
});

export const issuedTables = [
  ClosedPeriod,
  NumberSeries,
  InvoiceRow,
  CreditedLotRow,
  PaymentRow,
  PaymentReturnRow,
  InvoiceMail,
] as const;
