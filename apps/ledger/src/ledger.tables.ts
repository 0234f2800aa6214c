import { defineEntity, p } from '@mikro-orm/core';
import { type TypedTables, tablesOf } from '#runtime/postgres/typed-tables.ts';
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
    traits: p.bigint('string'),
    stock: p.boolean(),
    licenseKey: p.text().nullable(),
    visibleTo: p.array().columnType('text[]'),
    document: p.json().columnType('json'),
  },
  indexes: [
    { name: 'lot_license_key', properties: ['licenseKey'], where: 'license_key is not null' },
    { name: 'lot_stock_end', properties: ['endsOn'], where: 'stock' },
    {
      name: 'lot_order',
      expression: `create index lot_order on ledger.lot ((document->>'orderNumber')) where document->>'orderNumber' is not null`,
    },
  ],
});

/** What the entries add up to; written by the posting of entries alone (L1). */
export const HoldingRow = defineEntity({
  name: 'LedgerHolding',
  tableName: 'holding',
  properties: {
    accountId: p.text().primary(),
    lotId: () =>
      p.manyToOne(LotRow).primary().fieldName('lot_id').foreignKeyName('holding_lot_id_fkey').index('holding_lot_id'),
    sku: p.text(),
    /** Of the lot; `infinity` for a perpetual one. Lists are read in its order. */
    endsOn: p.date(),
    quantity: p.bigint('string'),
  },
  checks: [{ name: 'holding_not_negative', expression: 'quantity >= 0' }],
  indexes: [
    { name: 'holding_product_end', properties: ['accountId', 'sku', 'endsOn', 'lotId'] },
    { name: 'holding_ends_on', properties: ['accountId', 'endsOn', 'lotId'] },
  ],
});

/** Changes of what an account holds in active lots, by day (L4); written by the posting of entries alone. */
export const CoverageRow = defineEntity({
  name: 'LedgerCoverage',
  tableName: 'coverage',
  properties: {
    accountId: p.text().primary(),
    counted: p.text().primary(),
    day: p.date().primary(),
    change: p.bigint('string'),
  },
});

/**
 * What the figures of an account add up to on a day; kept by a job, marked by triggers (G3). It holds as long as `today` is there, from its
 * days on, until the next change of what is covered and the next end.
 */
export const AccountSumsRow = defineEntity({
  name: 'LedgerAccountSums',
  tableName: 'account_sums',
  properties: {
    accountId: p.text().primary(),
    /** How often what is added up has changed: a sum that saw fewer changes is not kept. */
    changes: p.bigint('string'),
    /** The day at the account; null: something has changed since. */
    today: p.date().nullable(),
    /** Until which day what starts has begun there. */
    begun: p.date().nullable(),
    /** The next day on which what is covered changes by itself; `infinity`: none. */
    until: p.date().nullable(),
    total: p.bigint('string').nullable(),
    inUse: p.bigint('string').nullable(),
    over: p.boolean().nullable(),
    endsOn: p.date().nullable(),
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
    sequence: p.bigint('string'),
    source: p.text(),
    target: p.text(),
    quantity: p.bigint('string'),
    at: p.datetime().$type<string>(),
    initiatedBy: p.text(),
    note: p.text().nullable(),
    returnOf: () =>
      p
        .manyToOne(JournalRow)
        .nullable()
        .fieldName('return_of')
        .foreignKeyName('journal_return_of_fkey')
        .deleteRule('no action')
        .unique('journal_return_of')
        .index(false),
    previousHash: p.text(),
    hash: p.text(),
    /** Of the document of the lot that it creates. */
    lotHash: p.text().nullable(),
    /** What a transfer, return or stock move changed, as its plan said it. */
    effect: p.json().columnType('json').nullable(),
  },
  checks: [{ name: 'journal_quantity_check', expression: 'quantity > 0' }],
  uniques: [{ name: 'journal_sequence', properties: ['owner', 'sequence'] }],
  indexes: [
    { name: 'journal_target', properties: ['target', 'action'] },
    {
      name: 'journal_transfers',
      properties: ['at', 'journalId'],
      where: `action in ('transfer', 'return', 'stock-move')`,
    },
  ],
});

/** A signed quantity of a lot for an account. */
export const EntryRow = defineEntity({
  name: 'LedgerEntry',
  tableName: 'entry',
  properties: {
    journalId: () =>
      p.manyToOne(JournalRow).primary().fieldName('journal_id').foreignKeyName('entry_journal_id_fkey').index(false),
    lotId: () => p.manyToOne(LotRow).primary().fieldName('lot_id').foreignKeyName('entry_lot_id_fkey').index(false),
    accountId: p.text().primary(),
    quantity: p.bigint('string'),
  },
  checks: [{ name: 'entry_quantity_check', expression: 'quantity <> 0' }],
  indexes: [
    { name: 'entry_account', properties: ['accountId', 'lotId'] },
    { name: 'entry_lot', properties: ['lotId', 'journalId'] },
  ],
});

/** The end of an owner's chain of journals. */
export const ChainRow = defineEntity({
  name: 'LedgerChain',
  tableName: 'chain',
  properties: { owner: p.text().primary(), sequence: p.bigint('string'), hash: p.text() },
});

/** Everything that was done or refused (L8). */
export const EventLogRow = defineEntity({
  name: 'LedgerEventLog',
  tableName: 'event_log',
  properties: {
    position: p.bigint('string').primary().autoincrement(),
    at: p.datetime().$type<string>(),
    type: p.text(),
    source: p.text().nullable(),
    target: p.text().nullable(),
    quantity: p.bigint('string'),
    initiatedBy: p.text(),
    reference: p.text(),
    note: p.text().nullable(),
    violations: p.json().columnType('json').nullable(),
    /** False of a side in whose log it does not stand (L11). */
    ofSource: p.boolean().default(true),
    ofTarget: p.boolean().default(true),
  },
  indexes: [
    { name: 'event_log_source', properties: ['source', 'position'] },
    { name: 'event_log_target', properties: ['target', 'position'] },
    { name: 'event_log_at', properties: ['at', 'position'] },
    { name: 'event_log_type', properties: ['type', 'position'] },
    { name: 'event_log_initiated_by', properties: ['initiatedBy', 'position'] },
    { name: 'event_log_quantity', properties: ['quantity', 'position'] },
    { name: 'event_log_reference', properties: ['reference'] },
    { name: 'event_log_refused', properties: ['reference'], where: 'violations is not null' },
  ],
});

/** The different values of the columns of the event log; kept by a trigger (R17). */
export const EventValueRow = defineEntity({
  name: 'LedgerEventValue',
  tableName: 'event_value',
  properties: { field: p.text().primary(), value: p.text().primary() },
  indexes: [
    {
      name: 'event_value_text',
      expression: 'create index event_value_text on ledger.event_value using gin (value gin_trgm_ops)',
    },
  ],
});

export const ledgerTables = [
  ...referenceTables,
  LotRow,
  HoldingRow,
  CoverageRow,
  AccountSumsRow,
  JournalRow,
  EntryRow,
  ChainRow,
  EventLogRow,
  EventValueRow,
] as const;

export type LedgerTables = TypedTables<(typeof ledgerTables)[number]>;

/** Typed statements on these tables. */
export const ledger = tablesOf('ledger', ledgerTables);
