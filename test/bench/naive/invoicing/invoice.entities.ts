import { defineEntity, p } from '@mikro-orm/core';

export const Invoice = defineEntity({
  name: 'Invoice',
  tableName: 'invoice',
  properties: {
    accountId: p.text().primary(),
    period: p.text().primary(),
    currency: p.text(),
    totalMinor: p.integer(),
  },
});

export const InvoiceLine = defineEntity({
  name: 'InvoiceLine',
  tableName: 'invoice_line',
  properties: {
    lineId: p.text().primary(),
    invoice: () => p.manyToOne(Invoice),
    sku: p.text(),
    quantity: p.integer(),
    amountMinor: p.integer(),
    cause: p.json(),
  },
});
