import { account, administrator, asked, codes, given, lot, now, terms } from '#test/fixtures/books.ts';
import type { CountLicenses } from './actions/count-plan.ts';
import { decideDecrease, previewDecrease } from './actions/decrease.ts';
import { decidePurchase, previewPurchase } from './actions/purchase.ts';
import { decideTransfer } from './actions/transfer.ts';
import { type Books, evolve, heldOf } from './books/books.ts';
import type { Product } from './books/product.ts';
import { programsOf } from './books/program.ts';
import { invoiceChanges } from './figures/next-invoice.ts';
import { miradore } from './rules/programs.ts';

const by = 'owner@msp.example';
const site = {
  parentId: 'MSP',
  paymentType: 'monthly-invoice',
  plan: 'premium',
  unitPriceMinor: 275n,
  currency: 'EUR',
} as const;
const seat: Product = {
  ...{ sku: 'SEAT', name: 'Seat', program: 'miradore', category: 'paid', billing: 'monthly' },
  prices: { EUR: 300n, USD: 330n },
  withdrawn: false,
  asOf: now,
};
const seats = (lotId: string) =>
  lot(lotId, { sku: 'SEAT', program: 'miradore', billing: 'monthly', unitPriceMinor: 275n, endsOn: undefined });

function sites(
  change: {
    a?: object;
    b?: object;
    role?: 'owner' | 'admin' | 'member';
    scope?: 'network';
    held?: number;
    inUse?: number;
  } = {},
): Books {
  const { role = 'owner', scope = 'organization', held = 0, inUse = 0 } = change;
  const books = given({
    accounts: [
      account('MSP', { kind: 'msp' }),
      account('A', { ...site, ...change.a }),
      account('B', { ...site, ...change.b }),
    ],
    administrators: [administrator('MSP', by, { role, scope })],
    holdings: held > 0 ? [[seats('L1'), 'A', held]] : [],
    inUse: [['A', 'sku:SEAT', inUse]],
  });
  evolve(books, { type: 'ProductPublished', product: seat });
  return books;
}

const of = (quantity: number): CountLicenses => ({ ...asked(by), accountId: 'A', sku: 'SEAT', quantity });
const move = (books: Books) =>
  decideTransfer(books, { ...asked(by), from: 'A', to: 'B', lines: [{ sku: 'SEAT', quantity: 5 }] }, terms);

describe('program miradore', () => {
  test.each([
    ['D1 owners may', { role: 'owner' }, []],
    ['D1 admins may', { role: 'admin' }, []],
    ['D1 members may not', { role: 'member' }, ['WRITE_ACCESS_REQUIRED', 'ROLE_REQUIRED']],
    ['D1 owners of networks alone may not', { scope: 'network' }, ['WRITE_ACCESS_REQUIRED', 'ROLE_REQUIRED']],
    ['D2 a prepaid site', { b: { paymentType: 'prepaid' } }, ['MONTHLY_INVOICE_REQUIRED']],
    ['D3 another plan', { b: { plan: 'free' } }, ['PLAN_DIFFERS']],
    ['D3 another price', { b: { unitPriceMinor: 300n } }, ['PRICE_DIFFERS']],
    ['D3 another currency', { b: { currency: 'USD' } }, ['CURRENCY_DIFFERS']],
  ] as const)('transfer: %s', (_what, change, expected) => {
    expect(codes(move(sites({ held: 10, ...change })))).toEqual(expected);
  });

  test('D3 a site without a price of its own is told that it buys at the catalog’s, and what would help', () => {
    expect(move(sites({ held: 10, b: { unitPriceMinor: undefined } }))).toMatchObject({
      violations: [
        {
          code: 'PRICE_DIFFERS',
          actual: 'unknown',
          remedy: expect.stringMatching(/^give .*B.* the price of the catalog/),
        },
      ],
    });
  });

  describe('I10 whose price it is', () => {
    const other: Product = { ...seat, sku: 'OTHER', plan: 'starter', prices: { EUR: 150n } };
    const buy = (sku: string, books: Books, programs = terms.programs) =>
      decidePurchase(books, { ...of(10), sku }, { ...terms, programs });
    const selling = (change: Parameters<typeof sites>[0] = {}, product: Product = other): Books => {
      const books = sites(change);
      evolve(books, { type: 'ProductPublished', product });
      return books;
    };

    test.each([
      ['a product of the plan of the site', { plan: 'premium' }, {}, [], 275n],
      ['a product that names no plan', {}, {}, [], 275n],
      ['a product of another plan', { plan: 'starter' }, {}, ['PRODUCT_OF_OTHER_PLAN'], undefined],
      [
        'a plan, for a site with a price for none',
        { plan: 'starter' },
        { plan: undefined },
        ['PRODUCT_OF_OTHER_PLAN'],
        undefined,
      ],
      [
        'a plan, for a site without plan and price',
        { plan: 'starter' },
        { plan: undefined, unitPriceMinor: undefined },
        [],
        150n,
      ],
    ])('T4 %s', (_what, product, a, expected, price) => {
      const event = buy('OTHER', selling({ a }, { ...other, plan: undefined, ...product }));
      expect(codes(event)).toEqual(expected);
      expect('lot' in event ? event.lot.unitPriceMinor : undefined).toBe(price);
    });

    test('T4 a program may sell other plans at the price of the catalog, which the price of the site does not change', () => {
      const programs = programsOf([{ ...miradore, otherPlans: 'catalog' }]);
      const event = buy('OTHER', selling(), programs);
      expect(event).toMatchObject({ lot: { unitPriceMinor: 150n, accountPriced: false } });
    });

    test('T5 where the program does not go by accounts, a purchase costs the price of the catalog', () => {
      const programs = programsOf([{ ...miradore, accountPriced: false }]);
      expect(buy('SEAT', selling(), programs)).toMatchObject({ lot: { unitPriceMinor: 300n, accountPriced: false } });
    });

    test('a preview of licenses that an order brought goes by the price of the order', () => {
      const ordered = { ...seats('L1'), unitPriceMinor: 140n, accountPriced: false };
      const moves = [{ account: account('A', site), lot: ordered, quantity: 15 }];
      expect(invoiceChanges(moves, terms, now)).toMatchObject([{ unitPriceMinor: 140n, amountMinor: 2_100n }]);
    });
  });

  test('D5 the source’s example: 20 devices enrolled, 30 bought, 10 above the minimum', () => {
    expect(previewPurchase(sites({ inUse: 20 }), of(30), terms)).toMatchObject({
      before: { total: 0, inUse: 20, available: -20 },
      after: { total: 30, inUse: 20, available: 10 },
      minimum: 20,
      currency: 'EUR',
      currentEstimateMinor: 8_250n,
      changedCostMinor: 2_750n,
      estimatedTotalMinor: 8_250n,
      nextInvoice: [
        { accountId: 'A', sku: 'SEAT', quantity: 30, unitPriceMinor: 275n, amountMinor: 8_250n, currency: 'EUR' },
      ],
      violations: [],
    });
  });

  test('D5 a site without licenses cannot buy fewer than it has devices', () => {
    const refused = decidePurchase(sites({ inUse: 20 }), of(19), terms);
    expect(refused).toMatchObject({ violations: [{ code: 'BELOW_MINIMUM', limit: '20', actual: '19' }] });
    expect(decidePurchase(sites({ inUse: 20, held: 5 }), of(1), terms).type).toBe('LicensesPurchased');
  });

  test('D5 the least that can be bought is 1', () => {
    expect(previewPurchase(sites({ inUse: 20, held: 25 }), of(3), terms)).toMatchObject({
      minimum: 1,
      changedCostMinor: 825n,
    });
  });

  test('D5 what is bought is held at once, at the site’s price', () => {
    const books = sites({ held: 10 });
    const bought = decidePurchase(books, of(5), terms);
    evolve(books, bought);
    expect(bought).toMatchObject({ lot: { unitPriceMinor: 275n, billing: 'monthly', startsOn: '2026-11-21' } });
    expect(previewPurchase(books, of(5), terms)).toMatchObject({
      before: { total: 15 },
      estimatedTotalMinor: 5_500n,
    });
  });

  test.each([
    ['D1 members may not', { role: 'member' }, of(1), ['WRITE_ACCESS_REQUIRED', 'ROLE_REQUIRED']],
    ['D2 a prepaid site', { a: { paymentType: 'prepaid' } }, of(1), ['MONTHLY_INVOICE_REQUIRED']],
    ['L6 nothing', {}, of(0), ['QUANTITY_TOO_SMALL']],
    ['O6 an unknown product', {}, { ...of(1), sku: 'NONE' }, ['PRODUCT_UNKNOWN']],
    ['L6 an unknown account', {}, { ...of(1), accountId: 'X' }, ['WRITE_ACCESS_REQUIRED', 'ACCOUNT_UNKNOWN']],
    ['D5 no price', { a: { unitPriceMinor: undefined, currency: 'JPY' } }, of(1), ['PRICE_UNKNOWN']],
  ] as const)('purchase: %s', (_what, change, command, expected) => {
    expect(codes(decidePurchase(sites(change), command, terms))).toEqual(expected);
  });

  test('D6 the source’s example: 30 licenses, 20 devices, 10 removed', () => {
    const books = sites({ held: 30, inUse: 20 });
    expect(previewDecrease(books, of(10), terms)).toMatchObject({
      before: { total: 30, inUse: 20, available: 10 },
      after: { total: 20, inUse: 20, available: 0 },
      changedCostMinor: 2_750n,
      estimatedTotalMinor: 5_500n,
      nextInvoice: [{ accountId: 'A', quantity: -10, amountMinor: -2_750n }],
      violations: [],
    });
    evolve(books, decideDecrease(books, of(10), terms));
    expect(heldOf(books, 'A', 'L1')).toBe(20);
    expect(codes(decideDecrease(books, of(1), terms))).toEqual(['BELOW_ENROLLED']);
  });

  test('D6 devices that are counted by device type limit a decrease as well', () => {
    const books = given({
      accounts: [account('A', site)],
      administrators: [administrator('A', by, { role: 'owner' })],
      holdings: [[lot('L1', { ...seats('L1'), deviceType: 'AP' }), 'A', 30]],
      inUse: [['A', 'type:AP', 28]],
    });
    expect(decideDecrease(books, of(3), terms)).toMatchObject({
      violations: [{ code: 'BELOW_ENROLLED', limit: '2', actual: '3' }],
    });
    expect(codes(decideDecrease(books, of(2), terms))).toEqual([]);
  });

  test('D5 devices that are counted by device type are what the first purchase has to be enough for', () => {
    const books = given({
      accounts: [account('A', site)],
      administrators: [administrator('A', by, { role: 'owner' })],
      inUse: [['A', 'type:AP', 10]],
    });
    evolve(books, { type: 'ProductPublished', product: { ...seat, deviceType: 'AP' } });
    expect(previewPurchase(books, of(12), terms)).toMatchObject({
      minimum: 10,
      before: { total: 0, inUse: 10, available: -10 },
      after: { total: 12, available: 2 },
      changedCostMinor: 550n,
    });
    expect(decidePurchase(books, of(9), terms)).toMatchObject({
      violations: [{ code: 'BELOW_MINIMUM', limit: '10', actual: '9' }],
    });
  });

  test('D5 D6 the estimated total is the cost of all that is counted with the product', () => {
    const books = given({
      accounts: [account('A', { ...site, unitPriceMinor: 250n })],
      administrators: [administrator('A', by, { role: 'owner' })],
      holdings: [
        [lot('L1', { ...seats('L1'), deviceType: 'AP' }), 'A', 26],
        [lot('L0', { ...seats('L0'), deviceType: 'AP', endsOn: '2026-11-01' }), 'A', 7],
      ],
      inUse: [['A', 'type:AP', 3]],
    });
    evolve(books, { type: 'ProductPublished', product: { ...seat, sku: 'SEAT-2', deviceType: 'AP' } });
    const bought = decidePurchase(books, { ...of(10), sku: 'SEAT-2' }, terms);
    expect(bought).toMatchObject({ plan: { after: { total: 36 }, estimatedTotalMinor: 9_000n } });
    evolve(books, bought);
    expect(previewDecrease(books, of(20), terms)).toMatchObject({
      after: { total: 16 },
      estimatedTotalMinor: 4_000n,
    });
  });

  test('D6 what is not there cannot be removed', () => {
    expect(codes(decideDecrease(sites(), of(1), terms))).toContain('SKU_NOT_HELD');
  });

  test('D6 L11 of what a site holds nothing is said to who is not named, or does not see it', () => {
    const nobody = decideDecrease(sites({ held: 10 }), { ...of(1), requestedBy: undefined }, terms);
    expect(codes(nobody)).toEqual(['REQUESTER_REQUIRED']);
    const stranger = decideDecrease(sites({ held: 10 }), { ...of(1), requestedBy: 'eve@far.example' }, terms);
    expect(codes(stranger)).toEqual(['WRITE_ACCESS_REQUIRED', 'ACCOUNT_UNKNOWN']);
  });

  test('D7 a transfer changes the next invoices of both sites, at the sites’ price, and sums to zero', () => {
    const priced = { unitPriceMinor: 300n };
    const moved = move(sites({ held: 10, a: priced, b: priced }));
    expect(moved).toMatchObject({
      plan: {
        nextInvoice: [
          { accountId: 'A', quantity: -5, unitPriceMinor: 300n, amountMinor: -1_500n },
          { accountId: 'B', quantity: 5, unitPriceMinor: 300n, amountMinor: 1_500n },
        ],
      },
    });
  });

  test.each([
    ['runs', { startsOn: '2026-11-01' }, 1],
    ['starts within the month', { startsOn: '2026-11-30' }, 1],
    ['starts next month', { startsOn: '2026-12-01' }, 0],
    ['ends within the month', { startsOn: '2026-01-01', endsOn: '2026-11-30' }, 0],
    ['ends with the month', { startsOn: '2026-01-01', endsOn: '2026-12-01' }, 1],
  ])('D7 what is billed monthly is on the next invoice when the lot %s', (_what, facts, expected) => {
    const each = { ...seats('L1'), ...facts };
    expect(
      invoiceChanges([{ account: account('A'), lot: each, quantity: 1 }], terms, '2026-11-21T10:00:00Z'),
    ).toHaveLength(expected);
  });

  test('D7 the next invoice is the one after the day that it is for the account', () => {
    const move = { lot: { ...seats('L1'), startsOn: '2026-01-01', endsOn: '2026-12-15' }, quantity: 1 };
    const changed = (timeZone: string) =>
      invoiceChanges([{ ...move, account: account('A', { timeZone }) }], terms, '2026-12-01T05:00:00Z').length;
    expect(['Europe/Warsaw', 'America/Los_Angeles'].map(changed)).toEqual([0, 1]);
  });

  test('D7 I3 with proration by day the rest of this month is on the next invoice too', () => {
    const moves = [{ account: account('A'), lot: { ...seats('L1'), unitPriceMinor: 300n }, quantity: -2 }];
    expect(invoiceChanges(moves, { ...terms, proration: 'day' }, '2026-11-21T10:00:00Z')).toMatchObject([
      { quantity: -2, unitPriceMinor: 300n, share: { days: 10, of: 30 }, amountMinor: -200n },
      { quantity: -2, unitPriceMinor: 300n, amountMinor: -600n },
    ]);
  });

  test('L10 a program that does not offer it cannot be bought', () => {
    const books = sites();
    evolve(books, { type: 'ProductPublished', product: { ...seat, program: 'mist' } });
    expect(codes(decidePurchase(books, of(1), terms))).toEqual(['ACTION_NOT_OFFERED']);
  });
});
