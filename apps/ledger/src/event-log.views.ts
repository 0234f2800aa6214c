import { toldViolations } from '#domain/licenses/told-violations.ts';
import type { Violation } from '#domain/values/violation.ts';
import { seenSides, type Visible } from '#runtime/access.ts';
import { cursorKey, type KeyPart, type Page, pageOf, pageSize, wrongCursor } from '#runtime/paging.ts';
import { notUnderstood } from '#runtime/problem.filter.ts';
import type { Sql } from '#runtime/slice.ts';
import { instantSql } from './ledger.rows.ts';

/** The event log (L8, D8): what was done and refused, for whoever may see one of its accounts. */

export interface EventView {
  readonly id: string;
  readonly date: string;
  readonly type: string;
  readonly source: string | null;
  readonly sourceName: string | null;
  readonly target: string | null;
  readonly targetName: string | null;
  readonly licenseCount: number;
  readonly initiatedBy: string;
  /** The journal, request or case that it is about. */
  readonly reference: string;
  readonly note: string | null;
  readonly violations: readonly Violation[] | null;
}

export interface EventQuery {
  /** Only what this account is source or target of. */
  readonly account?: string;
  /** Text that one of the six columns holds as it is shown, or an account's id. */
  readonly search?: string;
  /** A column, with `-` in front for the other way round; the newest come first without it. */
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

// As people sort: not by bytes, which would put Zebra before alpha and Łódź after both. Texts that differ are never equal
// in it, so that a cursor is one place.
const asPeopleSort = 'collate "und-x-icu"';

/** What can be sorted by, what it is to the database and to a cursor, and as what text a cursor has it. */
interface Sortable {
  readonly expression: string;
  readonly type: 'timestamptz' | 'text' | 'bigint';
  readonly part: KeyPart;
  readonly key: string;
}

const textColumn = (expression: string): Sortable => ({
  expression: `${expression} ${asPeopleSort}`,
  type: 'text',
  part: 'text',
  key: expression,
});

const sortable: Readonly<Record<string, Sortable>> = {
  date: { expression: 'log.at', type: 'timestamptz', part: 'instant', key: instantSql('log.at', 'US') },
  type: textColumn('log.type'),
  source: textColumn("coalesce(source.name, log.source, '')"),
  target: textColumn("coalesce(target.name, log.target, '')"),
  licenseCount: { expression: 'log.quantity', type: 'bigint', part: 'number', key: 'log.quantity::text' },
  initiatedBy: textColumn('log.initiated_by'),
};

const newestFirst = '-date';

/** A page of the event log, as somebody may read it (L11): names and findings of accounts that they do not see are not in it. */
export async function listEvents(sql: Sql, visible: Visible, query: EventQuery): Promise<Page<EventView>> {
  const size = pageSize(query.limit);
  // A place in one order is none in another.
  const { sort = newestFirst } = query;
  const [sorted, ...after] = cursorKey(query.cursor, ['text', orderOf(sort).part, 'number']) ?? [sort];
  if (sorted !== sort) throw wrongCursor();
  const rows = await readEvents(sql, visible, query, after, size + 1);
  const page = pageOf(rows, size, ({ key, id }) => [sort, key, id]);
  return { items: page.items.map(({ key: _key, ...event }) => event), nextCursor: page.nextCursor };
}

/**
 * Every event that fits, in order, in pieces of `size`: for exports. Between pieces no connection is held. The log is sorted once, to
 * the places of its events (R17): each piece by itself would sort all of it again.
 */
export async function* allEvents(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  size = 5000,
): AsyncGenerator<EventView[]> {
  const { expression, direction } = orderOf(query.sort);
  const { where, parameters } = await chosen(sql, visible, query);
  const [row] = await sql<{ places: string | null }>(
    `select array_agg(log.position order by ${expression} ${direction}, log.position ${direction})::text as places
     from ledger.event_log log ${names} where ${where}`,
    parameters,
  );
  const places = row?.places?.slice(1, -1).split(',') ?? [];
  const shared = await sharedNames(sql, parameters[0]);
  for (let start = 0; start < places.length; start += size) {
    const rows = await sql<EventRow>(
      `select ${columns} from unnest($2::bigint[]) with ordinality as listed (position, place)
         join ledger.event_log log using (position) ${names} order by listed.place`,
      [parameters[0], places.slice(start, start + size)],
    );
    yield rows.map((each) => withIds(viewOf(each, visible), shared));
  }
}

/** Names that several of the accounts that the person sees have (T13). */
async function sharedNames(sql: Sql, visible: unknown): Promise<ReadonlySet<string>> {
  const rows = await sql<{ name: string }>(
    `select name from ledger.account where ${seen('account_id')} group by name having count(*) > 1`,
    [visible],
  );
  return new Set(rows.map(({ name }) => name));
}

/** T13: where a name is not enough to tell accounts apart, the id stands behind it. */
function withIds(event: EventView, shared: ReadonlySet<string>): EventView {
  const titled = (name: string | null, id: string | null) => (name && shared.has(name) ? `${name} (${id})` : name);
  const { sourceName, source, targetName, target } = event;
  return { ...event, sourceName: titled(sourceName, source), targetName: titled(targetName, target) };
}

interface EventRow extends Omit<EventView, 'licenseCount'> {
  readonly licenseCount: string;
  readonly ofSource: boolean;
  readonly ofTarget: boolean;
}

const columns = `log.position::text as id, ${instantSql('log.at')} as date, log.type, log.source, source.name as "sourceName",
  log.target, target.name as "targetName", log.quantity as "licenseCount", log.initiated_by as "initiatedBy",
  log.reference, log.note, log.violations, log.of_source as "ofSource", log.of_target as "ofTarget"`;

/** The names of accounts that the person sees. */
const names = `left join ledger.account source on source.account_id = log.source and ${seen('log.source')}
  left join ledger.account target on target.account_id = log.target and ${seen('log.target')}`;

async function readEvents(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  after: readonly string[],
  limit: number,
): Promise<(EventView & { key: string })[]> {
  const { expression, type, key, direction } = orderOf(query.sort);
  const { where, parameters } = await chosen(sql, visible, query);
  const [at, position, most] = [1, 2, 3].map((index) => `$${parameters.length + index}`);
  const rows = await sql<EventRow & { key: string }>(
    `select ${columns}, ${key} as key from ledger.event_log log ${names}
     where ${where} and (${at}::text is null
       or (${expression}, log.position) ${direction === 'desc' ? '<' : '>'} (${at}::${type}, ${position}::bigint))
     order by ${expression} ${direction}, log.position ${direction} limit ${most}`,
    [...parameters, after[0] ?? null, after[1] ?? null, limit],
  );
  return rows.map((row) => ({ ...viewOf(row, visible), key: row.key }));
}

function viewOf(row: EventRow & { readonly key?: string }, visible: Visible): EventView {
  const { ofSource, ofTarget, key: _key, ...event } = row;
  const sees = seenSides(visible, event.source, event.target);
  // Of a side that whoever asked could not see, nothing was found out.
  const told = { source: sees.source || !ofSource, target: sees.target || !ofTarget };
  const violations = event.violations && toldViolations(event.violations, told);
  return { ...event, licenseCount: Number(event.licenseCount), violations };
}

/** Which events a query is about. A name is looked for among the accounts first, and not in every event (R17). */
async function chosen(
  sql: Sql,
  visible: Visible,
  { account, search }: EventQuery,
): Promise<{ readonly where: string; readonly parameters: readonly unknown[] }> {
  const parameters = [visible === 'everything' ? null : visible, account ?? null];
  const where = `($1::text[] is null or log.of_source and log.source = any($1::text[]) or log.of_target and log.target = any($1::text[]))
    and ($2::text is null or log.source = $2 and (log.of_source or $1 is null)
      or log.target = $2 and (log.of_target or $1 is null))`;
  if (search === undefined) return { where, parameters };
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const named = await sql<{ id: string }>(
    `select account_id as id from ledger.account where ${seen('account_id')} and name ilike $2`,
    [parameters[0], pattern],
  );
  // Nothing else is in dates and counts.
  const isFigure = /^[\d:.tz-]+$/i.test(search);
  const figures = isFigure ? `or ${instantSql('log.at')} ilike $3 or log.quantity::text like $3` : '';
  const found = `log.type ilike $3 or log.initiated_by ilike $3 or log.source ilike $3 or log.target ilike $3
    or log.source = any($4::text[]) or log.target = any($4::text[]) ${figures}`;
  return { where: `${where} and (${found})`, parameters: [...parameters, pattern, named.map(({ id }) => id)] };
}

/** Whether the account of a column is one that the person sees. */
function seen(column: string): string {
  return `($1::text[] is null or ${column} = any($1::text[]))`;
}

function orderOf(sort = newestFirst): Sortable & { readonly direction: 'asc' | 'desc' } {
  const column = sort.replace(/^-/, '');
  const found = Object.hasOwn(sortable, column) ? sortable[column] : undefined;
  if (!found) {
    const detail = `sort is ${sort.slice(0, 40)}; it has to be one of ${Object.keys(sortable).join(', ')}, with - for descending`;
    throw notUnderstood(detail);
  }
  return { ...found, direction: sort.startsWith('-') ? 'desc' : 'asc' };
}
