import { account, administrator, now } from '#test/fixtures/books.ts';
import { accountChange, administratorChange } from '../books/account-history.ts';
import { type AccountAuthority, accountViolations, administratorViolations } from './account-authority.ts';

const nobody: AccountAuthority = { operator: false, own: false, above: false, newParent: false, loop: false };
const site = account('A', { parentId: 'MSP', unitPriceMinor: 275n, currency: 'EUR' });
const codesOf = (violations: readonly { code: string }[]) => violations.map(({ code }) => code);

describe('P1 who changes an account', () => {
  test.each([
    ['nobody else', {}, {}, ['OWNER_REQUIRED']],
    ['its owner a name', { own: true }, { name: 'New' }, []],
    ['its owner no price', { own: true }, { unitPriceMinor: 1n }, ['SET_FROM_ABOVE']],
    ['its owner no days to pay', { own: true }, { paymentTermDays: 90 }, ['SET_FROM_ABOVE']],
    ['I16 its owner not whose invoices bear it', { own: true }, { invoiceTo: 'parent' }, ['SET_FROM_ABOVE']],
    ['I16 who owns its parent whose invoices bear it', { above: true }, { invoiceTo: 'parent' }, []],
    ['its owner no days to review', { own: true }, { invoiceReviewDays: 60 }, ['SET_FROM_ABOVE']],
    ['its owner no contracts', { own: true }, { contracts: [] }, ['SET_FROM_ABOVE']],
    ['its owner does not take it away', { own: true }, { parentId: undefined }, ['SET_FROM_ABOVE']],
    ['an owner above it a price', { above: true }, { unitPriceMinor: 1n }, []],
    ['an owner above it no tier', { above: true }, { tier: 'base' }, ['SET_BY_OPERATORS']],
    ['nobody puts it below a foreign account', { above: true }, { parentId: 'X' }, ['PARENT_NOT_YOURS']],
    ['an operator everything', { operator: true }, { tier: 'base', parentId: 'X' }, []],
    ['nobody puts it below itself', { operator: true, loop: true }, { parentId: 'A' }, ['PARENT_IS_BELOW']],
  ] as const)('%s', (_what, authority, change, expected) => {
    const next = { ...site, ...change } as typeof site;
    expect(codesOf(accountViolations(site, next, { ...nobody, ...authority }))).toEqual(expected);
  });

  test('an owner enters sites below their account; the role of support is given by operators', () => {
    const below = { ...site, accountId: 'MSP.A' };
    expect(codesOf(accountViolations(undefined, below, { ...nobody, newParent: true }))).toEqual([]);
    expect(codesOf(administratorViolations(site, 'support', { ...nobody, own: true }))).toEqual(['SET_BY_OPERATORS']);
    expect(codesOf(administratorViolations(site, 'owner', { ...nobody, own: true }))).toEqual([]);
  });
});

describe('R5 who names an account', () => {
  test.each([
    ['an id below the parent', 'MSP.SITE-7', {}, []],
    ['a free id', 'SITE-7', {}, ['ACCOUNT_ID_NOT_YOURS']],
    ['an id that only begins alike', 'MSP-7', {}, ['ACCOUNT_ID_NOT_YOURS']],
    ['an id below another account', 'MSQ.SITE-7', {}, ['ACCOUNT_ID_NOT_YOURS']],
    ['a free id, as an operator', 'SITE-7', { operator: true }, []],
  ] as const)('%s', (_what, accountId, authority, expected) => {
    const next = account(accountId, { parentId: 'MSP' });
    expect(codesOf(accountViolations(undefined, next, { ...nobody, newParent: true, ...authority }))).toEqual(expected);
  });
});

describe('the history of an account', () => {
  const teller = { source: '/test', at: now };

  test('names the fields that changed, with money as text, and nothing when none did', () => {
    expect(accountChange(site, { ...site, unitPriceMinor: 300n }, teller)?.fields).toEqual([
      { field: 'unitPrice', before: '2.75', after: '3.00' },
    ]);
    expect(accountChange(site, { ...site, asOf: '2027-01-01T00:00:00.000Z' }, teller)).toBeUndefined();
  });

  test('K4 says of a passcode only that there is a new one', () => {
    const known = administrator('A', 'a@b.example', { passcodeHash: 'old' });
    const change = administratorChange(known, { ...known, passcodeHash: 'new' }, teller);
    expect(change?.fields).toEqual([{ field: 'passcode' }]);
    expect(administratorChange(known, known, teller)).toBeUndefined();
  });
});
