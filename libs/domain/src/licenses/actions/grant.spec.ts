import { account, given, now } from '#test/fixtures/books.ts';
import { evolve, heldOf } from '../books/books.ts';
import { decideGrant, type GrantLicenses } from './grant.ts';

const command: GrantLicenses = {
  at: now,
  initiatedBy: 'erp',
  entitlementId: 'SO-1/1',
  orderNumber: 'SO-1',
  lineNumber: 1,
  accountId: 'C1',
  accounts: [
    { accountId: 'C1', role: 'end-customer', name: 'Łódź Logistyka S.A.', country: 'PL' },
    { accountId: 'P1', role: 'partner', name: 'Nordwind' },
    { accountId: 'P1', role: 'sold-to', name: 'Nordwind' },
  ],
  product: { sku: 'SKU-1', name: 'Product 1', program: 'mist', category: 'paid', billing: 'once' },
  quantity: 25,
  unitPriceMinor: 11_800n,
  currency: 'EUR',
  startsOn: '2026-11-21',
  endsOn: '2027-11-21',
};

function granted(books: ReturnType<typeof given>, change: Partial<GrantLicenses> = {}) {
  const events = decideGrant(books, { ...command, ...change });
  for (const event of events) evolve(books, event);
  return events;
}

describe('grants', () => {
  test('O2 a fulfilled line becomes a lot of its end customer that every account of the order sees', () => {
    const books = given({ accounts: [] });
    granted(books);
    expect(heldOf(books, 'C1', 'SO-1/1')).toBe(25);
    expect(books.lots.get('SO-1/1')).toMatchObject({ originAccountId: 'C1', visibleTo: ['C1', 'P1'] });
  });

  test('F1 the same entitlement again, in any form, grants nothing', () => {
    const books = given({ accounts: [] });
    granted(books);
    expect(granted(books, { quantity: 99 })).toEqual([]);
    expect(heldOf(books, 'C1', 'SO-1/1')).toBe(25);
  });

  test('O1 accounts become known by the order, and what their own system said of them stays', () => {
    const books = given({ accounts: [account('P1', { name: 'Nordwind Systems GmbH', kind: 'reseller' })] });
    granted(books);
    expect(books.accounts.get('C1')).toMatchObject({ name: 'Łódź Logistyka S.A.', kind: 'customer', fromOrder: true });
    expect(books.accounts.get('P1')).toMatchObject({ name: 'Nordwind Systems GmbH', kind: 'reseller' });
    expect(granted(books, { entitlementId: 'SO-1/2' })).toHaveLength(1); // nothing new about the accounts
  });

  test.each([
    [[], 'C1'],
    [['sold-to'], 'S'],
    [['sold-to', 'bill-to'], 'B'],
  ] as const)('I3 an order with %j is billed to %s', (roles, expected) => {
    const others = roles.map((role) => ({ accountId: role === 'sold-to' ? 'S' : 'B', role }));
    const accounts = [...command.accounts.slice(0, 2), ...others];
    const events = granted(given({ accounts: [] }), { accounts });
    expect(events.at(-1)).toMatchObject({ type: 'LicensesGranted', billingAccountId: expected });
  });
});
