import { defineEntity, p } from '@mikro-orm/core';
import { referenceTables } from './reference/reference.tables.ts';

/** A lot; its terms never change. */
export const LotRow = defineEntity({
  name: 'LedgerLot',
  tableName: 'lot',
  properties: {
    lotId: p.text().primary(),
    sku: p.text(),
    deviceType: p.text().nullable(),
    name: p.text(),
    program: p.text(),
    startsOn: p.date(),
    endsOn: p.date().nullable(),
    graceEndsOn: p.date().nullable(),
    /** Hash of what rules look at: lots with the same traits are allowed or forbidden together. */
    traits: p.bigint(),
    stock: p.boolean(),
    licenseKey: p.text().nullable(),
    visibleTo: p.array().columnType('text[]'),
    document: p.json().columnType('json'),
  },
});

/** What the entries add up to; written by the posting of entries alone (L1). */
export const HoldingRow = defineEntity({
  name: 'LedgerHolding',
  tableName: 'holding',
  properties: {
    accountId: p.text().primary(),
    lotId: p.text().primary(),
    sku: p.text(),
    /** Of the lot; `infinity` for a perpetual one. Lists are read in its order. */
    endsOn: p.date(),
    quantity: p.bigint('number'),
  },
});

/** Changes of what an account holds in active lots, by day (L4); written by the posting of entries alone. */
export const CoverageRow = defineEntity({
  name: 'LedgerCoverage',
  tableName: 'coverage',
  properties: {
    accountId: p.text().primary(),
    counted: p.text().primary(),
    day: p.date().primary(),
    change: p.bigint('number'),
  },
});

/** One recorded action; carries the hash of the one before it for its owner. */
export const JournalRow = defineEntity({
  name: 'LedgerJournal',
  tableName: 'journal',
  properties: {
    journalId: p.text().primary(),
    action: p.text(),
    owner: p.text(),
    sequence: p.bigint('number'),
    source: p.text(),
    target: p.text(),
    quantity: p.bigint('number'),
    at: p.datetime(),
    initiatedBy: p.text(),
    note: p.text().nullable(),
    returnOf: p.text().nullable(),
    previousHash: p.text(),
    hash: p.text(),
    /** Of the document of the lot that it creates. */
    lotHash: p.text().nullable(),
  },
});

/** A signed quantity of a lot for an account. */
export const EntryRow = defineEntity({
  name: 'LedgerEntry',
  tableName: 'entry',
  properties: {
    journalId: p.text().primary(),
    lotId: p.text().primary(),
    accountId: p.text().primary(),
    quantity: p.bigint('number'),
  },
});

/** The end of an owner's chain of journals. */
export const ChainRow = defineEntity({
  name: 'LedgerChain',
  tableName: 'chain',
  properties: { owner: p.text().primary(), sequence: p.bigint('number'), hash: p.text() },
});

/** Everything that was done or refused (L8). */
export const EventLogRow = defineEntity({
  name: 'LedgerEventLog',
  tableName: 'event_log',
  properties: {
    position: p.bigint().primary().autoincrement(),
    at: p.datetime(),
    type: p.text(),
    source: p.text().nullable(),
    target: p.text().nullable(),
    quantity: p.bigint('number'),
    initiatedBy: p.text(),
    reference: p.text(),
    note: p.text().nullable(),
    violations: p.json().columnType('json').nullable(),
    /** False of a side in whose log it does not stand (L11). */
    ofSource: p.boolean().default(true),
    ofTarget: p.boolean().default(true),
  },
});

export const ledgerTables = [
  ...referenceTables,
  LotRow,
  HoldingRow,
  CoverageRow,
  JournalRow,
  EntryRow,
  ChainRow,
  EventLogRow,
] as const;
