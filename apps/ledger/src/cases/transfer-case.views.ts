import type { TransferCase } from '#domain/licenses/books/case.ts';
import { toldViolations } from '#domain/licenses/rules/told-violations.ts';
import { seenSides, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { anyOf, millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { ledger } from '../ledger.tables.ts';

/** A case as it stands; undefined when there is none of that id. */
export async function findCase(sql: Sql, caseId: string): Promise<TransferCase | undefined> {
  const found = ledger(sql).selectFrom('transfer_case').select('document').where('case_id', '=', caseId);
  return (await found.executeTakeFirst())?.document;
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
  const after = cursorKey(query.cursor, ['instant', 'text']);
  const { account, state } = query;
  const rows = await ledger(sql)
    .selectFrom('transfer_case')
    .select('document')
    .select(({ ref }) => millisOf(ref('submitted_at')).as('submittedAt'))
    .where(({ and, eb, or, refTuple, tuple }) =>
      and([
        ...(visible === 'everything'
          ? []
          : [or([eb('from_account', '=', anyOf(visible)), eb('to_account', '=', anyOf(visible))])]),
        ...(account === undefined ? [] : [or([eb('from_account', '=', account), eb('to_account', '=', account)])]),
        ...(state === undefined ? [] : [eb('state', '=', state)]),
        ...(after ? [eb(refTuple('submitted_at', 'case_id'), '<', tuple(...after))] : []),
      ]),
    )
    .orderBy('submitted_at', 'desc')
    .orderBy('case_id', 'desc')
    .limit(size + 1)
    .execute();
  const page = pageOf(rows, size, ({ submittedAt, document }) => [submittedAt, document.caseId]);
  return { items: page.items.map(({ document }) => shownCase(document, visible)), nextCursor: page.nextCursor };
}
