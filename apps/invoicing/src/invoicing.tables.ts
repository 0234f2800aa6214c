import { defineEntity, p } from '@mikro-orm/core';

/** Who is billed: what topic `accounts` told of an account, and how far its invoices are. */
export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    accountId: p.text().primary(),
    name: p.text(),
    timeZone: p.text(),
    /** Percent, as a decimal string. */
    taxRate: p.text(),
    invoiceEmails: p.json(),
    /** The account's own licence price by the month from which it counts. */
    ownPrices: p.json(),
    /** Month of the next invoice; null before the first movement. */
    openPeriod: p.text().nullable().index('account_open_period'),
    factsAt: p.datetime().nullable(),
  },
});

/** The terms of a lot that decide what it costs, but for its price, which is the account's. */
export const Lot = defineEntity({
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
  },
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
    priceMinor: p.bigint(),
    quantity: p.integer(),
    onDate: p.date(),
    /** Month of the invoice that owes it. */
    lands: p.text(),
    cause: p.json(),
  },
  indexes: [{ name: 'movement_account', properties: ['accountId', 'lands'] }],
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
    /** The lot's price for the account; with proration `unitPriceMinor` is a share of it. */
    priceMinor: p.bigint(),
    quantity: p.integer(),
    unitPriceMinor: p.bigint(),
    amountMinor: p.decimal().precision(24).scale(0),
    recurs: p.boolean(),
    cause: p.json(),
  },
  checks: [{ name: 'adjustment_amount', expression: 'amount_minor = quantity::numeric * unit_price_minor' }],
  indexes: [{ name: 'adjustment_account_period', properties: ['accountId', 'period'] }],
});

/** Running totals: how many licences of a lot, at a price, the account's last invoice ended with. */
export const RecurringLotRow = defineEntity({
  name: 'RecurringLotRow',
  tableName: 'recurring_lot',
  properties: {
    accountId: p.text().primary(),
    lotId: p.text().primary(),
    currency: p.text().primary(),
    priceMinor: p.bigint().primary(),
    quantity: p.integer(),
  },
});

/** Months that the monthly run has been through. */
export const ClosedPeriod = defineEntity({
  name: 'ClosedPeriod',
  tableName: 'closed_period',
  properties: { period: p.text().primary(), closedAt: p.datetime() },
});

export const invoicingTables = [Account, Lot, MovementRow, AdjustmentRow, RecurringLotRow, ClosedPeriod] as const;
