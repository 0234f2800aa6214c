import type { Visible } from '#runtime/http/access/access.ts';
import { asPeopleSort } from '#runtime/http/lists/sorting.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type Chosen, chosen } from './event-log.chosen.ts';
import { type EventQuery, names, orderOf, valueByValue } from './event-log.query.ts';
import type { ValueColumn } from './event-log.values.ts';

/** How a page of the event log is read, so that its time does not grow with the log (R17). */

/** Where one way of reading becomes faster than another. */
export interface LogReading {
  /** Up to so many events are gathered and sorted; of more, the database meets those of a page in the order of the whole log. */
  readonly gathered: number;
  /** Of so many different texts the events are looked for, before those of all are. */
  readonly texts: number;
  /** Where one event in so many is asked for, a page is soon full. */
  readonly dense: number;
}

export const asMeasured: LogReading = { gathered: 5000, texts: 500, dense: 50 };
/** More than there are. */
const everyText = 2 ** 31;
/** Up to so many are counted where an estimate would tell of accounts that the reader does not see. */
const countedEvents = 10_000;

/** Events of a page, each with the key of its place. */
interface EventRows<Row> {
  readonly rows: readonly Row[];
  /** How many events there are on all pages, about. */
  readonly estimatedTotal: number;
}

/** What is read of `log`, `source` and `target`, from after which place, and how much. */
interface Wanted {
  readonly columns: string;
  /** Text and position; empty on the first page. */
  readonly after: readonly string[];
  readonly limit: number;
}

/** Reads events that a query chooses, in its order. */
export async function readEvents<Row>(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  wanted: Wanted,
  reading: LogReading = asMeasured,
): Promise<EventRows<Row>> {
  const what = await chosen(sql, visible, query);
  const { after, limit } = wanted;
  const fewest = await fewestOf(sql, visible, query, what);
  const rows = await rowsOf<Row>(sql, query, what, fewest, wanted, reading);
  const isWhole = after.length === 0 && rows.length < limit;
  return { rows, estimatedTotal: isWhole ? rows.length : await totalOf(sql, visible, query, what, fewest) };
}

async function rowsOf<Row>(
  sql: Sql,
  query: EventQuery,
  what: Chosen,
  fewest: Fewest,
  wanted: Wanted,
  { gathered, texts, dense }: LogReading,
): Promise<readonly Row[]> {
  const parameters = [...what.parameters, wanted.after[0] ?? null, wanted.after[1] ?? null, wanted.limit];
  const read = (statement: string) => sql<Row>(statement, parameters);
  if (fewest.count <= gathered) return await read(sortedSql(fewest.where, query, what, wanted));
  const { column } = orderOf(query.sort);
  const isByValue = column !== undefined && (!what.isNarrowed || (await isDense(sql, column, what, dense)));
  if (!isByValue) return await read(sortedSql(undefined, query, what, wanted));
  const first = await read(byValueSql(query, what, wanted, texts));
  return first.length === wanted.limit ? first : await read(byValueSql(query, what, wanted, everyText));
}

/** Whether a page is full before many events were met in vain. Types are so few that one of them may be a large part of the log. */
async function isDense(sql: Sql, column: ValueColumn, { where, parameters }: Chosen, dense: number): Promise<boolean> {
  if (column === 'type') return false;
  return (await estimate(sql, where, parameters)) * dense > (await estimate(sql, 'true', []));
}

/** The condition that the fewest events meet, of those that an index finds them by, and how many about; all of the log has none. */
interface Fewest {
  readonly where?: string;
  readonly count: number;
}

async function fewestOf(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  { ofAccounts, narrowed, parameters, isNarrowed }: Chosen,
): Promise<Fewest> {
  const ofSome = visible !== 'everything' || query.account !== undefined;
  const counted: { where?: string; count: number }[] = [];
  if (ofSome) counted.push({ where: ofAccounts, count: await estimate(sql, ofAccounts, parameters.slice(0, 2)) });
  if (isNarrowed) counted.push({ where: narrowed, count: await estimate(sql, `${named} and ${narrowed}`, parameters) });
  return counted.reduce((one, other) => (other.count < one.count ? other : one), { count: Number.POSITIVE_INFINITY });
}

/** Events in an order of any kind; those that meet a condition are read first, where there is one. */
function sortedSql(first: string | undefined, query: EventQuery, what: Chosen, { columns }: Wanted): string {
  const { expression, type, key, direction } = orderOf(query.sort);
  const [at, position, most] = placeOf(what);
  const log = first === undefined ? 'ledger.event_log' : `(select * from ledger.event_log log where ${first} offset 0)`;
  return `select ${columns}, ${key} as key from ${log} log ${names}
    where ${what.where} and (${at}::text is null
      or (${expression}, log.position) ${direction === 'desc' ? '<' : '>'} (${at}::${type}, ${position}::bigint))
    order by ${expression} ${direction}, log.position ${direction} limit ${most}`;
}

/** Events in the order of a text, until a page is full or so many texts are through. */
function byValueSql({ sort }: EventQuery, what: Chosen, { columns }: Wanted, values: number): string {
  const { direction } = orderOf(sort);
  const [at, position, most] = placeOf(what);
  const log = valueByValue(sort, { where: what.where, after: [at, position], most, values });
  return `select ${columns}, log.label as key from ${log} log ${names}
    order by log.label ${asPeopleSort} ${direction}, log.position ${direction}`;
}

/** The parameters of a page's place, after those of what is chosen. */
function placeOf({ parameters }: Chosen): readonly [at: string, position: string, limit: string] {
  const { length } = parameters;
  return [`$${length + 1}`, `$${length + 2}`, `$${length + 3}`];
}

/** The parameters of accounts, so that the database knows their types where it does not ask for them. */
const named = '($1::text[] is null or true) and ($2::text is null or true)';

/** What the database expects to find, by its statistics. */
async function estimate(sql: Sql, where: string, parameters: readonly unknown[]): Promise<number> {
  const [row] = await sql<{ 'QUERY PLAN': string }>(
    `explain select from ledger.event_log log where ${where}`,
    parameters,
  );
  return Number(/ rows=(\d+)/.exec(row?.['QUERY PLAN'] ?? '')?.[1] ?? 0);
}

/** L11: statistics are of everybody's events; of an account that the reader does not see, only what both had is counted. */
async function totalOf(sql: Sql, visible: Visible, query: EventQuery, what: Chosen, fewest: Fewest): Promise<number> {
  const { account } = query;
  const { where, parameters } = what;
  if (visible === 'everything' || account === undefined || visible.includes(account)) {
    // With a thousand accounts an estimate takes as long as a page.
    const isKnown = !what.isNarrowed && fewest.where !== undefined;
    return isKnown ? fewest.count : await estimate(sql, where, parameters);
  }
  const [row] = await sql<{ count: string }>(
    `select count(*) from (select from ledger.event_log log where ${where} limit ${countedEvents}) counted`,
    parameters,
  );
  return Number(row?.count ?? 0);
}
