import type { Account, Membership, Program } from './answers.ts';

/** The roles that a program asks for, and where: in the MSP, or in the account or the MSP that it belongs to. */
export interface AskedRoles {
  readonly roles: readonly string[];
  readonly at: 'msp' | 'account-or-msp';
}

/** Accounts that sell licenses on: what they have is stock, and they are the MSP of nobody. */
export const sellingOn: ReadonlySet<string> = new Set(['reseller', 'partner', 'distributor']);

/** What a program asks for; undefined: it asks for no role, or is not known. */
export function rolesAsked(programs: readonly Program[], name: string): AskedRoles | undefined {
  const rules = programs.find((program) => program.name === name)?.rules ?? [];
  // Its parameters say what the rule is about, whatever its code.
  const rule = rules.find(({ roles, at }) => Array.isArray(roles) && (at === 'msp' || at === 'account-or-msp'));
  return rule && { roles: rule.roles as string[], at: rule.at as AskedRoles['at'] };
}

/** Whether one of these roles is had for an account, with full access and for the whole organization. */
export function hasAskedRole(
  { roles, at }: AskedRoles,
  { accountId, parentId }: Pick<Account, 'accountId' | 'parentId'>,
  memberships: readonly Membership[],
): boolean {
  const places = at === 'msp' ? [parentId] : [accountId, parentId];
  return memberships.some(
    ({ accountId: where, kind, role, access, scope }) =>
      places.includes(where) &&
      (where === accountId || !sellingOn.has(kind)) &&
      roles.includes(role) &&
      access === 'full' &&
      scope === 'organization',
  );
}
