import type { Account } from '#domain/licenses/books/account.ts';
import { isReseller } from '#domain/licenses/rules/rules-stock.ts';
import { type Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type AccountView, knownAccount } from './accounts.views.ts';

/**
 * What a person may ask for an account, by their memberships alone (P1): screens show it. Whether the rules of the program hold is
 * for the previews to say.
 */
export interface AccountRights {
  readonly transfer: boolean;
  readonly purchase: boolean;
  readonly decrease: boolean;
  /** Buy and move stock, where the account is a reseller. */
  readonly stock: boolean;
  /** Submit transfer cases. */
  readonly case: boolean;
  /** Change the account, and who administers it. */
  readonly administer: boolean;
}

/** Accounts, each with what the person may do with it. */
export async function withRights<View extends Pick<AccountView, 'accountId' | 'kind'>>(
  access: Access,
  person: Person,
  accounts: readonly View[],
): Promise<(View & { readonly may: AccountRights })[]> {
  const ids = accounts.map(({ accountId }) => accountId);
  const [changes, administers] = [await access.changeable(person, ids), await access.administrable(person, ids)];
  const isIn = (among: 'everything' | ReadonlySet<string>, id: string) => among === 'everything' || among.has(id);
  return accounts.map((account) => {
    const may = isIn(changes, account.accountId);
    const administer = isIn(administers, account.accountId);
    const stock = may && isReseller(account);
    return { ...account, may: { transfer: may, purchase: may, decrease: may, stock, case: may, administer } };
  });
}

/**
 * An account for somebody who may see it.
 * @throws Problem 404 where they may not, as where there is none (L11)
 */
export async function seenAccount(access: Access, sql: Sql, person: Person, accountId: string): Promise<Account> {
  const seen = maySee(await access.visibleTo(person), [accountId]);
  const account = seen ? await knownAccount(sql, accountId) : undefined;
  if (!account) throw notFound(`account ${accountId}`);
  return account;
}
