import { asPeopleSort, sortingOf } from '#runtime/http/lists/sorting.ts';
import type { KeyPart } from '#runtime/http/paging.ts';
import { instantSql } from '../books/ledger.rows.ts';
import { distinctSql, type ValueColumn } from './event-log.values.ts';

/** What of the event log is asked for, and in which order, as SQL. */

export interface EventQuery {
  /** Only what this account is source or target of. */
  readonly account?: string;
  /** Days (UTC), both included. */
  readonly from?: string;
  readonly to?: string;
  readonly type?: string;
  /** A journal, request or case, a lot, or the number of an order. */
  readonly reference?: string;
  /** Text that one of the six columns holds as it is shown, or an account's id. */
  readonly search?: string;
  /** A column, with `-` in front for the other way round; the newest come first without it. */
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/** What can be sorted by, what it is to the database and to a cursor, and as what text a cursor has it. */
interface Sortable {
  readonly expression: string;
  readonly type: 'timestamptz' | 'text' | 'bigint';
  readonly part: KeyPart;
  readonly key: string;
  /** Where it is a text: the column that it comes from. */
  readonly column?: ValueColumn;
}

const textColumn = (column: ValueColumn, expression: string): Sortable => ({
  expression: `${expression} ${asPeopleSort}`,
  type: 'text',
  part: 'text',
  key: expression,
  column,
});

const sortable: Readonly<Record<string, Sortable>> = {
  date: { expression: 'log.at', type: 'timestamptz', part: 'instant', key: instantSql('log.at', 'US') },
  type: textColumn('type', 'log.type'),
  source: textColumn('source', "coalesce(source.name, log.source, '')"),
  target: textColumn('target', "coalesce(target.name, log.target, '')"),
  licenseCount: { expression: 'log.quantity', type: 'bigint', part: 'number', key: 'log.quantity::text' },
  initiatedBy: textColumn('initiated_by', 'log.initiated_by'),
};

/** The order of who asks for none. */
export const newestFirst = '-date';

/** The names of accounts that the person sees. */
export const names = `left join ledger.account source on source.account_id = log.source and ${seenByPerson('log.source')}
  left join ledger.account target on target.account_id = log.target and ${seenByPerson('log.target')}`;

/** A query's order with the texts of its column in it: each of them is compared once, whatever the number of its events (R17). */
export function rankedOrder(sort: string | undefined): {
  readonly head: string;
  readonly join: string;
  readonly order: string;
} {
  const { column, expression, direction } = orderOf(sort);
  if (column === undefined) {
    return { head: '', join: '', order: `${expression} ${direction}, log.position ${direction}` };
  }
  const label = labelOf(column);
  return {
    head: `with ${distinctSql(column)}, ranked as materialized (
      select value, dense_rank() over (order by ${label} ${asPeopleSort}) as rank from found ${namedBy(column)})`,
    join: `join ranked on coalesce(ranked.value, '') = coalesce(log.${column}, '')`,
    order: `ranked.rank ${direction}, log.position ${direction}`,
  };
}

/** Which events, from where on, and how many: SQL of conditions on `log`, and names of parameters. */
export interface ByValue {
  readonly where: string;
  /** Text and position that the page comes after; null on the first. */
  readonly after: readonly [text: string, position: string];
  readonly most: string;
  /** So many different texts are looked through. */
  readonly values: number;
}

/**
 * Events in the order of a text, read value by value until a page is full: nothing is sorted but the values, and of those no more than
 * may be needed.
 *
 * @returns SQL of `log` rows with their `label`; undefined for an order that is of no text
 */
export function valueByValue(sort: string | undefined, { where, after, most, values }: ByValue): string | undefined {
  const { column, direction } = orderOf(sort);
  if (column === undefined) return undefined;
  const [at, position] = after;
  const [beyond, back] = direction === 'desc' ? ['<', 'asc'] : ['>', 'desc'];
  const events = (isValue: string) =>
    `(select log.* from ledger.event_log log where ${isValue} and ${where}
       and (${at}::text is null or (each.label ${asPeopleSort}, log.position) ${beyond} (${at}, ${position}::bigint))
       order by log.${column} ${direction}, log.position ${direction} limit ${most})`;
  const isEmpty = `each.value is null and log.${column} is null`;
  // Not "=": for that the database may walk the whole log by position until a rare value comes, or sort all events of a frequent one. What
  // lies between a value and itself is met in order by the index of both alone.
  const either = [
    `log.${column} between each.value and each.value`,
    ...(column === 'source' || column === 'target' ? [isEmpty] : []),
  ];
  // Values of one text stand together: the last text is known before any of its values is taken.
  return `(with ${distinctSql(column)},
    labeled as materialized (select value, label from (select value, ${labelOf(column)} as label from found ${namedBy(column)}) named
      where ${at}::text is null or label ${asPeopleSort} ${beyond}= ${at}),
    first as (select label from labeled order by label ${asPeopleSort} ${direction} limit ${values}),
    last as (select label from first order by label ${asPeopleSort} ${back} limit 1)
    select events.*, each.label from (
      select value, label from labeled where label ${asPeopleSort} ${beyond === '<' ? '>=' : '<='} (select label from last)
      order by label ${asPeopleSort} ${direction}
    ) each cross join lateral (${either.map(events).join(' union all ')}) events
    order by each.label ${asPeopleSort} ${direction}, events.position ${direction} limit ${most})`;
}

/** What a value is shown as, to somebody who sees its account. */
function labelOf(column: ValueColumn): string {
  return column === 'source' || column === 'target' ? "coalesce(named.name, found.value, '')" : 'found.value';
}

function namedBy(column: ValueColumn): string {
  const isAccount = column === 'source' || column === 'target';
  return isAccount
    ? `left join ledger.account named on named.account_id = found.value and ${seenByPerson('found.value')}`
    : '';
}

/** Whether the account of a column is one that the person sees. */
export function seenByPerson(column: string): string {
  return `($1::text[] is null or ${column} = any($1::text[]))`;
}

export function orderOf(sort = newestFirst): Sortable & { readonly direction: 'asc' | 'desc' } {
  const { column, direction } = sortingOf(sort, sortable);
  return { ...column, direction };
}
