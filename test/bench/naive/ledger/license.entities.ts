import { defineEntity, p } from '@mikro-orm/core';

export const Account = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: { accountId: p.text().primary(), name: p.text() },
});

export const Lot = defineEntity({
  name: 'Lot',
  tableName: 'lot',
  properties: {
    lotId: p.text().primary(),
    sku: p.text(),
    name: p.text(),
    unitPrice: p.text(),
    currency: p.text(),
    startsOn: p.text(),
    endsOn: p.text().nullable(),
    origin: () => p.manyToOne(Account),
  },
});

export const Holding = defineEntity({
  name: 'Holding',
  tableName: 'holding',
  properties: {
    lot: () => p.manyToOne(Lot).primary().joinColumn('lot_id'),
    account: () => p.manyToOne(Account).primary(),
    quantity: p.integer(),
  },
});

export const Journal = defineEntity({
  name: 'Journal',
  tableName: 'journal',
  properties: {
    journalId: p.text().primary(),
    action: p.text(),
    owner: () => p.manyToOne(Account),
    at: p.datetime(),
  },
});

export const Entry = defineEntity({
  name: 'Entry',
  tableName: 'entry',
  properties: {
    journal: () => p.manyToOne(Journal).primary(),
    side: p.text().primary(),
    lot: () => p.manyToOne(Lot),
    quantity: p.integer(),
  },
});
