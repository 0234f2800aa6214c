import { account, given, now } from '#test/fixtures/books.ts';
import { decideGrant } from '../actions/grant.ts';
import type { OrderAccount } from '../books/account.ts';
import { evolve } from '../books/books.ts';
import { decideOrderChanged } from './order-header.ts';

const customer: OrderAccount = { accountId: 'C1', role: 'end-customer', name: 'Łódź', country: 'PL' };

function changed(books: ReturnType<typeof given>, revision: number, accounts: OrderAccount[], released = true) {
  const events = decideOrderChanged(
    books,
    {
      ...{ orderNumber: 'SO-1', revision, purchaseOrder: `PO-${revision}`, accounts, at: now, initiatedBy: 'erp' },
      ...{ buyerReference: `BR-${revision}`, lineFacts: { 1: { buyerLineReference: `L-${revision}` } } },
    },
    released,
  );
  for (const event of events) evolve(books, event);
  return events;
}

function granted(books: ReturnType<typeof given>, revision: number | undefined, lineNumber = 1) {
  const events = decideGrant(books, {
    ...{ at: now, initiatedBy: 'erp', entitlementId: `SO-1/${lineNumber}`, orderNumber: 'SO-1', lineNumber, revision },
    ...{
      purchaseOrder: 'PO-1',
      buyerReference: 'BR-1',
      buyerLineReference: 'L-1',
      accountId: 'C1',
      accounts: [customer],
      quantity: 5,
      unitPriceMinor: 100n,
      currency: 'EUR',
    },
    product: { sku: 'SKU-1', name: 'Product 1', program: 'mist', category: 'paid', billing: 'once' },
    startsOn: '2026-11-21',
  });
  for (const event of events) evolve(books, event);
}

describe('an order that is revised after its release', () => {
  const partner: OrderAccount = { accountId: 'PARTNER', role: 'partner', name: 'Nordwind' };

  test('O10 names and countries of accounts that only orders name follow, and what an order leaves out stays', () => {
    const books = given({ accounts: [] });
    granted(books, 1);
    changed(books, 2, [{ ...customer, name: 'Łódź S.A.' }, partner]);
    expect(books.accounts.get('C1')).toMatchObject({ name: 'Łódź S.A.', country: 'PL' });
    expect(books.accounts.get('PARTNER')).toMatchObject({ name: 'Nordwind', kind: 'partner' });
    changed(books, 3, [{ accountId: 'C1', role: 'end-customer', country: 'CZ' }]);
    expect(books.accounts.get('C1')).toMatchObject({ name: 'Łódź S.A.', country: 'CZ' });
  });

  test('O10 what an account’s own system says of it outranks every order', () => {
    const books = given({ accounts: [account('C1', { name: 'Own name' })] });
    granted(books, 1);
    changed(books, 2, [{ ...customer, name: 'Other' }]);
    expect(books.accounts.get('C1')).toMatchObject({ name: 'Own name' });
  });

  test('O10 an older revision, or the same again, comes to nothing', () => {
    const books = given({ accounts: [] });
    expect(changed(books, 3, [customer])).not.toEqual([]);
    expect(changed(books, 3, [customer, partner])).toEqual([]);
    expect(changed(books, 2, [customer, partner])).toEqual([]);
  });

  test.each([
    ['of an older revision, as the newest has them', 1, ['C1', 'PARTNER'], 'New name'],
    ['of an earlier release, which does not say its revision, likewise', undefined, ['C1', 'PARTNER'], 'New name'],
    ['of a newer revision, as it says itself', 3, ['C1'], 'Łódź'],
  ])('O10 a line that is fulfilled later is seen by the accounts %s', (_, revision, visibleTo, name) => {
    const books = given({ accounts: [] });
    changed(books, 2, [{ ...customer, name: 'New name' }, partner]);
    granted(books, revision);
    const of = revision === 3 ? 1 : 2;
    const called = { purchaseOrder: `PO-${of}`, buyerReference: `BR-${of}`, buyerLineReference: `L-${of}` };
    expect(books.lots.get('SO-1/1')).toMatchObject({ visibleTo, ...called });
    expect(books.accounts.get('C1')).toMatchObject({ name });
  });

  test('O10 the accounts of an order of which nothing was released are not known by it yet', () => {
    const books = given({ accounts: [] });
    expect(changed(books, 2, [customer, partner], false).map(({ type }) => type)).toEqual(['OrderFollowed']);
    expect(books.accounts.size).toBe(0);
  });
});
