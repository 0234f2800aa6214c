import type { Visible } from '#runtime/http/access/access.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { chosen } from './event-log.chosen.ts';
import { cellParameters, lineSql } from './event-log.csv.ts';
import { type EventQuery, rankedOrder, seenByPerson } from './event-log.query.ts';

/** Lines that the database hands over at once: a message each would be garbage of its own. */
const linesTogether = 100;

/**
 * The CSV lines of every event that fits, in order, some whole lines at a time as bytes in UTF-8, read in pieces of `size` lines.
 * Between pieces no connection is held. The log is sorted once, to the places of its events (R17): each piece by itself would sort all
 * of it again.
 *
 * @param columns known ones, in the order in which they are shown
 */
export async function* exportedLines(
  database: Pick<Database, 'sql' | 'copyTexts'>,
  visible: Visible,
  query: EventQuery,
  columns: readonly string[],
  size = 500,
): AsyncGenerator<Buffer> {
  const { sql } = database;
  const { where, parameters } = await chosen(sql, visible, query);
  const { head, join, order } = rankedOrder(query.sort);
  // As the texts of arrays, which go back as they came.
  const pieces = await sql<{ places: string }>(
    `${head === '' ? 'with' : `${head},`} listed as materialized (
       select array_agg(log.position order by ${order}) as places from ledger.event_log log ${join} where ${where})
     select places[start:start + ${size} - 1]::text as places
     from listed, generate_series(1, cardinality(places), ${size}) start order by start`,
    parameters,
  );
  const shared = await sharedNames(sql, parameters[0]);
  for (const { places } of pieces) {
    yield* await database.copyTexts(
      `select string_agg(${lineSql(columns, 4)}, '' order by listed.place) as lines
       from unnest($2::bigint[]) with ordinality as listed (position, place) join ledger.event_log log using (position)
         ${titled('source')} ${titled('target')}
       group by (listed.place - 1) / ${linesTogether} order by (listed.place - 1) / ${linesTogether}`,
      [parameters[0], places, shared, ...cellParameters],
    );
  }
}

/** The account of a side, where the person sees it. T13: where a name is not enough to tell accounts apart, the id stands behind it. */
function titled(side: 'source' | 'target'): string {
  return `left join lateral (
    select case when name <> '' and name = any($3::text[]) then name || ' (' || account_id || ')' else name end as title
    from ledger.account where account_id = log.${side} and ${seenByPerson(`log.${side}`)}) ${side} on true`;
}

/** Names that several of the accounts that the person sees have (T13). */
async function sharedNames(sql: Sql, visible: unknown): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    `select name from ledger.account where ${seenByPerson('account_id')} group by name having count(*) > 1`,
    [visible],
  );
  return rows.map(({ name }) => name);
}
