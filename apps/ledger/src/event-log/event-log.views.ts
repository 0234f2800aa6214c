import { toldViolations } from '#domain/licenses/rules/told-violations.ts';
import type { Violation } from '#domain/values/violation.ts';
import { seenSides, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';
import { chosen } from './event-log.chosen.ts';
import { type EventQuery, names, newestFirst, orderOf, rankedOrder, seenByPerson } from './event-log.query.ts';
import { readEvents } from './event-log.read.ts';

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

/** A page of the log, and how many events there are on all of them, about. */
export interface EventListPage extends Page<EventView> {
  readonly estimatedTotal: number;
}

/** A page of the event log, as somebody may read it (L11): names and findings of accounts that they do not see are not in it. */
export async function listEvents(sql: Sql, visible: Visible, query: EventQuery): Promise<EventListPage> {
  const size = pageSize(query.limit);
  // A place in one order is none in another.
  const { sort = newestFirst } = query;
  const [sorted, ...after] = cursorKey(query.cursor, ['text', orderOf(sort).part, 'number']) ?? [sort];
  if (sorted !== sort) throw wrongCursor();
  const { rows, estimatedTotal } = await readEvents<EventRow & { key: string }>(sql, visible, query, {
    columns,
    after,
    limit: size + 1,
  });
  const { items, nextCursor } = pageOf(rows, size, ({ key, id }) => [sort, key, id]);
  return { items: items.map((row) => viewOf(row, visible)), nextCursor, estimatedTotal };
}

/**
 * Every event that fits, in order, in pieces of `size`: for exports. Between pieces no connection is held. The log is sorted once, to
 * the places of its events (R17): each piece by itself would sort all of it again.
 */
export async function* allEvents(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  size = 2000,
): AsyncGenerator<EventView[]> {
  const { where, parameters } = await chosen(sql, visible, query);
  const { head, join, order } = rankedOrder(query.sort);
  const [row] = await sql<{ places: string | null }>(
    `${head} select array_agg(log.position order by ${order})::text as places
     from ledger.event_log log ${join} where ${where}`,
    parameters,
  );
  // As numbers: half a million of them stay for as long as the export takes.
  const places = Float64Array.from(row?.places?.slice(1, -1).split(',') ?? [], Number);
  const shared = await sharedNames(sql, parameters[0]);
  for (let start = 0; start < places.length; start += size) {
    const rows = await sql<EventRow>(
      `select ${columns} from unnest($2::bigint[]) with ordinality as listed (position, place)
         join ledger.event_log log using (position) ${names} order by listed.place`,
      [parameters[0], [...places.subarray(start, start + size)]],
    );
    yield rows.map((each) => withIds(viewOf(each, visible), shared));
  }
}

/** Names that several of the accounts that the person sees have (T13). */
async function sharedNames(sql: Sql, visible: unknown): Promise<ReadonlySet<string>> {
  const rows = await sql<{ name: string }>(
    `select name from ledger.account where ${seenByPerson('account_id')} group by name having count(*) > 1`,
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

function viewOf(row: EventRow & { readonly key?: string }, visible: Visible): EventView {
  const { ofSource, ofTarget, key: _key, ...event } = row;
  const sees = seenSides(visible, event.source, event.target);
  // Of a side that whoever asked could not see, nothing was found out.
  const told = { source: sees.source || !ofSource, target: sees.target || !ofTarget };
  const violations = event.violations && toldViolations(event.violations, told);
  return { ...event, licenseCount: Number(event.licenseCount), violations };
}
