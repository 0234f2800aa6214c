import { defineEntity, p } from '@mikro-orm/core';

/** An account as its own system, or else an order, describes it; `document` is the domain's account. */
export const AccountRow = defineEntity({
  name: 'LedgerAccount',
  tableName: 'account',
  properties: {
    accountId: p.text().primary(),
    parentId: p.text().nullable(),
    name: p.text(),
    kind: p.text(),
    fromOrder: p.boolean(),
    asOf: p.datetime(),
    document: p.json().columnType('json'),
  },
  indexes: [
    {
      name: 'account_parent_id',
      expression: 'create index account_parent_id on ledger.account (parent_id) where parent_id is not null',
    },
  ],
});

/** A person's role in an account; removed ones stay, so that a late update does not bring them back. */
export const AdministratorRow = defineEntity({
  name: 'LedgerAdministrator',
  tableName: 'administrator',
  properties: {
    accountId: p.text().primary(),
    email: p.text().primary(),
    role: p.text(),
    access: p.text(),
    scope: p.text(),
    signIn: p.text(),
    removed: p.boolean(),
    asOf: p.datetime(),
    /** scrypt, with its salt (K4). */
    passcodeHash: p.text().nullable(),
    passcodeFailures: p.integer().default(0),
  },
});

/** A product as the catalog has it now, for purchases that come from no order. */
export const LedgerProductRow = defineEntity({
  name: 'LedgerProduct',
  tableName: 'product',
  properties: { sku: p.text().primary(), document: p.json().columnType('json') },
});

/** How many devices are enrolled (L5); `counted` is `sku:…` or `type:…`. */
export const DeviceCountRow = defineEntity({
  name: 'LedgerDeviceCount',
  tableName: 'device_count',
  properties: {
    accountId: p.text().primary(),
    counted: p.text().primary(),
    inUse: p.integer(),
    reportedAt: p.datetime().nullable(),
  },
});

/** The last that was heard of one device. */
export const DeviceRow = defineEntity({
  name: 'LedgerDevice',
  tableName: 'device',
  properties: {
    accountId: p.text().primary(),
    counted: p.text().primary(),
    deviceId: p.text().primary(),
    enrolled: p.boolean(),
    at: p.datetime(),
  },
});

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
  },
});

/** What changed of an account or of a person's role in it, and who said so. */
export const AccountHistoryRow = defineEntity({
  name: 'LedgerAccountHistory',
  tableName: 'account_history',
  properties: {
    position: p.bigint().primary().autoincrement(),
    accountId: p.text(),
    at: p.datetime(),
    recordedAt: p.datetime().defaultRaw('clock_timestamp()'),
    what: p.text(),
    email: p.text().nullable(),
    source: p.text(),
    changedBy: p.text().nullable(),
    fields: p.json().columnType('json'),
  },
});

/** A transfer that support is asked to make (K8). */
export const TransferCaseRow = defineEntity({
  name: 'LedgerTransferCase',
  tableName: 'transfer_case',
  properties: {
    caseId: p.text().primary(),
    state: p.text(),
    fromAccount: p.text(),
    toAccount: p.text(),
    requestedBy: p.text(),
    document: p.json().columnType('json'),
    submittedAt: p.datetime(),
  },
});

/** The mail about one step of a case (K8). */
export const CaseMailRow = defineEntity({
  name: 'LedgerCaseMail',
  tableName: 'case_mail',
  properties: {
    caseId: p.text().primary(),
    step: p.integer().primary(),
    messageId: p.text(),
    state: p.text(),
    recipients: p.json(),
    attempts: p.integer().default(0),
    doubtful: p.integer().default(0),
    claimedBy: p.text().nullable(),
    queuedAt: p.datetime(),
    dueAt: p.datetime().defaultRaw('clock_timestamp()'),
    settledAt: p.datetime().nullable(),
  },
});

export const ledgerTables = [
  AccountRow,
  AdministratorRow,
  LedgerProductRow,
  DeviceCountRow,
  DeviceRow,
  LotRow,
  HoldingRow,
  CoverageRow,
  JournalRow,
  EntryRow,
  ChainRow,
  EventLogRow,
  TransferCaseRow,
  AccountHistoryRow,
  CaseMailRow,
] as const;
