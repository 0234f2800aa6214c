import type { Violation } from '#domain/values/violation.ts';
import { type Account, type Administrator, isFullAdministrator } from '../books/account.ts';
import { type Books, keyOf } from '../books/books.ts';
import { accountUnknown } from '../rules/rules-general.ts';
import type { Asked, Terms } from './asked.ts';

/** Who asks. */
export type Asker = Pick<Asked, 'requestedBy'>;

/**
 * L11: what follows from a person's memberships, decided in one place for HTTP and topics alike. Books hold an account with all
 * accounts above it, and who is there of those who ask. What is unknown is no.
 */

/** Operators may read and change everything: whom the settings name, and whoever has the role of support anywhere. */
export function isOperator(books: Books, { operators }: Pick<Terms, 'operators'>, email: string | undefined): boolean {
  if (email === undefined) return false;
  if (operators.has(email)) return true;
  for (const person of books.administrators.values()) {
    if (person.email === email && person.role === 'support' && !person.removed) return true;
  }
  return false;
}

/** P1: an administrator of the account or of one above it, for the whole organization and with full access; or an operator. */
export function mayChange(books: Books, terms: Terms, email: string | undefined, accountId: string): boolean {
  return hasRole(books, email, accountId, isFullAdministrator) || isOperator(books, terms, email);
}

/** L11: whoever has any role in the account or in one above it may read what it has; or an operator. */
export function mayRead(books: Books, terms: Terms, email: string | undefined, accountId: string): boolean {
  return hasRole(books, email, accountId, (person) => !!person && !person.removed) || isOperator(books, terms, email);
}

/**
 * L11: the account as the person who asks finds it: one that they may not read is not there, so what is decided about it is the
 * same as about an account that nobody knows.
 */
export function accountFor(books: Books, { requestedBy }: Asker, accountId: string, terms: Terms): Account | undefined {
  const account = books.accounts.get(accountId);
  return account && mayRead(books, terms, requestedBy, accountId) ? account : undefined;
}

function hasRole(
  books: Books,
  email: string | undefined,
  accountId: string,
  counts: (person: Administrator | undefined) => boolean,
): boolean {
  if (email === undefined) return false;
  const seen = new Set<string>();
  for (let at: string | undefined = accountId; at !== undefined && !seen.has(at); ) {
    if (counts(books.administrators.get(keyOf(at, email)))) return true;
    seen.add(at);
    at = books.accounts.get(at)?.parentId;
  }
  return false;
}

/** L6, L11: what is wrong with an account that the person does not find. Of a request that names nobody, that is all there is to say. */
export function accountNotFound({ requestedBy }: Asker, account: Account | undefined, accountId: string, path: string) {
  return account || requestedBy === undefined ? [] : [accountUnknown(accountId, path)];
}

/** P1, L11: the person who asks has to be named, and may change what the account has. */
export function writeViolations(books: Books, asked: Asked, accountId: string, terms: Terms): Violation[] {
  const { requestedBy } = asked;
  if (requestedBy === undefined) return [requesterRequired(accountId)];
  if (mayChange(books, terms, requestedBy, accountId)) return [];
  return [
    {
      code: 'WRITE_ACCESS_REQUIRED',
      message: `${requestedBy} may not change the licenses of ${accountId}`,
      limit: 'administrator with full access',
      remedy: `an administrator of ${accountId} with full access has to ask`,
    },
  ];
}

/** L11: unknown is no. */
export function requesterRequired(accountId: string): Violation {
  return {
    code: 'REQUESTER_REQUIRED',
    path: 'requestedBy',
    message: 'the request does not name the person who asks',
    limit: 'administrator with full access',
    actual: 'nobody',
    remedy: `give the e-mail address of an administrator of ${accountId} with full access, or of an operator, as requestedBy`,
  };
}
