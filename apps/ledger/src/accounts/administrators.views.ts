import { sql as expression } from 'kysely';
import type { Administrator } from '#domain/licenses/books/account.ts';
import { passcodeTries } from '#domain/licenses/cases/case-submit.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ledger } from '../ledger.tables.ts';
import type { ListQuery } from './accounts.views.ts';

/** One person's role in an account; of the passcode (K4) only what has become of it. */
export type AdministratorView = Pick<Administrator, 'accountId' | 'email' | 'role' | 'access' | 'scope' | 'signIn'> & {
  readonly passcode: 'none' | 'set' | 'locked';
  readonly asOf: string;
};

/** A page of those who administer an account, by address. */
export async function listAdministrators(
  sql: Sql,
  accountId: string,
  query: ListQuery,
): Promise<Page<AdministratorView>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, ['text']) ?? [];
  const rows = await ledger(sql)
    .selectFrom('administrator')
    .select(['account_id as accountId', 'email', 'role', 'access', 'scope', 'sign_in as signIn'])
    .select(({ ref }) => [
      expression<AdministratorView['passcode']>`case when ${ref('passcode_hash')} is null then 'none'
        when ${ref('passcode_failures')} >= ${passcodeTries} then 'locked' else 'set' end`.as('passcode'),
      millisOf(ref('as_of')).as('asOf'),
    ])
    .where(({ and, eb }) =>
      and([
        eb('account_id', '=', accountId),
        eb('removed', '=', false),
        ...(after === undefined ? [] : [eb('email', '>', after)]),
      ]),
    )
    .orderBy('email')
    .limit(size + 1)
    .execute();
  return pageOf(rows, size, ({ email }) => [email]);
}
