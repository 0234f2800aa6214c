import type { Sql } from '#runtime/postgres/sql.ts';

/**
 * The different values of columns of the event log, which the database keeps beside it as events come in. They are few beside the
 * events, and each is found by its trigrams: so neither a search nor an order looks at every event (R17).
 */

/** Columns of text with an index of their own. */
export type ValueColumn = 'type' | 'source' | 'target' | 'initiated_by';

type Field = ValueColumn | 'quantity';

/** SQL of a query `found (value)`: the different values of a column; one that may be empty has null once. */
export function distinctSql(column: ValueColumn): string {
  const empty = column === 'source' || column === 'target' ? 'union all select null' : '';
  return `found (value) as (select value from ledger.event_value where field = '${column}' ${empty})`;
}

/** The values of each column that hold a text, as `ilike` has it; so many in all at most. */
export async function valuesLike(
  sql: Sql,
  pattern: string,
  most: number,
): Promise<Readonly<Record<Field, readonly string[]>>> {
  const found: Record<Field, string[]> = { type: [], source: [], target: [], initiated_by: [], quantity: [] };
  const rows = await sql<{ field: Field; value: string }>(
    'select field, value from ledger.event_value where value ilike $1 limit $2',
    [pattern, most],
  );
  for (const { field, value } of rows) found[field].push(value);
  return found;
}
