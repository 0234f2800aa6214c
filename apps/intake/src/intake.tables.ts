import { defineEntity, p } from '@mikro-orm/core';
import type { CatalogProduct, Order } from '#domain/orders/order.ts';
import { tablesOf } from '#runtime/postgres/typed-tables.ts';
import { FulfilledLineRow, OrderAnswerRow } from './documents/answers/answers.tables.ts';
import { OrderDocumentRow, SourceOrderRow } from './documents/documents.tables.ts';
import { LookupPauseRow, LookupRow } from './lookups/lookup.tables.ts';

/** Sales orders, one row each: what people list them by in columns, the order itself as the domain has it. */
export const SalesOrderRow = defineEntity({
  name: 'SalesOrderRow',
  tableName: 'sales_order',
  properties: {
    orderNumber: p.text().primary(),
    revision: p.integer(),
    state: p.text(),
    /** The day on which a line is next due; null when nothing waits. The scheduler reads nothing but its smallest value. */
    dueOn: p.date().nullable(),
    /** Every account on the order sees it (O2). */
    accountIds: p.array().columnType('text[]'),
    document: p.json().$type<Order>().columnType('json'),
    receivedAt: p.datetime().$type<string>().defaultRaw('now()'),
  },
  indexes: [
    { name: 'sales_order_due_on', properties: ['dueOn'], where: 'due_on is not null' },
    { name: 'sales_order_account_ids', type: 'gin', properties: ['accountIds'] },
    { name: 'sales_order_received', properties: ['receivedAt', 'orderNumber'] },
    // Nearly all are accepted: those that are not are looked for on every overview.
    { name: 'sales_order_state', properties: ['state', 'receivedAt', 'orderNumber'], where: "state <> 'accepted'" },
    {
      name: 'sales_order_refusals',
      properties: ['orderNumber'],
      where: "json_array_length(document -> 'refusals') > 0",
    },
    {
      name: 'sales_order_text',
      expression: `create index sales_order_text on intake.sales_order
         using gin (lower(order_number || ' ' || coalesce(document->>'purchaseOrder', '')) gin_trgm_ops)`,
    },
  ],
});

/** The product catalog, as it is now. */
export const ProductRow = defineEntity({
  name: 'ProductRow',
  tableName: 'product',
  properties: {
    sku: p.text().primary(),
    document: p.json().$type<CatalogProduct>().columnType('json'),
  },
});

/** Order lines that are on an issued invoice, and on which (O10). */
export const BilledLineRow = defineEntity({
  name: 'BilledLineRow',
  tableName: 'billed_line',
  properties: {
    orderNumber: p.text().primary(),
    lineNumber: p.integer().primary(),
    invoiceNumber: p.text(),
  },
});

export const intakeTables = [
  SalesOrderRow,
  ProductRow,
  BilledLineRow,
  OrderDocumentRow,
  SourceOrderRow,
  OrderAnswerRow,
  FulfilledLineRow,
  LookupRow,
  LookupPauseRow,
] as const;

/** Typed statements on these tables. */
export const intake = tablesOf('intake', intakeTables);
