import type { Visible } from '#runtime/http/access/access.ts';
import { anywhere } from '#runtime/http/lists/sorting.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';
import { type EventQuery, seenByPerson } from './event-log.query.ts';
import { valuesLike } from './event-log.values.ts';

/** Which events of the log a query is about, as SQL. */

/** Conditions on `log`, with their parameters. */
export interface Chosen {
  /** The reader's events and those of the account that is asked for: what is found by the indexes of both sides. */
  readonly ofAccounts: string;
  /** Everything else that is asked for. */
  readonly narrowed: string;
  /** Both. */
  readonly where: string;
  readonly parameters: readonly unknown[];
  /** Something is asked for besides accounts. */
  readonly isNarrowed: boolean;
}

const ofAccounts = `($1::text[] is null or log.of_source and log.source = any($1::text[]) or log.of_target and log.target = any($1::text[]))
    and ($2::text is null or log.source = $2 and (log.of_source or $1 is null)
      or log.target = $2 and (log.of_target or $1 is null))`;

/** What a query chooses. A text is looked for among names and values first, and not in every event (R17). */
export async function chosen(sql: Sql, visible: Visible, query: EventQuery): Promise<Chosen> {
  const { account, from, to, type, reference, search } = query;
  const own = visible === 'everything' ? null : visible;
  const references = reference === undefined ? null : await referencesOf(sql, reference);
  const parameters = [own, account ?? null, from ?? null, to ?? null, type ?? null, references];
  const narrowed = `($3::date is null or log.at >= $3::date::timestamp at time zone 'UTC')
    and ($4::date is null or log.at < ($4::date + 1)::timestamp at time zone 'UTC')
    and ($5::text is null or log.type = $5) and ($6::text[] is null or log.reference = any($6::text[]))`;
  const isNarrowed = [from, to, type, reference, search].some((each) => each !== undefined);
  if (search === undefined) return both(narrowed, parameters, isNarrowed);
  const found = await searched(sql, own, search, parameters);
  return both(`${narrowed} and (${found.where})`, found.parameters, isNarrowed);
}

function both(narrowed: string, parameters: readonly unknown[], isNarrowed: boolean): Chosen {
  return { ofAccounts, narrowed, where: `${ofAccounts} and ${narrowed}`, parameters, isNarrowed };
}

/** What an event about a journal, a lot or an order refers to. */
async function referencesOf(sql: Sql, reference: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `select journal_id as id from ledger.entry where lot_id = $1
     union select journal_id from ledger.lot join ledger.entry using (lot_id) where lot.document->>'orderNumber' = $1`,
    [reference],
  );
  return [reference, ...rows.map(({ id }) => id)];
}

/** More values than this are looked for in the database: as parameters they would take longer to plan with than to find. */
const mostValues = 2000;

/** Conditions that an event has one of which a text is in, with parameters that come after those before. */
async function searched(
  sql: Sql,
  own: readonly string[] | null,
  search: string,
  before: readonly unknown[],
): Promise<{ readonly where: string; readonly parameters: readonly unknown[] }> {
  const pattern = anywhere(search);
  const named = `select account_id as id from ledger.account where ${seenByPerson('account_id')} and lower(name) like lower($2)`;
  const accounts = await sql<{ id: string }>(`${named} limit ${mostValues + 1}`, [own, pattern]);
  const values = await valuesLike(sql, pattern, mostValues + 1);
  const parameters = [...before];
  const next = (value: unknown) => `$${parameters.push(value)}`;
  const found: string[] = [];
  if (accounts.length + Object.values(values).flat().length > mostValues) {
    const text = next(pattern);
    const inValues = (field: string) =>
      `select value from ledger.event_value where field = '${field}' and value ilike ${text}`;
    const inNames = named.replace('$2', text);
    for (const field of ['type', 'initiated_by']) found.push(`log.${field} in (${inValues(field)})`);
    for (const side of ['source', 'target']) found.push(`log.${side} in (${inValues(side)} union all ${inNames})`);
    found.push(`log.quantity::text like ${text}`);
  } else {
    const ids = accounts.map(({ id }) => id);
    const lists = { ...values, source: [...values.source, ...ids], target: [...values.target, ...ids] };
    for (const [field, list] of Object.entries(lists)) {
      // An empty one would keep the others from being found by their indexes.
      const type = field === 'quantity' ? 'bigint' : 'text';
      if (list.length > 0) found.push(`log.${field} = any(${next(list)}::${type}[])`);
    }
  }
  const days = /^\d{4}-\d\d(-\d\d)?$/.test(search) ? daysOf(search) : undefined;
  if (days) found.push(`log.at >= ${next(days[0])}::timestamptz and log.at < ${next(days[1])}::timestamptz`);
  // Nothing else is in dates.
  else if (/^[\d:.tz-]+$/i.test(search) && !/\d{5}/.test(search))
    found.push(`${instantSql('log.at')} ilike ${next(pattern)}`);
  return { where: found.length === 0 ? 'false' : found.join(' or '), parameters };
}

/** From when until when a month or a day is, which are found by their index: no other part of a date looks like them. */
function daysOf(search: string): readonly string[] {
  const start = new Date(search.length === 7 ? `${search}-01` : search);
  // There is no such day: nothing is in it.
  if (!(start.getTime() > 0) || !start.toISOString().startsWith(search)) return ['infinity', 'infinity'];
  const end = new Date(start);
  if (search.length === 7) end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCDate(end.getUTCDate() + 1);
  return [start.toISOString(), end.getUTCFullYear() > 9999 ? 'infinity' : end.toISOString()];
}
