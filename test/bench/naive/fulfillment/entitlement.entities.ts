import { defineEntity, p } from '@mikro-orm/core';

export const Entitlement = defineEntity({
  name: 'Entitlement',
  tableName: 'entitlement',
  properties: {
    entitlementId: p.text().primary(),
    orderNumber: p.text(),
    lineNumber: p.integer(),
    accountId: p.text(),
    accounts: p.json(),
    sku: p.text(),
    product: p.json(),
    quantity: p.integer(),
    unitPrice: p.text(),
    currency: p.text(),
    termMonths: p.integer().nullable(),
    startsOn: p.text(),
    endsOn: p.text().nullable(),
    activationCode: p.text().unique(),
    ssrn: p.text().unique(),
    fulfilledAt: p.datetime(),
  },
});
