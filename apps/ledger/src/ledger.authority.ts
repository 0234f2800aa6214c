import type { AccountAuthority } from '#domain/licenses/account-authority.ts';
import type { Sql } from '#runtime/slice.ts';

/**
 * P1: what a person is to an account and to the parent that it is to have: an owner or super-user, for the whole organisation and
 * with full access, of the account itself or of one above it.
 */
export async function authorityOver(
  sql: Sql,
  email: string,
  accountId: string,
  parentId: string | undefined,
): Promise<Omit<AccountAuthority, 'operator'>> {
  const [row] = await sql<Omit<AccountAuthority, 'operator'>>(
    `with recursive above as (
       select $1::text as account_id, 'account' as side
       union select $3::text, 'parent' where $3::text is not null
       union
       select account.parent_id, side from ledger.account join above using (account_id) where account.parent_id is not null
     ), owned as (
       select account_id from ledger.administrator where email = $2 and not removed
         and role in ('super-user', 'owner') and access = 'full' and scope = 'organization'
     )
     select exists (select from owned where account_id = $1) as own,
       exists (select from above join owned using (account_id) where side = 'account' and account_id <> $1) as above,
       exists (select from above join owned using (account_id) where side = 'parent') as "newParent",
       exists (select from above where side = 'parent' and account_id = $1) as loop`,
    [accountId, email.toLowerCase(), parentId ?? null],
  );
  return row ?? { own: false, above: false, newParent: false, loop: false };
}
