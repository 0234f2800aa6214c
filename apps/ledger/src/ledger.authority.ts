import type { AccountAuthority } from '#domain/licenses/authority/account-authority.ts';
import { type AuthorityTables, aboveOf, owning, placesOf } from '#runtime/http/access/authority.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** The administrators and accounts that the ledger's rules look at. */
export const ledgerAuthority: AuthorityTables = { members: 'ledger.administrator', parents: 'ledger.account' };

/**
 * P1: what a person is to an account and to the parent that it is to have: an owner or super-user, for the whole organization and
 * with full access, of the account itself or of one above it.
 *
 * @param email in the one spelling of a mailbox
 */
export async function authorityOver(
  sql: Sql,
  email: string,
  accountId: string,
  parentId: string | undefined,
): Promise<Omit<AccountAuthority, 'operator'>> {
  const asked = parentId === undefined ? [accountId] : [accountId, parentId];
  const places = await placesOf(sql, ledgerAuthority, owning, [email], asked);
  const mine = places.filter((place) => place.asked === accountId);
  const isLoop = parentId !== undefined && (await aboveOf(sql, ledgerAuthority, parentId)).has(accountId);
  return {
    own: mine.some((place) => place.accountId === accountId),
    above: mine.some((place) => place.accountId !== accountId),
    newParent: places.some((place) => place.asked === parentId),
    loop: isLoop,
  };
}
