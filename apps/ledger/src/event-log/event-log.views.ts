import { toldViolations } from '#domain/licenses/rules/told-violations.ts';
import type { Violation } from '#domain/values/violation.ts';
import { seenSides, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';
import { type EventQuery, newestFirst, orderOf } from './event-log.query.ts';
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
