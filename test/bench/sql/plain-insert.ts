import type { Sql } from '#runtime/postgres/sql.ts';

/** The plainest ways to write many rows at once: what a service's statements are measured against. */

/** Rows of a table as texts, and the types that they are of. */
export interface PlainRows {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A statement with its parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

const namesOf = ({ columns }: PlainRows) => columns.map(({ name }) => name).join(', ');

/** One array a column. */
function byArrays(plain: PlainRows): Statement {
  const { table, columns, rows } = plain;
  // An array of arrays would be one array of all: those are cast row by row.
  const isList = ({ type }: PlainRows['columns'][number]) => type.endsWith('[]');
  const arrays = columns.map((column, index) => `$${index + 1}::${isList(column) ? 'text' : column.type}[]`);
  const cast = columns.map((column) => (isList(column) ? `${column.name}::${column.type}` : column.name));
  return {
    text: `insert into ${table} (${namesOf(plain)})
      select ${cast.join(', ')} from unnest(${arrays.join(', ')}) as plain (${namesOf(plain)})`,
    parameters: columns.map((_, index) => rows.map((row) => row[index])),
  };
}

/** A parameter a value. */
function byValues(plain: PlainRows): Statement {
  const { table, columns, rows } = plain;
  const values = rows.map((_, row) => {
    const places = columns.map(({ type }, column) => `$${row * columns.length + column + 1}::${type}`);
    return `(${places.join(', ')})`;
  });
  return { text: `insert into ${table} (${namesOf(plain)}) values ${values.join(', ')}`, parameters: rows.flat() };
}

/** All rows as one JSON, whose texts the server reads. */
function byJson(plain: PlainRows): Statement {
  const { table, columns, rows } = plain;
  const typed = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  // JSON within it stays what it is, as it would for whoever has the objects at hand.
  const cell = (type: string, value: string | null) =>
    value !== null && type.startsWith('json') ? value : JSON.stringify(value);
  const objects = rows.map((row) => {
    const members = columns.map(({ name, type }, index) => `${JSON.stringify(name)}:${cell(type, row[index] ?? null)}`);
    return `{${members.join(',')}}`;
  });
  return {
    text: `insert into ${table} (${namesOf(plain)})
      select ${namesOf(plain)} from json_to_recordset($1::json) as plain (${typed})`,
    parameters: [`[${objects.join(',')}]`],
  };
}

/** A protocol message has room for no more. */
const mostParameters = 65_535;

/** Every way that has room for these rows. */
export function waysToInsert(plain: PlainRows): readonly Statement[] {
  const cells = plain.rows.length * plain.columns.length;
  return [byArrays(plain), byJson(plain), ...(cells <= mostParameters ? [byValues(plain)] : [])];
}

/** Runs statements in one transaction's worth of turns. */
export async function runAll(sql: Sql, statements: readonly Statement[]): Promise<void> {
  for (const { text, parameters } of statements) await sql(text, parameters);
}
