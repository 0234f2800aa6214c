import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ledger } from '../ledger.tables.ts';
import type { ListQuery } from './accounts.views.ts';

/** One change of an account, or of a person's role in it. */
export interface AccountChangeView {
  readonly id: string;
  /** When it became so, as whoever told of it says. */
  readonly at: string;
  readonly recordedAt: string;
  readonly what: 'account' | 'administrator' | 'administrator-removed';
  /** Whose role it is. */
  readonly email?: string;
  /** The system that told of it. */
  readonly source: string;
  readonly changedBy?: string;
  readonly fields: readonly { readonly field: string; readonly before?: unknown; readonly after?: unknown }[];
}

/** A page of an account's history, the newest first. */
export async function listAccountHistory(
  sql: Sql,
  accountId: string,
  query: ListQuery,
): Promise<Page<AccountChangeView>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, ['number']) ?? [];
  const rows = await ledger(sql)
    .selectFrom('account_history')
    .select(['position as id', 'what', 'email', 'source', 'changed_by as changedBy', 'fields'])
    .select(({ ref }) => [millisOf(ref('at')).as('at'), millisOf(ref('recorded_at')).as('recordedAt')])
    .where(({ and, eb }) =>
      and([eb('account_id', '=', accountId), ...(after === undefined ? [] : [eb('position', '<', after)])]),
    )
    .orderBy('position', 'desc')
    .limit(size + 1)
    .execute();
  const views = rows.map(({ email, changedBy, ...change }): AccountChangeView => {
    return { ...change, ...(email !== null && { email }), ...(changedBy !== null && { changedBy }) };
  });
  return pageOf(views, size, ({ id }) => [id]);
}
