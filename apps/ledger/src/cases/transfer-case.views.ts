import type { TransferCase } from '#domain/licenses/books/case.ts';
import { toldViolations } from '#domain/licenses/rules/told-violations.ts';
import { seenSides, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { instantSql } from '../books/ledger.rows.ts';

/** A case as it stands; undefined when there is none of that id. */
export async function findCase(sql: Sql, caseId: string): Promise<TransferCase | undefined> {
  const [row] = await sql<{ document: TransferCase }>('select document from ledger.transfer_case where case_id = $1', [
    caseId,
  ]);
  return row?.document;
}

/**
 * A case for somebody who sees one side of it or both (L11): what stood in the way of approving it may be about either, and how
 * the destination is called is for those who see it.
 */
export function shownCase(found: TransferCase, visible: Visible): TransferCase {
  const sees = seenSides(visible, found.from, found.to);
  if (sees.source && sees.target) return found;
  const history = found.history.map(({ violations, ...step }) =>
    violations === undefined ? step : { ...step, violations: toldViolations(violations, sees) },
  );
  return { ...found, history, ...(sees.target ? {} : { destinationName: found.to, destinationLink: '' }) };
}

export interface CaseQuery extends ListQuery {
  readonly state?: string;
  /** Only what goes from this account or to it. */
  readonly account?: string;
}

/** A page of the cases of accounts that somebody may see, the newest first. */
export async function listCases(sql: Sql, visible: Visible, query: CaseQuery): Promise<Page<TransferCase>> {
  const size = pageSize(query.limit);
  const [at = null, id = null] = cursorKey(query.cursor, ['instant', 'text']) ?? [];
  const rows = await sql<{ document: TransferCase; submittedAt: string }>(
    `select document, ${instantSql('submitted_at')} as "submittedAt" from ledger.transfer_case
     where ($1::text[] is null or from_account = any($1::text[]) or to_account = any($1::text[]))
       and ($2::text is null or from_account = $2 or to_account = $2) and ($3::text is null or state = $3)
       and ($4::timestamptz is null or (submitted_at, case_id) < ($4::timestamptz, $5))
     order by submitted_at desc, case_id desc limit $6`,
    [visible === 'everything' ? null : visible, query.account ?? null, query.state ?? null, at, id, size + 1],
  );
  const page = pageOf(rows, size, ({ submittedAt, document }) => [submittedAt, document.caseId]);
  return { items: page.items.map(({ document }) => shownCase(document, visible)), nextCursor: page.nextCursor };
}
