import { programsPath } from '../addresses.ts';
import type { Account, Page, Program } from './answers.ts';
import { type AskedRoles, hasAskedRole, rolesAsked } from './asked-roles.ts';
import { useAnswer } from './cache.ts';
import { session } from './shell.ts';

/**
 * Whether the person has one of the roles that a program asks for (M2, D1), so that nobody tries what is refused for it. The services
 * decide; this only says it before.
 */

/** For a program and an account: the roles that somebody would have to have; undefined where nothing is missing. */
export function useMissingRoles(): (program: string, account: Account | undefined) => AskedRoles | undefined {
  const { data } = useAnswer<Page<Program>>(programsPath);
  return (program, account) => {
    const asked = data && rolesAsked(data.items, program);
    if (!asked || !account || hasAskedRole(asked, account, session().memberships)) return undefined;
    return asked;
  };
}
