import { defineEntity, p } from '@mikro-orm/core';
import type { Administrator } from '#domain/licenses/books/account.ts';
import type { TransferCase } from '#domain/licenses/books/case.ts';
import { dueMails, mailProperties, mailStates } from '#runtime/mail/migration.ts';

/** What the ledger knows of accounts, people, products, devices and cases; the ledger itself is in ledger.tables.ts. */

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
    asOf: p.datetime().$type<string>(),
    document: p.json().columnType('json'),
    timeZone: p.text().nullable().generated(`(document ->> 'timeZone'::text) stored`),
  },
  indexes: [
    { name: 'account_parent_id', properties: ['parentId'], where: 'parent_id is not null' },
    {
      name: 'account_name',
      expression: 'create index account_name on ledger.account (name collate "und-x-icu", account_id)',
    },
    {
      name: 'account_text',
      expression:
        'create index account_text on ledger.account using gin (lower(name) gin_trgm_ops, lower(account_id) gin_trgm_ops)',
    },
    { name: 'account_kind', properties: ['kind', 'accountId'] },
  ],
});

/** A program that was declared, built in or by a file (L10). */
export const ProgramFileRow = defineEntity({
  name: 'LedgerProgramFile',
  tableName: 'program_file',
  properties: { name: p.text().primary(), declaredAt: p.datetime().$type<string>() },
});

/** A person's role in an account; removed ones stay, so that a late update does not bring them back. */
export const AdministratorRow = defineEntity({
  name: 'LedgerAdministrator',
  tableName: 'administrator',
  properties: {
    accountId: p.text().primary(),
    email: p.text().primary(),
    role: p.text().$type<Administrator['role']>(),
    access: p.text().$type<Administrator['access']>(),
    scope: p.text().$type<Administrator['scope']>(),
    signIn: p.text().$type<Administrator['signIn']>(),
    removed: p.boolean(),
    asOf: p.datetime().$type<string>(),
    /** scrypt, with its salt (K4). */
    passcodeHash: p.text().nullable(),
    passcodeFailures: p.integer().default(0),
  },
  indexes: [{ name: 'administrator_email', properties: ['email'] }],
});

/** Who stands on an order that was revised after its release (O10); `document` is the domain's header. */
export const LedgerOrderHeaderRow = defineEntity({
  name: 'LedgerOrderHeader',
  tableName: 'order_header',
  properties: { orderNumber: p.text().primary(), revision: p.integer(), document: p.json().columnType('json') },
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
    reportedAt: p.datetime().$type<string>().nullable(),
  },
  checks: [{ name: 'device_count_in_use_check', expression: 'in_use >= 0' }],
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
    at: p.datetime().$type<string>(),
  },
});

/** What changed of an account or of a person's role in it, and who said so. */
export const AccountHistoryRow = defineEntity({
  name: 'LedgerAccountHistory',
  tableName: 'account_history',
  properties: {
    position: p.bigint('string').primary().autoincrement(),
    accountId: p.text(),
    at: p.datetime().$type<string>(),
    recordedAt: p.datetime().$type<string>().defaultRaw('clock_timestamp()'),
    what: p.text().$type<'account' | 'administrator' | 'administrator-removed'>(),
    email: p.text().nullable(),
    source: p.text(),
    changedBy: p.text().nullable(),
    fields: p
      .json()
      .$type<readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[]>()
      .columnType('json'),
  },
  indexes: [{ name: 'account_history_account', properties: ['accountId', 'position'] }],
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
    document: p.json().$type<TransferCase>().columnType('json'),
    submittedAt: p.datetime().$type<string>(),
  },
  indexes: [{ name: 'transfer_case_submitted', properties: ['submittedAt', 'caseId'] }],
});

/** The mail about one step of a case (K8). */
export const CaseMailRow = defineEntity({
  name: 'LedgerCaseMail',
  tableName: 'case_mail',
  properties: {
    caseId: () =>
      p.manyToOne(TransferCaseRow).fieldName('case_id').foreignKeyName('case_mail_case_id_fkey').index(false),
    step: p.integer(),
    ...mailProperties('case_mail'),
  },
  checks: [mailStates('case_mail'), { name: 'case_mail_step_check', expression: 'step >= 1' }],
  indexes: [dueMails('case_mail')],
});

export const referenceTables = [
  ProgramFileRow,
  AccountRow,
  AdministratorRow,
  LedgerOrderHeaderRow,
  LedgerProductRow,
  DeviceCountRow,
  DeviceRow,
  TransferCaseRow,
  AccountHistoryRow,
  CaseMailRow,
] as const;
