import type { Visible } from '#runtime/http/access/access.ts';
import { asPeopleSort } from '#runtime/http/lists/sorting.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type Chosen, chosen } from './event-log.chosen.ts';
import { type EventQuery, names, orderOf, valueByValue } from './event-log.query.ts';

/** How a page of the event log is read, so that its time does not grow with the log (R17). */

/** Up to so many events of some accounts, it is faster to gather them all than to meet them in the order of the whole log. */
const gathered = 200_000;
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
  { columns, after, limit }: Wanted,
): Promise<EventRows<Row>> {
  const what = await chosen(sql, visible, query);
  const { expression, type, key, direction } = orderOf(query.sort);
  const [at, position, most] = [1, 2, 3].map((index) => `$${what.parameters.length + index}`);
  const order = `${direction}, log.position ${direction}`;
  // Whoever looks for something finds few events, which are sorted; all of them are read in their order instead.
  const isAll = visible === 'everything' && query.account === undefined && !what.isNarrowed;
  const ordered = isAll ? valueByValue(query.sort, [`${at}`, `${position}`, `${most}`]) : undefined;
  const rows = await sql<Row>(
    ordered
      ? `select ${columns}, log.label as key from ${ordered} log ${names} where ${what.where}
         order by log.label ${asPeopleSort} ${order}`
      : `select ${columns}, ${key} as key from ${await logOf(sql, visible, query, what)} ${names}
         where ${what.where} and (${at}::text is null
           or (${expression}, log.position) ${direction === 'desc' ? '<' : '>'} (${at}::${type}, ${position}::bigint))
         order by ${expression} ${order} limit ${most}`,
    [...what.parameters, after[0] ?? null, after[1] ?? null, limit],
  );
  const isWhole = after.length === 0 && rows.length < limit;
  return { rows, estimatedTotal: isWhole ? rows.length : await totalOf(sql, visible, query, what) };
}

/** A plan that hopes for a full page soon meets every event where there is none: those of some accounts are gathered first. */
async function logOf(sql: Sql, visible: Visible, query: EventQuery, what: Chosen): Promise<string> {
  const isOfAll = visible === 'everything' && query.account === undefined;
  if (isOfAll || !what.isNarrowed) return 'ledger.event_log log';
  const isFew = (await estimate(sql, what.ofAccounts, what.parameters.slice(0, 2))) <= gathered;
  return isFew ? `(select * from ledger.event_log log where ${what.ofAccounts} offset 0) log` : 'ledger.event_log log';
}

/** What the database expects to find, by its statistics. */
async function estimate(sql: Sql, where: string, parameters: readonly unknown[]): Promise<number> {
  const [row] = await sql<{ 'QUERY PLAN': string }>(
    `explain select from ledger.event_log log where ${where}`,
    parameters,
  );
  return Number(/ rows=(\d+)/.exec(row?.['QUERY PLAN'] ?? '')?.[1] ?? 0);
}

/** L11: statistics are of everybody's events; of an account that the reader does not see, only what both had is counted. */
async function totalOf(sql: Sql, visible: Visible, query: EventQuery, what: Chosen): Promise<number> {
  const { account } = query;
  const { where, parameters } = what;
  if (visible === 'everything' || account === undefined || visible.includes(account))
    return await estimate(sql, where, parameters);
  const [row] = await sql<{ count: string }>(
    `select count(*) from (select from ledger.event_log log where ${where} limit ${countedEvents}) counted`,
    parameters,
  );
  return Number(row?.count ?? 0);
}
