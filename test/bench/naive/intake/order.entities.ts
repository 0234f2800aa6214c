import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export const Product = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    sku: p.text().primary(),
    name: p.text(),
    description: p.text(),
    program: p.text(),
    scenario: p.text(),
    instructionsUrl: p.text(),
    termMonths: p.integer().nullable(),
  },
});

export const Order = defineEntity({
  name: 'Order',
  tableName: 'order',
  properties: {
    orderNumber: p.text().primary(),
    revision: p.integer(),
    state: p.text(),
    purchaseOrder: p.text().nullable(),
    currency: p.text(),
    accounts: p.json(),
    emails: p.array(),
    lines: () => p.oneToMany(OrderLine).mappedBy('order'),
    receivedAt: p.datetime().onCreate(() => new Date()),
  },
});

export const OrderLine = defineEntity({
  name: 'OrderLine',
  tableName: 'order_line',
  properties: {
    order: () => p.manyToOne(Order).primary().joinColumn('order_number'),
    lineNumber: p.integer().primary(),
    product: () => p.manyToOne(Product),
    quantity: p.integer(),
    unitPrice: p.text(),
    termMonths: p.integer().nullable(),
    state: p.text(),
  },
});

export type OrderEntity = InferEntity<typeof Order>;
