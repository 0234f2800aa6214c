import type { Account, Administrator } from './account.ts';
import type { Asked, Terms } from './asked.ts';
import { type Books, emptyBooks, evolve } from './books.ts';
import { issued, moved } from './journal.ts';
import type { Lot } from './lot.ts';
import { builtInPrograms, programsOf } from './programs.ts';

/** What specs start from: short ways to say which accounts, lots, holdings and devices there are. */

export const today = '2026-11-21';
export const now = '2026-11-21T10:00:00.000Z';

/** Somebody who may ask for everything, but has no role that a program could ask for. */
export const operator = 'operator@seatwright.example';

/** The built-in programs, one operator, and a digest that is the text itself. */
export const terms: Terms = {
  programs: programsOf(builtInPrograms),
  proration: 'none',
  operators: new Set([operator]),
  digest: (text) => text,
};

/** An account with the facts that matter. */
export function account(accountId: string, facts: Partial<Account> = {}): Account {
  return { accountId, kind: 'customer', name: accountId, fromOrder: false, asOf: now, ...facts };
}

/** A person with full access to an account. */
export function administrator(accountId: string, email: string, facts: Partial<Administrator> = {}): Administrator {
  const usual = { role: 'admin', access: 'full', scope: 'organization', signIn: 'local' } as const;
  return { accountId, email, ...usual, removed: false, asOf: now, ...facts };
}

/** A paid lot of a year, of program `none` that has no rules of its own, claimed by account A. */
export function lot(lotId: string, facts: Partial<Lot> = {}): Lot {
  return {
    lotId,
    sku: 'SKU-1',
    name: 'Product 1',
    program: 'none',
    category: 'paid',
    billing: 'once',
    unitPriceMinor: 11_800n,
    currency: 'EUR',
    startsOn: '2026-06-01',
    endsOn: '2027-06-01',
    originAccountId: 'A',
    visibleTo: [],
    stock: false,
    ...facts,
  };
}

interface Given {
  readonly accounts?: readonly Account[];
  readonly administrators?: readonly Administrator[];
  /** Lot, holder, quantity. */
  readonly holdings?: readonly (readonly [Lot, string, number])[];
  /** Account, `sku:…` or `type:…`, how many. */
  readonly inUse?: readonly (readonly [string, string, number])[];
}

/** Complete books with these facts in them; accounts A, B and C are there when none are named. */
export function given(facts: Given = {}): Books {
  const books = emptyBooks();
  for (const each of facts.accounts ?? [account('A'), account('B'), account('C')]) {
    evolve(books, { type: 'AccountUpdated', account: each });
  }
  for (const each of facts.administrators ?? []) evolve(books, { type: 'AdministratorUpdated', administrator: each });
  for (const [each, holder, quantity] of facts.holdings ?? []) grant(books, each, holder, quantity);
  for (const [accountId, counted, inUse] of facts.inUse ?? []) {
    evolve(books, { type: 'DeviceCountChanged', count: { accountId, counted, inUse } });
  }
  return books;
}

function grant(books: Books, lot: Lot, accountId: string, quantity: number): void {
  const journal = {
    journalId: `given/${lot.lotId}/${accountId}`,
    action: 'fulfil',
    ...{ owner: accountId, source: accountId, target: accountId },
    quantity,
    ...{ at: now, initiatedBy: 'given' },
    entries: moved(lot.lotId, issued, accountId, quantity),
  } as const;
  evolve(books, { type: 'LicensesGranted', journal, lot, accountId, billingAccountId: accountId, quantity });
}

let asks = 0;

/** A request of its own id; `by` names the person. */
export function asked(by = operator): Asked {
  asks += 1;
  return { id: `ask-${asks}`, at: now, initiatedBy: by, requestedBy: by };
}

/** The codes of what was refused, or none. */
export function codes(answer: object): string[] {
  return 'violations' in answer ? (answer.violations as { code: string }[]).map(({ code }) => code) : [];
}
