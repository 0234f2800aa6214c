import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MigrationObject } from '@mikro-orm/core';
import { serviceNames } from '#contracts/services.ts';
import { nextMigration } from '../tools/migrations/next-migration.ts';
import { schemas } from '../tools/migrations/services.ts';
import { migrationsOf, ormOf, snapshotFile, snapshotOf } from '../tools/migrations/snapshot.ts';
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
  // Its trigger refuses nothing: it keeps values of what any release logs.
  'ledger/0020-event-log-found': '0.1.0',
  // Its triggers refuse nothing: they mark sums of what any release writes.
  'ledger/0023-account-sums': '0.1.0',
  // Refuses what it did before, and no more.
  'ledger/0024-emptied-holdings': '0.1.0',
};

const migrations = Object.entries(schemas).flatMap(([service, { migrations: ofService }]) =>
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
    'alter table "ledger"."lot" add "payer" text not null',
    `alter table "ledger"."lot" add "payer" text null, add "program" text not null default '', add "since" date not null`,
    'alter table "ledger"."lot" alter column "license_key" set not null',
    'alter table "ledger"."lot" drop column "traits"',
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
    `alter table "ledger"."lot" add "payer" text null, add "program" text not null default ''`,
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

/** `npm run migration`: tables stand in entities, and migrations follow from them. */
describe('migrations are made from the entities', () => {
  test.each(serviceNames)('the snapshot of %s is what its entities say', (service) => {
    const folder = migrationsOf(service);
    const same =
      readFileSync(snapshotFile(folder, service), 'utf8') === snapshotOf(ormOf(service, schemas[service], folder));
    expect(same ? 'up to date' : `make it anew: npm run migration -- ${service} NAME`).toBe('up to date');
  });

  describe('the next one', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'seatwright-migrations-'));
    const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
    const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
    const list =
      "import { First } from './0001-first.ts';\n\nexport const all = [\n  { name: '0001-first', class: First },\n];\n";
    const next = (name: string) => nextMigration('ledger', schemas.ledger, folder, name);

    beforeEach(() => write('migrations.ts', list));
    afterAll(() => rmSync(folder, { recursive: true }));

    test('brings the column, the index and the condition that entities have and the snapshot does not', async () => {
      const before = JSON.parse(readFileSync(snapshotFile(migrationsOf('ledger'), 'ledger'), 'utf8'));
      const table = (name: string) => before.tables.find((one: { name: string }) => one.name === name);
      delete table('lot').columns.device_type;
      table('lot').indexes = table('lot').indexes.filter(
        (index: { keyName: string }) => index.keyName !== 'lot_stock_end',
      );
      table('holding').checks = [];
      write('.snapshot-ledger.json', JSON.stringify(before));
      expect(await next('types-of-devices')).toBe('0002-types-of-devices.ts');
      const text = read('0002-types-of-devices.ts');
      expect(text).toContain('export class TypesOfDevices extends Migration');
      expect([...text.matchAll(/addSql\(`(.*)`\)/g)].map((match) => match[1])).toEqual([
        'alter table "ledger"."lot" add "device_type" text null',
        'create index "lot_stock_end" on "ledger"."lot" ("ends_on") where stock',
        'alter table "ledger"."holding" add constraint "holding_not_negative" check (quantity >= 0)',
      ]);
      expect(read('migrations.ts')).toBe(
        `import { First } from './0001-first.ts';
import { TypesOfDevices } from './0002-types-of-devices.ts';

export const all = [
  { name: '0001-first', class: First },
  { name: '0002-types-of-devices', class: TypesOfDevices },
];
`,
      );
      expect(read('.snapshot-ledger.json')).toBe(readFileSync(snapshotFile(migrationsOf('ledger'), 'ledger'), 'utf8'));
    });

    test('of a new service is its second, with the tables that it does not share with the others', async () => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      write(
        'migrations.ts',
        "import { messagingMigrations } from 'x';\n\nexport const all = [...messagingMigrations()];\n",
      );
      const file = await nextMigration('intake', schemas.intake, folder, 'orders');
      expect(file).toBe('0002-orders.ts');
      expect(read('migrations.ts')).toContain(
        "[...messagingMigrations(),\n  { name: '0002-orders', class: Orders },\n];\n",
      );
      const made = [...read(file).matchAll(/create table "intake"\."(\w+)"/g)].map((match) => match[1]);
      expect(made.sort()).toEqual([
        'billed_line',
        'fulfilled_line',
        'lookup',
        'lookup_pause',
        'order_answer',
        'order_document',
        'product',
        'sales_order',
        'source_order',
      ]);
      expect(read('.snapshot-intake.json')).toBe(readFileSync(snapshotFile(migrationsOf('intake'), 'intake'), 'utf8'));
    });

    test('is empty, to be written by hand, where both say the same', async () => {
      write('.snapshot-ledger.json', readFileSync(snapshotFile(migrationsOf('ledger'), 'ledger'), 'utf8'));
      expect(read(await next('by-hand'))).not.toContain('addSql');
    });
  });
});
