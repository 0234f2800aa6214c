import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';

/**
 * The first migrations of every service: the tables of `messaging.tables.ts` in its schema. Later steps run wherever they stand in a
 * service's list, so they need no number of the service's own. After a new one, `npm run migration -- SERVICE` renews each snapshot.
 */
export function messagingMigrations(schema: string): MigrationObject[] {
  return Object.entries(steps).map(([name, statements]) => {
    class Messaging extends Migration {
      override up(): void {
        for (const statement of statements) this.addSql(statement.replaceAll('$schema', `"${schema}"`));
      }
    }
    return { name, class: Messaging };
  });
}

const firstTables = [
  `create table $schema.inbox (
     message uuid primary key,
     received_at timestamptz not null default now()
   )`,
  'create index inbox_received_at on $schema.inbox using brin (received_at)',
  `create table $schema.outbox (
     position bigserial primary key,
     topic text not null,
     key text not null,
     headers text not null,
     value text not null,
     created_at timestamptz not null default clock_timestamp()
   )`,
  `create table $schema.dead_letter (
     id bigserial primary key,
     origin text not null constraint dead_letter_origin unique,
     topic text not null,
     partition int not null,
     "offset" text not null,
     key bytea null,
     value bytea null,
     headers jsonb not null,
     error text not null,
     attempts int not null,
     dead_at timestamptz not null default now(),
     replayed_at timestamptz null
   )`,
  `create table $schema.idempotent_answer (
     person text not null,
     key text not null,
     fingerprint text not null,
     status int not null,
     body json not null,
     answered_at timestamptz not null default now(),
     primary key (person, key)
   )`,
  'create index idempotent_answer_answered_at on $schema.idempotent_answer (answered_at)',
  `create table $schema.membership (
     account_id text not null,
     email text not null,
     role text not null,
     access text not null,
     scope text not null,
     removed boolean not null default false,
     as_of timestamptz not null,
     primary key (account_id, email)
   )`,
  'create index membership_email on $schema.membership (email)',
  `create table $schema.account_parent (
     account_id text primary key,
     parent_id text null,
     as_of timestamptz not null
   )`,
  'create index account_parent_parent_id on $schema.account_parent (parent_id)',
];

// O9: what a message said, so that its id with other content is told. The last release enters ids alone.
const inboxContent = [
  'alter table $schema.inbox add column content uuid null',
  'alter table $schema.inbox add column about text null',
];

// O-17b: a dead letter that replay can never mend.
const settledLetters = ['settled_at timestamptz', 'settled_by text', 'settled_reason text'].map(
  (column) => `alter table $schema.dead_letter add column ${column} null`,
);

// F4: what the account reads.
const accountLanguage = ['alter table $schema.account_parent add column language text null'];

// What is old is found however the pages of the table were used before. Rows of an outbox live for moments: autovacuum comes to it by
// their number, for what `outbox-vacuum.ts` has not vacuumed by then, and it keeps its pages for those to come.
const retention = [
  'create index inbox_received on $schema.inbox (received_at)',
  'drop index $schema.inbox_received_at',
  `alter table $schema.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
     autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000, vacuum_truncate = false)`,
];

const steps: Readonly<Record<string, readonly string[]>> = {
  '0001-messaging': firstTables,
  '0001-messaging-2-inbox-content': inboxContent,
  '0001-messaging-3-settled-letters': settledLetters,
  '0001-messaging-4-account-language': accountLanguage,
  '0001-messaging-5-retention': retention,
};
