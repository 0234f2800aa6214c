import type { MigrationObject } from '@mikro-orm/core';
import { fulfillmentMigrations } from '../apps/fulfillment/src/migrations/migrations.ts';
import { intakeMigrations } from '../apps/intake/src/migrations/migrations.ts';
import { invoicingMigrations } from '../apps/invoicing/src/migrations/migrations.ts';
import { ledgerMigrations } from '../apps/ledger/src/migrations/migrations.ts';
import { statementsOf, tighteningOf } from './support/deployment/migration-statements.ts';

/**
 * Migrations expand; what no longer fits is taken away one release later (R7, docs/operating.md). A migration that takes away is
 * listed here with the release whose processes it may meet: that one must already do without.
 */
const contracts: Readonly<Record<string, string>> = {
  'ledger/0007-virtual-accounts': 'before 0.1.0',
  'ledger/0008-books-stay': 'before 0.1.0',
  'invoicing/0002-movements': 'before 0.1.0',
  'invoicing/0004-documents': 'before 0.1.0',
  'invoicing/0005-recurring-totals': 'before 0.1.0',
  'invoicing/0006-invoice-lines': 'before 0.1.0',
};

const services: Readonly<Record<string, readonly MigrationObject[]>> = {
  intake: intakeMigrations,
  fulfillment: fulfillmentMigrations,
  ledger: ledgerMigrations,
  invoicing: invoicingMigrations,
};
const migrations = Object.entries(services).flatMap(([service, ofService]) =>
  ofService.map((migration) => [`${service}/${migration.name}`, migration] as const),
);

describe('R7 migrations expand, and contract one release later', () => {
  test.each(migrations)('%s leaves the release before it at work', async (name, migration) => {
    const found = tighteningOf(await statementsOf(migration));
    expect(name in contracts ? [] : found).toEqual([]);
  });

  test('what is listed as a contraction is one, and is there', async () => {
    for (const name of Object.keys(contracts)) {
      const migration = new Map<string, MigrationObject>(migrations).get(name);
      expect([name, migration && tighteningOf(await statementsOf(migration))]).not.toEqual([name, []]);
    }
  });

  test.each([
    'alter table ledger.lot alter column payer set not null',
    'alter table ledger.lot drop column traits',
    'alter table ledger.lot rename column traits to marks',
    'alter table ledger.lot alter column traits type text',
    'alter table ledger.lot add column payer text not null',
    `alter table ledger.lot add constraint lot_sku check (sku <> '')`,
    'alter table ledger.lot add unique (sku)',
    'create unique index lot_sku on ledger.lot (sku)',
    'create constraint trigger whole after insert on ledger.journal for each row execute function ledger.check()',
    'drop table ledger.lot',
  ])('%s is refused', (statement) => {
    expect(tighteningOf([statement])).toHaveLength(1);
    expect(tighteningOf(['create table ledger.other (id text primary key)', statement])).toHaveLength(1);
  });

  test.each([
    'alter table ledger.lot add column payer text null',
    `alter table ledger.lot add column payer text not null default ''`,
    'create index lot_sku on ledger.lot (sku)',
    'alter table ledger.lot drop constraint lot_sku',
    'alter table ledger.lot alter column traits drop not null',
    `update ledger.lot set payer = ''`,
  ])('%s is not', (statement) => {
    expect(tighteningOf([statement])).toEqual([]);
  });

  test('a table that the same migration makes may be as strict as it likes', () => {
    const made = [
      'create table ledger.other (id text primary key)',
      'create unique index other_id on ledger.other (id)',
    ];
    expect(tighteningOf(made)).toEqual([]);
  });
});
