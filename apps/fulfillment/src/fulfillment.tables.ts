import { defineEntity, p } from '@mikro-orm/core';
import type { EntitlementFulfilled } from '#contracts/entitlements.ts';
import type { MailChanged } from '#contracts/mails.ts';
import type { OrderFacts } from '#domain/values/order-facts.ts';
import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import { dueMails, mailProperties, mailStates } from '#runtime/mail/migration.ts';
import { type TypedTables, tablesOf } from '#runtime/postgres/typed-tables.ts';

/**
 * One fulfilled order line (F1). Facts are as they were at order time; what may follow a release follows the newest revision of the
 * order (O10): accounts, purchase order and facts.
 */
export const Entitlement = defineEntity({
  name: 'Entitlement',
  tableName: 'entitlement',
  properties: {
    entitlementId: p.text().primary(),
    /** In the order of fulfillment; pages of lists continue from it. */
    position: p.bigint('string').autoincrement().unique('entitlement_position'),
    shipmentId: p.text().index('entitlement_shipment_id'),
    orderNumber: p.text(),
    lineNumber: p.integer(),
    purchaseOrder: p.text().nullable(),
    /** What else the order and its line say that passes through, by name; null of what earlier releases fulfilled. */
    facts: p.json().$type<OrderFacts>().nullable(),
    accountId: p.text(),
    accounts: p.json().$type<EntitlementFulfilled['accounts']>(),
    /** Every account on the order sees it (F5). */
    accountIds: p.array().columnType('text[]'),
    sku: p.text(),
    product: p.json().$type<EntitlementFulfilled['product']>(),
    quantity: p.integer(),
    unitPrice: p.text(),
    currency: p.text(),
    kind: p.text().$type<EntitlementFulfilled['kind']>(),
    termMonths: p.integer().nullable(),
    startsOn: p.date(),
    endsOn: p.date().nullable(),
    graceEndsOn: p.date().nullable(),
    ssrn: p.text().unique('entitlement_ssrn'),
    /** Keyed hash: unique by a condition that no entity can say (`0012-codes-by-hash`), and found by a code that somebody shows. */
    activationCodeHash: p.text(),
    sealedActivationCode: p.text(),
    fulfilledAt: p.datetime().$type<string>(),
    /** What its documents are written in (F4); null: English. */
    language: p.text().nullable(),
  },
  uniques: [{ name: 'entitlement_order_line', properties: ['orderNumber', 'lineNumber'] }],
  indexes: [
    { name: 'entitlement_account_ids', type: 'gin', properties: ['accountIds'] },
    { name: 'entitlement_sku', properties: ['sku', 'position'] },
    {
      name: 'entitlement_end',
      expression: `create index entitlement_end on fulfillment.entitlement (coalesce(ends_on, 'infinity'), position)`,
    },
    {
      name: 'entitlement_text',
      expression: `create index entitlement_text on fulfillment.entitlement using gin (lower(entitlement_id || ' ' || order_number
         || ' ' || coalesce(purchase_order, '') || ' ' || sku || ' ' || coalesce(product->>'name', '')) gin_trgm_ops)`,
    },
  ],
});

/** A mail about a shipment, or a part of it (F9), and how far it is (F8); round 1 is the fulfillment mail, each resend one more. */
export const FulfillmentMail = defineEntity({
  name: 'FulfillmentMail',
  tableName: 'mail',
  properties: {
    shipmentId: p.text(),
    orderNumber: p.text(),
    accountId: p.text(),
    /** The order lines that a part is about; null where it is all of the shipment. */
    lines: p.array().columnType('int[]').nullable(),
    /** The same of the mail that was divided. */
    wholeLines: p.array().columnType('int[]').nullable(),
    ...mailProperties('mail'),
  },
  checks: [mailStates('mail')],
  indexes: [
    dueMails('mail'),
    { name: 'mail_shipment', properties: ['shipmentId', 'round'] },
    { name: 'mail_queued', properties: ['queuedAt', 'messageId'] },
  ],
});

/** What the newest revision of an order says that was revised: shipments and revisions may overtake each other (O10). */
export const OrderHeaderRow = defineEntity({
  name: 'OrderHeader',
  tableName: 'order_header',
  properties: {
    orderNumber: p.text().primary(),
    revision: p.integer(),
    document: p.json(),
  },
});

/** Up to where topic `entitlements` is known to be in these tables (R8). */
export const ReadBackPlace = defineEntity({
  name: 'ReadBackPlace',
  tableName: 'read_back',
  properties: {
    partition: p.integer().primary().autoincrement(false),
    /** The place of the next message. */
    nextOffset: p.bigint('string'),
  },
});

/** What has become of a mail of another service (F10). */
export const ForeignMailRow = defineEntity({
  name: 'ForeignMail',
  tableName: 'foreign_mail',
  properties: {
    messageId: p.text().primary(),
    service: p.text().$type<MailChanged['service']>(),
    kind: p.text().$type<MailChanged['kind']>(),
    about: p.text().index('foreign_mail_about'),
    accountIds: p.array().columnType('text[]'),
    round: p.integer(),
    state: p.text(),
    recipients: p.json().$type<Recipient[]>(),
    attempts: p.integer(),
    doubtful: p.integer(),
    queuedAt: p.datetime().$type<string>(),
    settledAt: p.datetime().$type<string>().nullable(),
  },
  indexes: [{ name: 'foreign_mail_queued', properties: ['queuedAt', 'messageId'] }],
});

export const fulfillmentTables = [Entitlement, FulfillmentMail, ForeignMailRow, OrderHeaderRow, ReadBackPlace] as const;

/** Typed statements on these tables. */
export const fulfillment = tablesOf('fulfillment', fulfillmentTables);
export type FulfillmentTables = TypedTables<(typeof fulfillmentTables)[number]>;
