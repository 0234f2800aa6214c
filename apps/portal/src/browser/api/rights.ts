import { programsPath } from '../addresses.ts';
import type { Account, Page, Program } from './answers.ts';
import { type AskedRoles, hasAskedRole, rolesAsked } from './asked-roles.ts';
import { useAnswer } from './cache.ts';
import { session } from './shell.ts';

/**
 * Whether the person has one of the roles that a program asks for (M2, D1), so that nobody tries what is refused for it. The services
 * decide; this only says it before.
 */

/** The program whose licenses sites buy and give up by themselves (D1). */
export const siteProgram = 'miradore';

/** For a program and an account: the roles that somebody would have to have; undefined where nothing is missing. */
export function useMissingRoles(): (program: string, account: Account | undefined) => AskedRoles | undefined {
  const { data } = useAnswer<Page<Program>>(programsPath);
  return (program, account) => {
    const asked = data && rolesAsked(data.items, program);
    if (!asked || !account || hasAskedRole(asked, account, session().memberships)) return undefined;
    return asked;
  };
}

/** For an account: whether the person may buy licenses of sites for it, and give them up (D1). */
export function useSiteRights(): (account: Account) => { readonly purchase: boolean; readonly decrease: boolean } {
  const missing = useMissingRoles();
  return (account) => {
    const isTheirs = account.paymentType === 'monthly-invoice' && missing(siteProgram, account) === undefined;
    return { purchase: isTheirs && account.may.purchase, decrease: isTheirs && account.may.decrease };
  };
}
