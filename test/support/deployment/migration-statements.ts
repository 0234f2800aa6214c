import type { MigrationObject } from '@mikro-orm/core';

/** The statements of a migration, one line each, in their order. */
export async function statementsOf({ class: Migration }: MigrationObject): Promise<string[]> {
  const found: string[] = [];
  // Without driver and configuration: a migration of ours only says its statements.
  const migration = Object.create(Migration.prototype);
  migration.addSql = (sql: string) => found.push(sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim());
  await migration.up();
  return found;
}

const tightening: Readonly<Record<string, RegExp>> = {
  'sets not null': /\bset not null\b/,
  'drops a column': /\bdrop column\b/,
  'drops a table': /\bdrop table\b/,
  'drops a default': /\bdrop default\b/,
  renames: /\brename\b/,
  'changes a type': /\balter column \S+ (set data )?type\b/,
  'adds a column that has to be given':
    /\badd (?:column )?(?:if not exists )?(?!constraint |check |unique |primary |foreign |exclude )\S+ (?:(?!\bdefault\b|\bnull,|, add ).)*\bnot null\b(?! default\b)/,
  'adds a condition that what is written now has to meet':
    /\badd (?:constraint \S+ )?(?:check|unique|primary key|foreign key|exclude)\b/,
  'adds a unique index': /\bcreate unique index\b/,
  'adds a trigger that may refuse': /\bcreate (?:constraint )?trigger\b/,
  'changes a function of triggers': /\bcreate or replace function \S+ returns trigger\b/,
  'forbids the table to others': /\brevoke\b|\benable row level security\b/,
};

/**
 * What of a migration the release before it would not survive beside it: processes of that release go on writing as they did while
 * the new one is rolled out (R7). Tables that the same migration makes are its own.
 */
export function tighteningOf(statements: readonly string[]): string[] {
  // A condition that takes the place of another of the same name is one that was changed: who changes it makes it wider.
  const replaced = statements
    .map((sql) => sql.replaceAll('"', ''))
    .flatMap((sql) => /drop constraint (?:if exists )?([^\s,]+)/i.exec(sql)?.[1] ?? []);
  const widened = statements
    .map((sql) => sql.replaceAll('"', ''))
    .flatMap((sql) => /^drop index (?:if exists )?(?:\w+\.)?(\S+)$/i.exec(sql)?.[1] ?? []);
  const made = statements
    .map((sql) => sql.replaceAll('"', ''))
    .flatMap((sql) => /^create table (?:if not exists )?(\S+)/i.exec(sql)?.[1] ?? []);
  return statements.flatMap((sql) => {
    // As MikroORM writes it, with quotes around names, or as people do.
    const text = sql.toLowerCase().replaceAll('"', '');
    if (replaced.some((name) => text.includes(` add constraint ${name} `))) return [];
    if (widened.some((name) => text.startsWith(`create unique index ${name} `))) return [];
    if (/^create table/.test(text) || made.some((table) => text.includes(`${table.toLowerCase()} `))) return [];
    return Object.entries(tightening).flatMap(([what, pattern]) =>
      pattern.test(text) ? [`${what}: ${sql.slice(0, 120)}`] : [],
    );
  });
}
