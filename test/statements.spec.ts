import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ServiceName, serviceNames } from '#contracts/services.ts';
import { schemas } from '../tools/migrations/services.ts';
import { migrationsOf, ormOf } from '../tools/migrations/snapshot.ts';

/**
 * Statements that are SQL name columns as text. What such a text calls by a name of several words is a column of a table that its
 * file names, or the file gives that name itself: a column that is renamed in its entity is found here, before anything runs.
 */

const root = path.join(import.meta.dirname, '..');

function columnsOf(service: ServiceName): Map<string, string[]> {
  const orm = ormOf(service, schemas[service], migrationsOf(service));
  const tables = [...orm.getMetadata().getAll().values()];
  return new Map(tables.map((table) => [table.tableName, table.props.flatMap(({ fieldNames = [] }) => fieldNames)]));
}

/** The texts of a file that look like SQL, without what stands in quotes in them. */
function statementsIn(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const texts = [...code.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return texts
    .filter((each) => /\b(select|from|where|join|update|insert into|set|values|order by)\b/i.test(each))
    .map((each) => each.replaceAll(/'[^']*'|"[^"]*"|\$\{[^}]*\}/g, ' '));
}

// Functions of PostgreSQL, a sequence's value, and the series of SSRNs.
const ofPostgres =
  /^(pg|json|jsonb|array|clock|to|is|set|current|row|string|date|idle)_|^(generate_series|dense_rank|convert_to|last_value|ssrn_series|octet_length)$/;

/** Names of several words that are neither columns nor given by the statements themselves. */
function unknownNames(statements: readonly string[], known: ReadonlySet<string>): string[] {
  const all = statements.join('\n');
  const given = new Set([
    ...[...all.matchAll(/\b(?:as|with) (?:materialized )?(\w+_\w+)/g)].map(([, name = '']) => name),
    ...[...all.matchAll(/(?:from|join) \w+\.\w+ (?!on |where |join |left )(\w+_\w+)/g)].map(([, name = '']) => name),
    ...[...all.matchAll(/(\w+_\w+) (?:as \(|text|int|jsonb?|date|bigint|boolean|timestamptz)\b/g)].map(
      ([, name = '']) => name,
    ),
  ]);
  const names = [...all.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !known.has(name) && !given.has(name) && !ofPostgres.test(name));
}

/** What the lists of `insert into` and `excluded.` name and the tables do not have. */
function unknownWritten(all: string, service: string, tables: ReadonlyMap<string, readonly string[]>): string[] {
  return [...all.matchAll(/insert into (\w+)\.(\w+) \(([\w\s,]+)\)/g)].flatMap(([, schema, table = '', list = '']) => {
    const columns = schema === service ? tables.get(table) : [];
    const names = list.split(',').map((each) => each.trim());
    return names.filter((name) => name !== '' && !columns?.includes(name)).map((name) => `${table}.${name}`);
  });
}

/** Files below a folder with the statements in them. */
function filesWithStatements(folder: string): [string, readonly string[]][] {
  return globSync(`${folder}/**/*.ts`, { cwd: root })
    .filter((file) => !/\.spec\.ts$|migrations?(\/|\.ts$)|tables\.ts$/.test(file))
    .map((file): [string, string[]] => [file, statementsIn(readFileSync(path.join(root, file), 'utf8'))])
    .filter(([, statements]) => statements.length > 0);
}

describe.each(serviceNames)('the statements of %s', (service) => {
  const tables = columnsOf(service);

  test.each(filesWithStatements(`apps/${service}/src`))('%s', (_, statements) => {
    const all = statements.join('\n');
    // Columns of the tables that the file names; of all, where it leaves the naming to others.
    const named = [...tables].filter(([table]) => new RegExp(`\\b${service}\\.${table}\\b`).test(all));
    const known = new Set((named.length > 0 ? named : [...tables]).flatMap(([table, columns]) => [table, ...columns]));
    expect(unknownNames(statements, known)).toEqual([]);
    expect(unknownWritten(all, service, tables)).toEqual([]);
  });
});

describe('the statements that all services share', () => {
  const all = serviceNames.flatMap((service) => [...columnsOf(service)]);
  const known = new Set(all.flatMap(([table, columns]) => [table, ...columns]));

  test.each(['slices', 'http', 'mail'].flatMap((room) => filesWithStatements(`libs/runtime/src/${room}`)))(
    '%s',
    (_, statements) => expect(unknownNames(statements, known)).toEqual([]),
  );
});

describe('a name that no column has is found', () => {
  const known = new Set(['lot', 'lot_id', 'ends_on']);
  const tables = new Map([['lot', ['lot_id', 'ends_on', 'sku']]]);

  test.each([
    ['select lot_id, ended_on from ledger.lot', ['ended_on']],
    ['select lot_id as the_lot from ledger.lot order by the_lot', []],
    ['with ended_lots as (select lot_id from ledger.lot) select * from ended_lots', []],
  ])('%s', (statement, found) => {
    expect(unknownNames([statement], known)).toEqual(found);
  });

  test.each([
    ['insert into ledger.lot (lot_id, sku) values', []],
    ['insert into ledger.lot (lot_id, product) values', ['lot.product']],
    ['insert into invoicing.lot (lot_id) values', ['lot.lot_id']],
  ])('%s', (statement, found) => {
    expect(unknownWritten(statement, 'ledger', tables)).toEqual(found);
  });
});
