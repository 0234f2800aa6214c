import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ServiceName, serviceNames } from '#contracts/services.ts';
import { type Tables, unknownNames } from '#test/support/statements/names.ts';
import { statementTexts } from '#test/support/statements/texts.ts';
import { schemas } from '../tools/migrations/services.ts';
import { migrationsOf, ormOf } from '../tools/migrations/snapshot.ts';

/**
 * Statements that are SQL name columns as text. Each name in them is resolved as PostgreSQL would, against the tables that the entities
 * say: a column that is renamed there is found here, before anything runs (decision 0019).
 */

const root = path.join(import.meta.dirname, '..');

function tablesOf(service: ServiceName): Tables {
  const orm = ormOf(service, schemas[service], migrationsOf(service));
  const tables = [...orm.getMetadata().getAll().values()];
  return new Map(tables.map((table) => [table.tableName, table.props.flatMap(({ fieldNames = [] }) => fieldNames)]));
}

const tables = new Map(serviceNames.map((service) => [service, tablesOf(service)]));

/** The tables of all services: what they share has the same columns in each. */
const shared = new Map([...tables.values()].flatMap((own) => [...own]));
const columnsOf = (names: readonly string[]) => names.flatMap((name) => shared.get(name) ?? []);

/** What every table of mails has. */
const mails = [
  tables.get('fulfillment')?.get('mail'),
  tables.get('invoicing')?.get('mail'),
  tables.get('ledger')?.get('case_mail'),
];
const ofAllMails = (mails[0] ?? []).filter((name) => mails.every((columns) => columns?.includes(name)));

/** Whose table is put in, where the runtime works on one of the service: its mails, and who may do what. */
const putIn: readonly (readonly [folder: string, columns: readonly string[]])[] = [
  ['libs/runtime/src/mail/', ofAllMails],
  ['libs/runtime/src/http/access/authority.ts', columnsOf(['membership', 'account_parent'])],
];

const files = globSync('{apps/*,libs/runtime}/src/**/*.ts', { cwd: root }).filter(
  (file) => !/\.spec\.ts$|migrations?(\/|\.ts$)|tables\.ts$|\/browser\//.test(file),
);
const texts = statementTexts(new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')])));

/** What is asked of tables that they do not have, by file. */
function unknownIn(folder: string, schema: string, known: Tables): string[] {
  return [...texts].flatMap(([file, own]) => {
    if (!file.startsWith(folder)) return [];
    const [, columns] = putIn.find(([place]) => file.startsWith(place)) ?? [];
    const all = columns === undefined ? known : new Map([...known, ['?', columns]]);
    return own.flatMap((text) => unknownNames(text, schema, all)).map((name) => `${file}: ${name}`);
  });
}

test.each(serviceNames)('statements of %s name columns that its entities have', (service) => {
  expect(unknownIn(`apps/${service}/`, service, tables.get(service) ?? new Map())).toEqual([]);
});

test('statements that all services share name columns that the entities have', () => {
  expect(unknownIn('libs/runtime/', '', shared)).toEqual([]);
});

describe('a column that is renamed turns this red', () => {
  /** Files in which something is unknown once a column is called something else. */
  const redOf = (service: ServiceName, table: string, column: string) => {
    const renamed = (tables.get(service)?.get(table) ?? []).map((name) => (name === column ? 'renamed' : name));
    const found = unknownIn(`apps/${service}/`, service, new Map([...(tables.get(service) ?? []), [table, renamed]]));
    return [...new Set(found.map((line) => line.replace(/^apps\/\w+\/src\/|: .*$/g, '')))].sort();
  };

  test('wherever it is read or written, whatever other tables have the name as well', () => {
    expect(redOf('ledger', 'holding', 'quantity')).toEqual([
      'accounts/eligibility.ts',
      'books/ledger.load.ts',
      'differences/ledger.differences.ts',
      'doctor.ts',
      'ledger.programs.ts',
      'requests/journals.views.ts',
    ]);
  });
});

describe('names are resolved as PostgreSQL does', () => {
  const two: Tables = new Map([
    ['lot', ['lot_id', 'ends_on', 'sku', 'offset']],
    ['entry', ['lot_id', 'quantity', 'day']],
  ]);

  test.each([
    ['select lot_id, ended_on from ledger.lot', ['ended_on']],
    ['select lot_id as the_lot from ledger.lot order by the_lot', []],
    ['select entry.sku from ledger.lot join ledger.entry using (lot_id)', ['entry.sku']],
    ['select sku, quantity from ledger.lot join ledger.entry using (lot)', ['lot']],
    ['with ended as (select lot_id from ledger.lot) select lot_id, sku from ended', ['sku']],
    ['select sku from ledger.lot where exists (select from ledger.entry where lot_id = sku)', ['sku']],
    ['select sku from ledger.lot where exists (select from ledger.entry where lot_id = lot.sku)', []],
    ['select l.name from ledger.lot l', ['l.name']],
    ['select l.a, l.b from unnest($1::text[]) as l (a)', ['l.b']],
    [`select extract(day from ends_on), date '2026-01-01', "offset", "partition" from ledger.lot`, ['partition']],
    ['select day from ledger.entry where day is distinct from $1', []],
    ['insert into ledger.lot (lot_id, product) values ($1, $2)', ['product']],
    [
      'insert into ledger.lot (sku) values ($1) on conflict (id) do update set name = excluded.title',
      ['id', 'name', 'excluded.title'],
    ],
    ['update ledger.lot set name = $1 where id = $2 returning title', ['name', 'id', 'title']],
    ['delete from ledger.lot using ledger.entry where lot.lot_id = entry.lot_id and sku = quantities', ['quantities']],
    ['left join ledger.lot on lot.title = other.title', ['lot.title']],
    ['select ? from ledger.lot', []],
  ])('%s', (statement, found) => {
    expect(unknownNames(statement, 'ledger', two)).toEqual(found);
  });
});
