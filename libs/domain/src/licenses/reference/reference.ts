import { type Account, type Administrator, supersedesAccount } from '../books/account.ts';
import { accountChange, administratorChange, type Teller } from '../books/account-history.ts';
import { type Books, keyOf } from '../books/books.ts';
import type { ReferenceEvent } from '../books/events.ts';
import type { Product } from '../books/product.ts';

/** Copies of facts that other systems own: the newest that they said counts, in whatever order it arrives. */

/** Takes over an account's facts; those of an order never replace what the account's own system said. */
export function decideAccount(books: Books, account: Account, teller: Omit<Teller, 'at'>): ReferenceEvent[] {
  const known = books.accounts.get(account.accountId);
  if (!supersedesAccount(known, account)) return [];
  return [{ type: 'AccountUpdated', account, change: accountChange(known, account, { ...teller, at: account.asOf }) }];
}

/** Takes over a person's role, or its end. A passcode stays until another one comes, which unlocks it (K4). */
export function decideAdministrator(
  books: Books,
  administrator: Administrator,
  teller: Omit<Teller, 'at'>,
): ReferenceEvent[] {
  const known = books.administrators.get(keyOf(administrator.accountId, administrator.email));
  if (known && administrator.asOf < known.asOf) return [];
  const passcode =
    administrator.passcodeHash === undefined && known?.passcodeHash !== undefined && !administrator.removed
      ? { passcodeHash: known.passcodeHash, passcodeFailures: known.passcodeFailures }
      : {};
  const next = { ...administrator, ...passcode };
  const change = administratorChange(known, next, { ...teller, at: next.asOf });
  return [{ type: 'AdministratorUpdated', administrator: next, change }];
}

/** The end of a person's role, as it is kept. */
export function removedAdministrator(accountId: string, email: string, asOf: string): Administrator {
  const nothing = { role: 'member', access: 'read-only', scope: 'network', signIn: 'local' } as const;
  return { accountId, email, ...nothing, removed: true, asOf };
}

/** Takes over a product of the catalog. */
export function decideProduct(books: Books, product: Product): ReferenceEvent[] {
  const known = books.products.get(product.sku);
  return known && product.asOf < known.asOf ? [] : [{ type: 'ProductPublished', product }];
}

/** Takes a product off the catalog; what was sold of it stays what it was (O6). */
export function decideWithdrawal(books: Books, sku: string, asOf: string): ReferenceEvent[] {
  const known = books.products.get(sku);
  return known && asOf >= known.asOf
    ? [{ type: 'ProductPublished', product: { ...known, withdrawn: true, asOf } }]
    : [];
}
