import type { Administrator } from '#domain/licenses/books/account.ts';
import { passcodeTries } from '#domain/licenses/cases/case-submit.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';
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
  const [after = null] = cursorKey(query.cursor, ['text']) ?? [];
  const rows = await sql<AdministratorView>(
    `select account_id as "accountId", email, role, access, scope, sign_in as "signIn",
       case when passcode_hash is null then 'none' when passcode_failures >= $3 then 'locked' else 'set' end as passcode,
       ${instantSql('as_of')} as "asOf"
     from ledger.administrator where account_id = $1 and not removed and ($2::text is null or email > $2)
     order by email limit $4`,
    [accountId, after, passcodeTries, size + 1],
  );
  return pageOf(rows, size, ({ email }) => [email]);
}
