import type { Violation } from '#domain/values/violation.ts';
import { type Account, type AdministratorRole, titleOf } from '../books/account.ts';

/** P1: who may change an account over HTTP, and what of it. Systems on topic `accounts` are trusted. */
export interface AccountAuthority {
  readonly operator: boolean;
  /** Owner or super-user, with full access to the organization, of the account itself. */
  readonly own: boolean;
  /** The same of an account above it. */
  readonly above: boolean;
  /** The same of the parent that it is to have, or of one above that. */
  readonly newParent: boolean;
  /** The account is above the parent that it is to have, or is it. */
  readonly loop: boolean;
}

/** Terms that an account cannot give itself: an owner would set their own price, a reseller its own contracts. */
const terms = [
  ...(['kind', 'plan', 'unitPriceMinor', 'currency', 'paymentType', 'package', 'trial'] as const),
  ...(['taxRate', 'taxRateFrom', 'paymentTermDays', 'invoiceReviewDays', 'invoiceTo'] as const),
] as const;

/** P1: what stands in the way of a person's change of an account, or of a new one. */
export function accountViolations(
  known: Account | undefined,
  next: Account,
  { operator, own, above, newParent, loop }: AccountAuthority,
): Violation[] {
  const moved = next.parentId !== undefined && next.parentId !== known?.parentId;
  const inLoop = loop ? [parentIsBelow(next)] : [];
  if (operator) return inLoop;
  if (!own && !above && (known !== undefined || !newParent)) return [ownerRequired(known ?? next)];
  if (known === undefined && !next.accountId.startsWith(`${next.parentId}.`)) return [idNotYours(next)];
  const differs = (field: keyof Account) =>
    JSON.stringify([known?.[field]], asText) !== JSON.stringify([next[field]], asText);
  const isAbove = above || (known === undefined && newParent);
  const selfSet = isAbove
    ? []
    : [...terms, 'contracts' as const].filter(differs).map((field) => setFromAbove(next, field));
  const leaves = !isAbove && known?.parentId !== undefined && next.parentId !== known.parentId;
  return [
    ...inLoop,
    ...selfSet,
    ...(leaves ? [setFromAbove(next, 'parentId')] : []),
    ...(moved && !newParent ? [parentNotYours(next)] : []),
    ...(differs('tier') ? [setByOperators('tier', `the tier of ${titleOf(next)}`)] : []),
    ...(isAbove && differs('kind') && next.kind === 'msp' ? [setByOperators('kind', 'who is an MSP')] : []),
  ];
}

/** P1: what stands in the way of a person's giving or taking a role. */
export function administratorViolations(
  account: Account,
  role: AdministratorRole | undefined,
  { operator, own, above }: Pick<AccountAuthority, 'operator' | 'own' | 'above'>,
): Violation[] {
  if (operator) return [];
  if (!own && !above) return [ownerRequired(account)];
  // Support sees every account.
  return role === 'support' ? [setByOperators('role', 'who is support')] : [];
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function ownerRequired(account: Account): Violation {
  const message = `only its owners and super-users, those above it, and operators change ${titleOf(account)}`;
  const remedy = 'ask an owner with full access to the whole organization';
  return { code: 'OWNER_REQUIRED', message, limit: 'owner, super-user', remedy };
}

// R5: another system may come to use any other id, and what it sends for it would be for whoever entered the account.
function idNotYours({ accountId, parentId }: Account): Violation {
  const message = `${accountId} is no id below ${parentId}: an account is entered under an id that starts with ${parentId}. and goes on`;
  return {
    code: 'ACCOUNT_ID_NOT_YOURS',
    path: 'accountId',
    value: accountId,
    message,
    limit: `${parentId}.…`,
    actual: accountId,
    remedy: `take an id such as ${parentId}.1, or ask an operator to enter the account`,
  };
}

function setFromAbove(account: Account, field: string): Violation {
  const path = field === 'unitPriceMinor' ? 'unitPrice' : field;
  const message = `${path} of ${titleOf(account)} is not set by the account itself`;
  return {
    code: 'SET_FROM_ABOVE',
    path,
    message,
    remedy: 'leave it as it is, or ask the parent account or an operator',
  };
}

function setByOperators(path: string, what: string): Violation {
  return { code: 'SET_BY_OPERATORS', path, message: `operators alone decide ${what}`, remedy: 'ask an operator' };
}

function parentNotYours({ parentId }: Account): Violation {
  const message = `there is no account ${parentId} that you own`;
  return {
    code: 'PARENT_NOT_YOURS',
    path: 'parentId',
    value: parentId,
    message,
    remedy: 'name an account that you own',
  };
}

function parentIsBelow({ accountId, parentId }: Account): Violation {
  const message = `${parentId} is ${accountId} itself or below it`;
  return { code: 'PARENT_IS_BELOW', path: 'parentId', value: parentId, message, remedy: 'name an account above it' };
}
