import { defineEntity, p } from '@mikro-orm/core';
import type { Buyer } from '#domain/invoices/account/account.ts';
import type { DocumentTerms } from '#domain/invoices/account/document-terms.ts';
import type { PayerStep } from '#domain/invoices/account/payer-step.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import type { RateStep } from '#domain/invoices/account/tax-rates.ts';
import { tablesOf } from '#runtime/postgres/typed-tables.ts';
import { issuedTables } from './documents/issued.tables.ts';

/** Who is billed: what topic `accounts` told of an account, and how far its invoices are. */
export const BilledAccountRow = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    accountId: p.text().primary(),
    name: p.text(),
    timeZone: p.text(),
    /** The rate of now, for processes of the version before; `taxRates` is what counts. */
    taxRate: p.text(),
    /** Rates by the day from which they hold; a step without one says that it is not known (I8, I9). */
    taxRates: p.json().$type<readonly RateStep[]>().defaultRaw(`'[]'`),
    invoiceEmails: p.json().$type<string[]>(),
    country: p.text().nullable(),
    address: p.json().$type<NonNullable<Buyer['address']>>().nullable(),
    taxId: p.text().nullable(),
    /** The account's own license price by the month from which it counts. */
    ownPrices: p.json().$type<{ from: string; minor: string; currency: string; plan?: string }[]>(),
    /** Month of the next invoice; null before the first movement. */
    openPeriod: p.text().nullable().index('account_open_period'),
    factsAt: p.datetime().$type<string>().nullable(),
    /** Pays for its monthly licenses in advance. */
    prepaid: p.boolean().default(false),
    /** The first month that it pays for so; null where it always did. */
    prepaidFrom: p.text().nullable(),
    /** Months of which the invoice went by while that was so. */
    paidAhead: p.json().$type<readonly string[]>().defaultRaw(`'[]'`),
    /** Documents with nothing to pay are issued as well. */
    zeroInvoices: p.boolean().default(false),
    /** How it wants its documents; null where nobody told. */
    documents: p.json().$type<DocumentTerms>().nullable(),
    /** The country that its orders say. */
    orderCountry: p.text().nullable(),
    /** Codes of what the open period lacks, once it was to be closed. */
    held: p.json().$type<readonly string[]>().nullable(),
    /** Whose invoices bear what it owes, by the month from which they do; null where they always were its own (I16). */
    payers: p.json().$type<readonly PayerStep[]>().nullable(),
    /** The draft of the open period, while it waits for its review (I15). */
    review: p.json().$type<InvoiceReview>().nullable(),
  },
  indexes: [
    { name: 'account_held', properties: ['accountId'], where: 'held is not null' },
    { name: 'account_review', properties: ['accountId'], where: 'review is not null' },
    { name: 'account_payers', properties: ['accountId'], where: 'payers is not null' },
  ],
});

/** The terms of a lot that decide what it costs, but for its price, which is the account's. */
export const BilledLotRow = defineEntity({
  name: 'Lot',
  tableName: 'lot',
  properties: {
    lotId: p.text().primary(),
    sku: p.text(),
    name: p.text(),
    program: p.text(),
    billing: p.text(),
    startsOn: p.date(),
    endsOn: p.date().nullable(),
    plan: p.text().nullable(),
    /** Null on lots older than this fact. */
    accountPriced: p.boolean().nullable(),
  },
});

/** What the newest revision of an order says that was revised after its release (O10). */
export const InvoicingOrderHeaderRow = defineEntity({
  name: 'InvoicingOrderHeader',
  tableName: 'order_header',
  properties: { orderNumber: p.text().primary(), revision: p.integer(), document: p.json().columnType('json') },
});

/** All that is owed comes from these rows (I2). Append-only: the database refuses changes. */
export const MovementRow = defineEntity({
  name: 'MovementRow',
  tableName: 'movement',
  properties: {
    movementId: p.text().primary(),
    /** Journal of the ledger, or message of a price change; what is here already is not recorded again. */
    actionId: p.text().index('movement_action_id'),
    accountId: p.text(),
    lotId: p.text(),
    currency: p.text(),
    priceMinor: p.bigint('string'),
    quantity: p.integer(),
    /** The part of the price that moves, as days of days; null: all of it. */
    share: p.json().nullable(),
    onDate: p.date(),
    /** Month of the invoice that owes it. */
    lands: p.text(),
    cause: p.json(),
  },
  indexes: [
    { name: 'movement_account', properties: ['accountId', 'lands'] },
    {
      name: 'movement_order',
      expression: `create index movement_order on invoicing.movement ((substring(cause->>'reference' from '^(.*)/[0-9]+$')))
         where cause->>'type' = 'license.granted.v1'`,
    },
    { name: 'movement_settled', properties: ['lotId'], where: `cause->>'settlement' = 'remaining-term'` },
  ],
});

/** Signed lines of invoices, issued and to come (I1). Append-only: which invoice a line is on is its period. */
export const AdjustmentRow = defineEntity({
  name: 'AdjustmentRow',
  tableName: 'adjustment',
  properties: {
    adjustmentId: p.text().primary(),
    movementId: p.text(),
    accountId: p.text(),
    period: p.text(),
    month: p.text(),
    kind: p.text(),
    lotId: p.text(),
    currency: p.text(),
    /** The lot's price for the account. */
    priceMinor: p.bigint('string'),
    quantity: p.integer(),
    unitPriceMinor: p.bigint('string'),
    /** The part of the price that is charged, as days out of days. Null: all of it. */
    share: p.json().nullable(),
    amountMinor: p.decimal().precision(24).scale(0),
    recurs: p.boolean(),
    cause: p.json(),
    /** Of what is billed again: the rate that it was billed at. */
    taxRate: p.text().nullable(),
  },
  checks: [
    {
      name: 'adjustment_amount',
      expression: 'share is not null or amount_minor = quantity::numeric * unit_price_minor',
    },
  ],
  indexes: [{ name: 'adjustment_account_period', properties: ['accountId', 'period'] }],
});

/** Running totals: how many licenses of a lot, at a price, the account's last invoice ended with. */
export const RecurringLotRow = defineEntity({
  name: 'RecurringLotRow',
  tableName: 'recurring_lot',
  properties: {
    accountId: p.text().primary(),
    lotId: p.text().primary(),
    currency: p.text().primary(),
    priceMinor: p.bigint('string').primary(),
    /** The lot's; `infinity` where it has none. */
    endsOn: p.date(),
    quantity: p.integer(),
  },
  indexes: droppedAtMonthsEnd('recurring_lot'),
});

/** The same with lots alike taken together: a line of an invoice each, however many lots there are. */
export const RecurringTotalRow = defineEntity({
  name: 'RecurringTotalRow',
  tableName: 'recurring_total',
  properties: {
    accountId: p.text().primary(),
    sku: p.text().primary(),
    name: p.text().primary(),
    currency: p.text().primary(),
    priceMinor: p.bigint('string').primary(),
    endsOn: p.date().primary(),
    quantity: p.integer(),
  },
  indexes: droppedAtMonthsEnd('recurring_total'),
});

/** Indexes by which a closed month finds what it drops, without reading what stays. */
function droppedAtMonthsEnd(table: string) {
  return [
    { name: `${table}_ends`, properties: ['accountId' as const, 'endsOn' as const], where: `ends_on < 'infinity'` },
    { name: `${table}_empty`, properties: ['accountId' as const], where: 'quantity = 0' },
  ];
}

export const invoicingTables = [
  BilledAccountRow,
  InvoicingOrderHeaderRow,
  BilledLotRow,
  MovementRow,
  AdjustmentRow,
  RecurringLotRow,
  RecurringTotalRow,
  ...issuedTables,
] as const;

/** Typed statements on these tables. */
export const invoicing = tablesOf('invoicing', invoicingTables);
