import { account, asked, codes, given, now, terms } from '#test/fixtures/books.ts';
import { decideExpiry } from './actions/stock-expiry.ts';
import { decideStockMove, type MoveStock, previewStockMove } from './actions/stock-move.ts';
import { decideStockPurchase } from './actions/stock-purchase.ts';
import type { Account } from './books/account.ts';
import { type Books, evolve, heldOf } from './books/books.ts';
import type { Product } from './books/product.ts';

const product: Product = {
  ...{ sku: 'PRO', name: 'Pro', program: 'stock', category: 'paid', billing: 'once', package: 'professional' },
  termMonths: 12,
  prices: { EUR: 900n },
  withdrawn: false,
  asOf: now,
};
const later = '2027-03-01T10:00:00.000Z';
const lastDay = '2027-11-21T23:59:59.999Z';
const year = '2027-11-22T00:00:00.000Z';

function reseller(customer: object = {}): { books: Books; lotId: string } {
  const books = given({
    accounts: [
      account('R', { kind: 'reseller', currency: 'EUR' }),
      account('C', { parentId: 'R', package: 'professional', ...customer }),
      account('SUB', { kind: 'reseller', parentId: 'R' }),
      account('SUBC', { parentId: 'SUB', package: 'professional' }),
    ],
  });
  evolve(books, { type: 'ProductPublished', product });
  const bought = decideStockPurchase(
    books,
    { ...asked(), contractId: 'K-1', accountId: 'R', sku: 'PRO', quantity: 100 },
    terms,
  );
  evolve(books, bought);
  return { books, lotId: bought.type === 'StockPurchased' ? bought.lot.lotId : '' };
}

const move = (lotId: string, quantity = 10, from = 'R', to = 'C', at = now) => ({
  ...asked(),
  at,
  from,
  to,
  lines: [{ lotId, quantity }],
});

describe('program stock', () => {
  test('S1 a purchase makes a stock lot to be used within one year', () => {
    const { books, lotId } = reseller();
    expect(books.lots.get(lotId)).toMatchObject({
      stock: true,
      startsOn: '2026-11-21',
      endsOn: '2027-11-21',
      contractId: 'K-1',
    });
    expect(heldOf(books, 'R', lotId)).toBe(100);
    const forCustomer = { ...asked(), contractId: 'K-1', accountId: 'C', sku: 'PRO', quantity: 1 };
    expect(codes(decideStockPurchase(books, forCustomer, terms))).toEqual(['RESELLER_REQUIRED']);
  });

  test.each([
    ['S1 one that it does not have', 'K-9', ['CONTRACT_UNKNOWN']],
    ['S1 one that is over', 'K-0', ['CONTRACT_NOT_VALID']],
    ['S1 one on its last day', 'K-1', []],
  ])('a reseller with contracts buys under %s', (_what, contractId, expected) => {
    const { books } = reseller();
    const contracts = [
      { contractId: 'K-0', validTo: '2026-11-20' },
      { contractId: 'K-1', validFrom: '2026-01-01', validTo: '2026-11-21' },
    ];
    evolve(books, { type: 'AccountUpdated', account: account('R', { kind: 'reseller', currency: 'EUR', contracts }) });
    const command = { ...asked(), contractId, accountId: 'R', sku: 'PRO', quantity: 1 };
    expect(codes(decideStockPurchase(books, command, terms))).toEqual(expected);
  });

  test('S2 a move gives the customer licenses that are active at once and run from then', () => {
    const { books, lotId } = reseller();
    expect(previewStockMove(books, move(lotId), terms)).toMatchObject({
      stockBefore: 100,
      stockAfter: 90,
      violations: [],
    });
    const event = decideStockMove(books, move(lotId, 10, 'R', 'C', later), terms);
    evolve(books, event);
    expect(event).toMatchObject({
      type: 'StockMoved',
      lines: [
        {
          targetLot: { stock: false, startsOn: '2027-03-01', endsOn: '2028-03-01', originAccountId: 'C' },
          quantity: 10,
        },
      ],
    });
    expect(heldOf(books, 'R', lotId)).toBe(90);
    expect(event.type === 'StockMoved' && heldOf(books, 'C', event.lines[0]?.targetLot.lotId ?? '')).toBe(10);
  });

  test.each([
    ['S2 more than is in stock', {}, [101], ['EXCEEDS_STOCK']],
    ['S3 another package', { package: 'starter' }, [], ['PACKAGE_DIFFERS']],
    ['S3 no package', { package: undefined }, [], ['PACKAGE_DIFFERS']],
    ['S4 a trial customer', { trial: true }, [], ['TRIAL_CUSTOMER']],
    ['S6 stock past its year', {}, [10, 'R', 'C', year], ['STOCK_EXPIRED']],
    ['S7 somebody else’s customer', { parentId: 'SUB' }, [], ['NOT_OWN_CUSTOMER']],
    ['S7 the customer of a sub-reseller', {}, [10, 'R', 'SUBC'], ['NOT_OWN_CUSTOMER']],
    ['L6 to itself', {}, [10, 'R', 'R'], ['SAME_ACCOUNT', 'NOT_OWN_CUSTOMER']],
    ['L6 a fraction', {}, [0.5], ['QUANTITY_NOT_WHOLE']],
  ] as const)('%s', (_what, customer, details, expected) => {
    const { books, lotId } = reseller(customer);
    const before = structuredClone(books.holdings);
    const answer = decideStockMove(
      books,
      move(lotId, ...(details as unknown as [number?, string?, string?, string?])),
      terms,
    );
    evolve(books, answer);
    expect(codes(answer)).toEqual(expected);
    expect(books.holdings).toEqual(before);
  });

  test('S2 only stock is moved from stock', () => {
    const { books, lotId } = reseller();
    const event = decideStockMove(books, move(lotId), terms);
    evolve(books, event);
    const owned = event.type === 'StockMoved' ? (event.lines[0]?.targetLot.lotId ?? '') : '';
    evolve(books, { type: 'AccountUpdated', account: account('D', { parentId: 'C', package: 'professional' }) });
    expect(codes(decideStockMove(books, move(owned, 1, 'C', 'D'), terms))).toEqual(['NOT_STOCK']);
  });

  test('S5 a move to a sub-reseller’s stock does not reset its life', () => {
    const { books, lotId } = reseller();
    const event = decideStockMove(books, move(lotId, 40, 'R', 'SUB', later), terms);
    evolve(books, event);
    expect(heldOf(books, 'SUB', lotId)).toBe(40);
    expect(codes(decideStockMove(books, move(lotId, 1, 'SUB', 'SUBC', year), terms))).toEqual(['STOCK_EXPIRED']);
    expect(decideStockMove(books, move(lotId, 1, 'SUB', 'SUBC', later), terms).type).toBe('StockMoved');
  });

  test('F11 stock works through its last day, on the calendar of each holder', () => {
    const { books, lotId } = reseller();
    evolve(books, decideStockMove(books, move(lotId, 40, 'R', 'SUB'), terms));
    const east = { ...books.accounts.get('SUB'), timeZone: 'Asia/Tokyo' } as Account;
    books.accounts.set('SUB', east);
    const retired = (at: string) => decideExpiry(books, { ...asked(), at, lotId }).map(({ accountId }) => accountId);
    expect(codes(decideStockMove(books, move(lotId, 1, 'R', 'C', lastDay), terms))).toEqual([]);
    expect(codes(decideStockMove(books, move(lotId, 1, 'SUB', 'SUBC', lastDay), terms))).toEqual(['STOCK_EXPIRED']);
    expect(retired('2027-11-21T14:59:59.999Z')).toEqual([]);
    expect(retired(lastDay)).toEqual(['SUB']);
    books.accounts.set('R', { ...books.accounts.get('R'), timeZone: 'America/New_York' } as Account);
    expect(retired(year)).toEqual(['SUB']);
    expect(codes(decideStockMove(books, move(lotId, 1, 'R', 'C', year), terms))).toEqual([]);
    expect(retired('2027-11-22T05:00:00.000Z')).toEqual(['R', 'SUB']);
  });

  describe('S2 moves over several lots', () => {
    /** Five of each: one that ends first, one a month later, and one of another product. */
    function lots() {
      const { books, lotId } = reseller();
      const buy = (id: string, at: string, sku: string, quantity: number) => {
        const command = { ...asked(), id, at, contractId: 'K-1', accountId: 'R', sku, quantity };
        const bought = decideStockPurchase(books, command, terms);
        evolve(books, bought);
        return bought.type === 'StockPurchased' ? bought.lot.lotId : '';
      };
      evolve(books, { type: 'ProductPublished', product: { ...product, sku: 'OTHER' } });
      evolve(books, decideStockMove(books, move(lotId, 95, 'R', 'SUB'), terms));
      const second = buy('buy-2', '2026-12-21T10:00:00.000Z', 'PRO', 5);
      return { books, first: lotId, second, other: buy('buy-3', now, 'OTHER', 5) };
    }
    const ask = (lines: MoveStock['lines'], more: object = {}): MoveStock => ({
      ...{ ...asked(), id: 'move-2', from: 'R', to: 'C', lines, listed: true },
      ...more,
    });

    test('8 of 5 and 5 of a product take what ends first, each lot with its own figures', () => {
      const { books, first, second } = lots();
      const command = ask([{ sku: 'PRO', quantity: 8 }], { at: '2027-01-10T10:00:00.000Z' });
      const plan = previewStockMove(books, command, terms);
      expect(plan).toMatchObject({
        ...{ quantity: 8, stockBefore: 10, stockAfter: 2, violations: [] },
        lines: [
          { lot: { lotId: first }, quantity: 5, stockBefore: 5, stockAfter: 0 },
          { lot: { lotId: second }, quantity: 3, stockBefore: 5, stockAfter: 2 },
        ],
      });
      expect([plan.lot, plan.targetLot]).toEqual([undefined, undefined]);
      const event = decideStockMove(books, { ...command, planHash: plan.planHash }, terms);
      expect(event).toMatchObject({ type: 'StockMoved', plan, journal: { quantity: 8 } });
      evolve(books, event);
      const targets = event.type === 'StockMoved' ? event.lines.map(({ targetLot }) => targetLot) : [];
      expect(targets.map(({ lotId }) => heldOf(books, 'C', lotId))).toEqual([5, 3]);
      expect(targets.map(({ startsOn, endsOn }) => [startsOn, endsOn])).toEqual([
        ['2027-01-10', '2028-01-10'],
        ['2027-01-10', '2028-01-10'],
      ]);
    });

    test('several lines go together, each from what the ones before it left', () => {
      const { books, first, second, other } = lots();
      const event = decideStockMove(
        books,
        ask([
          { lotId: second, quantity: 4 },
          { sku: 'PRO', quantity: 6 },
          { sku: 'OTHER', quantity: 5 },
        ]),
        terms,
      );
      expect(event.type === 'StockMoved' && event.lines.map(({ lot, quantity }) => [lot.lotId, quantity])).toEqual([
        [second, 5],
        [first, 5],
        [other, 5],
      ]);
    });

    test('S5 to a sub-reseller each lot stays the lot that it is', () => {
      const { books, first, second } = lots();
      const event = decideStockMove(books, ask([{ sku: 'PRO', quantity: 7 }], { to: 'SUB' }), terms);
      evolve(books, event);
      expect([heldOf(books, 'SUB', first), heldOf(books, 'SUB', second)]).toEqual([100, 2]);
    });

    test('S6 what is past its year is passed over, and what is left in time counts', () => {
      const { books, second } = lots();
      const late = { at: '2027-12-01T10:00:00.000Z' };
      const event = decideStockMove(books, ask([{ sku: 'PRO', quantity: 5 }], late), terms);
      expect(event.type === 'StockMoved' && event.lines.map(({ lot }) => lot.lotId)).toEqual([second]);
      expect(decideStockMove(books, ask([{ sku: 'PRO', quantity: 6 }], late), terms)).toMatchObject({
        violations: [{ code: 'EXCEEDS_STOCK', path: 'lines[0].quantity', limit: '5', actual: '6' }],
      });
    });

    test.each([
      ['more than there is', [{ sku: 'PRO', quantity: 11 }], {}, ['EXCEEDS_STOCK']],
      [
        'more in two lines',
        [
          { sku: 'PRO', quantity: 6 },
          { sku: 'PRO', quantity: 5 },
        ],
        {},
        ['EXCEEDS_STOCK'],
      ],
      ['nothing of the product', [{ sku: 'NONE', quantity: 1 }], {}, ['SKU_NOT_HELD']],
      [
        'all lots past their year',
        [{ sku: 'PRO', quantity: 1 }],
        { at: '2028-01-01T10:00:00.000Z' },
        ['STOCK_EXPIRED', 'STOCK_EXPIRED'],
      ],
      [
        'one line that cannot go',
        [
          { sku: 'PRO', quantity: 1 },
          { sku: 'OTHER', quantity: 0 },
        ],
        {},
        ['QUANTITY_TOO_SMALL'],
      ],
      ['somebody else’s customer', [{ sku: 'PRO', quantity: 8 }], { to: 'SUBC' }, ['NOT_OWN_CUSTOMER']],
    ] as [string, MoveStock['lines'], object, string[]][])('L6 %s: nothing moves', (_what, lines, more, expected) => {
      const { books } = lots();
      const before = structuredClone(books.holdings);
      const answer = decideStockMove(books, ask(lines, more), terms);
      evolve(books, answer);
      expect(codes(answer)).toEqual(expected);
      expect(books.holdings).toEqual(before);
    });

    test('L3 a plan is stale when other lots would go', () => {
      const { books, first } = lots();
      const command = ask([{ sku: 'PRO', quantity: 8 }]);
      const { planHash } = previewStockMove(books, command, terms);
      evolve(books, decideStockMove(books, { ...ask([{ lotId: first, quantity: 1 }]), id: 'm3' }, terms));
      expect(codes(decideStockMove(books, { ...command, planHash }, terms))).toEqual(['PLAN_STALE']);
    });
  });

  test('S6 stock past its year is retired at everyone who holds it, once', () => {
    const { books, lotId } = reseller();
    evolve(books, decideStockMove(books, move(lotId, 40, 'R', 'SUB'), terms));
    expect(decideExpiry(books, { ...asked(), lotId })).toEqual([]);
    const events = decideExpiry(books, { ...asked(), at: year, lotId });
    for (const event of events) evolve(books, event);
    expect(events.map(({ accountId, quantity }) => [accountId, quantity])).toEqual([
      ['R', 60],
      ['SUB', 40],
    ]);
    expect(heldOf(books, 'R', lotId)).toBe(0);
    expect(decideExpiry(books, { ...asked(), at: year, lotId })).toEqual([]);
  });
});
