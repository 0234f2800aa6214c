import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';
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
  const [after = null] = cursorKey(query.cursor, ['number']) ?? [];
  const rows = await sql<Record<string, unknown> & { id: string }>(
    `select position::text as id, ${instantSql('at')} as at, ${instantSql('recorded_at')} as "recordedAt", what, email, source,
       changed_by as "changedBy", fields
     from ledger.account_history where account_id = $1 and ($2::bigint is null or position < $2::bigint)
     order by position desc limit $3`,
    [accountId, after, size + 1],
  );
  const views = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
  return pageOf(views as unknown as AccountChangeView[], size, ({ id }) => [id]);
}
