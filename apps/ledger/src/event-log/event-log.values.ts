import type { Sql } from '#runtime/postgres/sql.ts';

/**
 * The different values of columns of the event log. They are few beside its events, and each is found by its column's index from
 * the one before it: so neither a search nor an order looks at every event (R17).
 */

/** Columns of text with an index of their own. */
export type ValueColumn = 'type' | 'source' | 'target' | 'initiated_by';

/** SQL of a recursive query `name (value)`: the different values of a column, and null after the last. */
function valuesSql(name: string, column: ValueColumn): string {
  const next = (condition: string) =>
    `select ${column} from ledger.event_log where ${column} ${condition} order by ${column} limit 1`;
  return `${name} (value) as ((${next('is not null')})
    union all select (${next(`> ${name}.value`)}) from ${name} where ${name}.value is not null)`;
}

/** The same as `found`, where a column that may be empty has null once. */
export function distinctSql(column: ValueColumn): string {
  const empty = column === 'source' || column === 'target' ? 'union all select null' : '';
  return `${valuesSql('scanned', column)}, found (value) as (select value from scanned where value is not null ${empty})`;
}

/** The values of each column that hold a text, as `ilike` has it. */
export async function valuesLike(sql: Sql, pattern: string): Promise<Readonly<Record<ValueColumn, readonly string[]>>> {
  const found: Record<ValueColumn, string[]> = { type: [], source: [], target: [], initiated_by: [] };
  const columns = Object.keys(found) as ValueColumn[];
  const rows = await sql<{ column: ValueColumn; value: string }>(
    `with recursive ${columns.map((column) => valuesSql(`of_${column}`, column)).join(', ')}
     ${columns.map((column) => `select '${column}' as column, value from of_${column} where value ilike $1`).join(' union all ')}`,
    [pattern],
  );
  for (const { column, value } of rows) found[column].push(value);
  return found;
}
