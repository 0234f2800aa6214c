import { toldViolations } from '#domain/licenses/told-violations.ts';
import type { Violation } from '#domain/values/violation.ts';
import { seenSides, type Visible } from '#runtime/access.ts';
import { cursorKey, type KeyPart, type Page, pageOf, pageSize } from '#runtime/paging.ts';
import { Problem } from '#runtime/problem.filter.ts';
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

/** A page of the event log, as somebody may read it (L11): names and findings of accounts that they do not see are not in it. */
export async function listEvents(sql: Sql, visible: Visible, query: EventQuery): Promise<Page<EventView>> {
  const size = pageSize(query.limit);
  const after = cursorKey(query.cursor, [orderOf(query.sort).part, 'number']);
  const rows = await readEvents(sql, visible, query, after, size + 1);
  const page = pageOf(rows, size, ({ key, id }) => [key, id]);
  return { items: page.items.map(({ key: _key, ...event }) => event), nextCursor: page.nextCursor };
}

/** Every event that fits, in order, in pages of `size`: for exports. Between pages no connection is held. */
export async function* allEvents(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  size = 5000,
): AsyncGenerator<EventView[]> {
  let after: readonly string[] | undefined;
  for (;;) {
    const rows = await readEvents(sql, visible, query, after, size);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = [last.key, last.id];
  }
}

async function readEvents(
  sql: Sql,
  visible: Visible,
  query: EventQuery,
  after: readonly string[] | undefined,
  limit: number,
): Promise<(EventView & { key: string })[]> {
  const { expression, type, key, direction } = orderOf(query.sort);
  const search = query.search === undefined ? null : `%${query.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const rows = await sql<EventView & { key: string; licenseCount: string; ofSource: boolean; ofTarget: boolean }>(
    `select log.position::text as id, ${instantSql('log.at')} as date, log.type, log.source, source.name as "sourceName",
       log.target, target.name as "targetName", log.quantity as "licenseCount", log.initiated_by as "initiatedBy",
       log.reference, log.note, log.violations, log.of_source as "ofSource", log.of_target as "ofTarget",
       ${key} as key
     from ledger.event_log log
       left join ledger.account source on source.account_id = log.source and ${seen('log.source')}
       left join ledger.account target on target.account_id = log.target and ${seen('log.target')}
     where ($1::text[] is null or log.of_source and log.source = any($1::text[]) or log.of_target and log.target = any($1::text[]))
       and ($2::text is null or log.source = $2 and (log.of_source or $1 is null)
         or log.target = $2 and (log.of_target or $1 is null))
       and ($3::text is null or concat_ws(' ', ${instantSql('log.at')}, log.type, log.source, source.name, log.target,
         target.name, log.quantity, log.initiated_by) ilike $3)
       and ($4::text is null or (${expression}, log.position) ${direction === 'desc' ? '<' : '>'} ($4::${type}, $5::bigint))
     order by ${expression} ${direction}, log.position ${direction} limit $6`,
    [
      visible === 'everything' ? null : visible,
      query.account ?? null,
      search,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit,
    ],
  );
  return rows.map(({ ofSource, ofTarget, ...row }) => {
    const sees = seenSides(visible, row.source, row.target);
    // Of a side that whoever asked could not see, nothing was found out.
    const told = { source: sees.source || !ofSource, target: sees.target || !ofTarget };
    const violations = row.violations && toldViolations(row.violations, told);
    return { ...row, licenseCount: Number(row.licenseCount), violations };
  });
}

/** Whether the account of a column is one that the person sees. */
function seen(column: string): string {
  return `($1::text[] is null or ${column} = any($1::text[]))`;
}

function orderOf(sort = '-date'): Sortable & { readonly direction: 'asc' | 'desc' } {
  const column = sort.replace(/^-/, '');
  const found = Object.hasOwn(sortable, column) ? sortable[column] : undefined;
  if (!found) {
    const detail = `sort is ${sort.slice(0, 40)}; it has to be one of ${Object.keys(sortable).join(', ')}, with - for descending`;
    throw new Problem(400, 'Not understood', detail);
  }
  return { ...found, direction: sort.startsWith('-') ? 'desc' : 'asc' };
}
