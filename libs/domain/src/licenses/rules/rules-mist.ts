import {
  type Account,
  type Administrator,
  type AdministratorRole,
  roleNames,
  tierNames,
  titleOf,
} from '../books/account.ts';
import { type Books, keyOf } from '../books/books.ts';
import type { LotRule, RequestRule } from './rule.ts';
import { texts } from './rule.ts';

/** Transfers between the organizations of an MSP; the role rule serves other programs as well. */

/** The MSP that an account belongs to. */
export function mspOf(books: Books, account: Account): Account | undefined {
  const parent = account.parentId === undefined ? undefined : books.accounts.get(account.parentId);
  return parent?.kind === 'msp' ? parent : undefined;
}

const mspTierRequired: RequestRule = {
  scope: 'request',
  code: 'MSP_TIER_REQUIRED',
  rules: ['M1'],
  reveals: 'source',
  sentence: 'The MSP is of a tier that the program allows.',
  remedy: 'Bring the MSP to one of the tiers.',
  parameters: { tiers: { some: tierNames } },
  check({ books, source }, parameters) {
    const tiers = texts(parameters, 'tiers');
    const msp = mspOf(books, source);
    if (msp?.tier !== undefined && tiers.includes(msp.tier)) return undefined;
    const actual = msp ? (msp.tier ?? 'unknown') : 'no MSP';
    return {
      message: msp ? `MSP ${msp.accountId} is of tier ${actual}` : `${titleOf(source)} belongs to no MSP`,
      limit: tiers.join(' or '),
      actual,
      remedy: `the MSP has to be of tier ${tiers.join(' or ')}`,
    };
  },
};

const roleRequired: RequestRule = {
  scope: 'request',
  code: 'ROLE_REQUIRED',
  rules: ['M2', 'D1'],
  reveals: 'nothing',
  sentence:
    'The person has a role that the program asks for, for the whole organization and with full access: in the MSP, or in each account or the MSP that it belongs to, as the program says.',
  remedy: 'Have a person with one of the roles, for the whole organization and with full access, ask.',
  parameters: { roles: { some: roleNames }, at: { one: ['msp', 'account-or-msp'] } },
  check({ books, source, target, requestedBy }, parameters) {
    const roles = texts(parameters, 'roles');
    const places =
      parameters.at === 'msp'
        ? [[mspOf(books, source)]]
        : [source, target].map((account) => [account, mspOf(books, account)]);
    if (places.every((accounts) => accounts.some((account) => hasRole(books, account, requestedBy, roles)))) {
      return undefined;
    }
    const where = parameters.at === 'msp' ? 'the MSP' : 'both sites, or in the MSP that they belong to';
    return {
      message: requestedBy
        ? `${requestedBy} has no role that allows this, for the whole organization and with full access, in ${where}`
        : 'nobody is named who asks for this',
      limit: roles.join(' or '),
      actual: requestedBy ? rolesOf(books, places.flat(), requestedBy) : 'nobody',
      remedy: `the request has to come from a person with the role ${roles.join(' or ')}, scope organization and full access in ${where}`,
    };
  },
};

function hasRole(books: Books, at: Account | undefined, email: string | undefined, roles: readonly string[]): boolean {
  if (!at || email === undefined) return false;
  const person = books.administrators.get(keyOf(at.accountId, email));
  return !!person && !person.removed && isForAll(person) && roles.includes(person.role);
}

// M2, D1: the same as over HTTP, where a person without it may change nothing (P1).
function isForAll({ access, scope }: Administrator): boolean {
  return access === 'full' && scope === 'organization';
}

function rolesOf(books: Books, at: readonly (Account | undefined)[], email: string): string {
  const found = new Set<AdministratorRole | 'read-only' | 'network'>();
  for (const account of at) {
    const person = account && books.administrators.get(keyOf(account.accountId, email));
    if (!person || person.removed) continue;
    found.add(isForAll(person) ? person.role : person.access === 'full' ? 'network' : 'read-only');
  }
  return found.size === 0 ? 'none' : [...found].join(', ');
}

const notSameMsp: RequestRule = {
  scope: 'request',
  code: 'NOT_SAME_MSP',
  rules: ['M3'],
  reveals: 'both',
  ties: true,
  sentence: 'Source and target are organizations of the same MSP.',
  remedy: 'Add both organizations to the same MSP.',
  check({ books, source, target }) {
    const [from, to] = [mspOf(books, source), mspOf(books, target)];
    if (from && to && from.accountId === to.accountId) return undefined;
    return {
      message: `${titleOf(source)} and ${titleOf(target)} are not organizations of one MSP`,
      limit: from?.accountId ?? 'no MSP',
      actual: to?.accountId ?? 'no MSP',
      remedy: 'add both organizations to the same MSP',
    };
  },
};

const returnOnly: LotRule = {
  scope: 'lot',
  code: 'RETURN_ONLY',
  rules: ['M5'],
  looksAt: ['originAccountId'],
  reveals: 'source',
  sentence: 'What was transferred from its original organization cannot be transferred on, only back, whole.',
  remedy: 'Return the transfer to the account that claimed the licenses; they can be transferred from there.',
  on: ['transfer'],
  check({ lot, holder }) {
    if (lot.originAccountId === holder.accountId) return undefined;
    return {
      message: `lot ${lot.lotId} was transferred to ${titleOf(holder)} from ${lot.originAccountId}, which claimed it`,
      limit: lot.originAccountId,
      actual: holder.accountId,
      remedy: `return the transfer to ${lot.originAccountId}; it can be transferred from there`,
    };
  },
};

export const mistRules = [mspTierRequired, roleRequired, notSameMsp, returnOnly] as const;
