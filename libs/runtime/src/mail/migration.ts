import type { MigrationObject } from '@mikro-orm/core';
import { p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import type { Recipient } from './mail-delivery.ts';
import type { MailTable } from './row.ts';

/** The columns that a table of mails got for resends, parts, and bytes that stay the same (F8, F9, F10). */
export function mailMigration(
  name: string,
  { schema, name: table }: MailTable,
  more: readonly string[] = [],
): MigrationObject {
  class Mails extends Migration {
    override up(): void {
      const of = `${schema}.${table}`;
      this.addSql(
        `alter table ${of} add column if not exists correlation_id text not null default '',
           add column if not exists round int not null default 1, add column part int not null default 1,
           add column parts int not null default 1, add column parts_of text null,
           add column by_link boolean not null default false, add column letterhead jsonb null`,
      );
      this.addSql(`alter table ${of} alter column correlation_id set default '', alter column round set default 1`);
      this.addSql(
        `alter table ${of} drop constraint ${table}_pkey, add constraint ${table}_pkey primary key (message_id)`,
      );
      this.addSql(`alter table ${of} drop constraint ${table}_message_id${table === 'mail' ? '' : '_key'}`);
      this.addSql(`alter table ${of} drop constraint if exists ${table}_state`);
      this.addSql(
        `alter table ${of} add constraint ${table}_state
           check (state in ('waiting', 'claimed', 'sent', 'undeliverable', 'superseded'))`,
      );
      this.addSql(`create index ${table}_parts_of on ${of} (parts_of)`);
      for (const statement of more) this.addSql(statement);
    }
  }
  return { name, class: Mails };
}

/** These columns, and those that every table of mails had before, for its entity. */
export const mailProperties = (table: string) => ({
  messageId: p.text().primary(),
  correlationId: p.text().default(''),
  /** waiting, claimed, sent, undeliverable, superseded */
  state: p.text(),
  recipients: p.json().$type<Recipient[]>(),
  attempts: p.integer().default(0),
  /** How often it was sent without its answer being known. */
  doubtful: p.integer().default(0),
  queuedAt: p.datetime().$type<string>(),
  /** While it waits: when it is to be tried. While it is claimed: when the claim ends unless it is renewed. */
  dueAt: p.datetime().$type<string>().defaultRaw('clock_timestamp()'),
  claimedBy: p.text().nullable(),
  settledAt: p.datetime().$type<string>().nullable(),
  round: p.integer().default(1),
  part: p.integer().default(1),
  parts: p.integer().default(1),
  /** The mail that was divided into this and others. */
  partsOf: p.text().nullable().index(`${table}_parts_of`),
  byLink: p.boolean().default(false),
  /** The settings that it is written with (F8). */
  letterhead: p.json().nullable(),
  /** W3C Trace Context of what it was queued for. */
  traceparent: p.text().nullable(),
});

/** The states that a mail may be in, as a condition of its table. */
export const mailStates = (table: string) => ({
  name: `${table}_state`,
  expression: `state in ('waiting', 'claimed', 'sent', 'undeliverable', 'superseded')`,
});

/** The index by which the job finds the mails that are due. */
export const dueMails = (table: string) => ({
  name: `${table}_due`,
  properties: ['dueAt' as const],
  where: `state in ('waiting', 'claimed')`,
});
