import { addDays } from '#domain/values/calendar.ts';
import { account, administrator, asked, given, lot, terms, today } from '#test/fixtures/books.ts';
import fc from '#test/support/samples/properties.ts';
import { decideReturn, decideTransfer } from './actions/transfer.ts';
import { type Books, coverOn, evolve, heldOf, inUseOf } from './books/books.ts';
import { isRecorded, type LicenseEvent } from './books/events.ts';
import { countedBySku, countingDay, isActiveOn, type Lot } from './books/lot.ts';
import { transferable } from './figures/transferable.ts';
import { decideDeviceCount } from './reference/devices.ts';

/** Random histories of three organizations of an MSP, with lots of two products and of programs with and without rules. */

const people = [administrator('MSP', 'boss', { role: 'super-user' })];
const accountId = fc.constantFrom('A', 'B', 'C');
const day = fc.integer({ min: -400, max: 400 }).map((days) => addDays(today, days));
const lots = fc.array(
  fc.record({
    program: fc.constantFrom('mist', 'none'),
    sku: fc.constantFrom('SKU-1', 'SKU-2'),
    category: fc.constantFrom('paid', 'paid', 'trial'),
    startsOn: day,
    days: fc.integer({ min: 1, max: 700 }),
    holder: accountId,
    quantity: fc.integer({ min: 1, max: 20 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const step = fc.oneof(
  fc.record({
    kind: fc.constant('transfer' as const),
    from: accountId,
    to: accountId,
    lot: fc.nat(6),
    bySku: fc.boolean(),
    quantity: fc.constantFrom(0, 1, 2, 3, 5, 8, 13, -1, 1.5),
  }),
  fc.record({ kind: fc.constant('return' as const), which: fc.nat(10) }),
  fc.record({
    kind: fc.constant('count' as const),
    at: accountId,
    sku: fc.constantFrom('SKU-1', 'SKU-2'),
    inUse: fc.nat(15),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never;

function start(each: typeof lots extends fc.Arbitrary<infer Of> ? Of : never): Books {
  const organizations = ['A', 'B', 'C'].map((id) => account(id, { parentId: 'MSP' }));
  return given({
    accounts: [account('MSP', { kind: 'msp', tier: 'base' }), ...organizations],
    administrators: people,
    holdings: each.map(({ holder, quantity, days, ...facts }, index) => [
      lot(`L${index}`, {
        ...facts,
        category: facts.category as Lot['category'],
        endsOn: addDays(facts.startsOn, days),
        originAccountId: holder,
      }),
      holder,
      quantity,
    ]),
  });
}

function decide(books: Books, each: Step): LicenseEvent[] {
  if (each.kind === 'count') {
    const count = { accountId: each.at, counted: countedBySku(each.sku), inUse: each.inUse, at: today };
    return decideDeviceCount(books, count);
  }
  if (each.kind === 'return') {
    const transferId = [...books.transfers.keys()][each.which] ?? 'none';
    return [decideReturn(books, { ...asked('boss'), transferId }, terms)];
  }
  const named = each.bySku ? { sku: 'SKU-1' } : { lotId: `L${each.lot}` };
  const lines = [{ ...named, quantity: each.quantity }];
  return [decideTransfer(books, { ...asked('boss'), from: each.from, to: each.to, lines }, terms)];
}

function history(check: (books: Books, events: readonly LicenseEvent[], before: Books['holdings']) => void): void {
  fc.assert(
    fc.property(lots, fc.array(step, { maxLength: 25 }), (each, steps) => {
      const books = start(each);
      for (const one of steps) {
        const before = structuredClone(books.holdings);
        const events = decide(books, one);
        for (const event of events) evolve(books, event);
        check(books, events, before);
      }
    }),
    { numRuns: 80 },
  );
}

describe('whatever is asked of the ledger', () => {
  test('L1 entries sum to zero per lot and nothing is lost or made', () => {
    history((books, events, before) => {
      for (const event of events.filter(isRecorded)) {
        const sum = event.journal.entries.reduce((total, entry) => total + entry.quantity, 0);
        expect(sum).toBe(0);
      }
      expect(totals(books.holdings)).toEqual(totals(before));
    });
  });

  test('L1 holdings are never negative', () => {
    history((books) => {
      for (const held of books.holdings.values())
        for (const quantity of held.values()) expect(quantity).toBeGreaterThan(0);
    });
  });

  test('L6 refused means unchanged', () => {
    history((books, events, before) => {
      if (events.some(({ type }) => type === 'LicensesRefused')) expect(books.holdings).toEqual(before);
    });
  });

  test('L4 the transferable quantity is what the definition says, computed from scratch', () => {
    history((books) => {
      for (const id of ['A', 'B', 'C']) for (const each of books.lots.values()) expectTransferable(books, id, each);
    });
  });

  test('M5 nobody but its origin sends a mist lot to a third', () => {
    history((_books, events) => {
      for (const event of events) {
        if (event.type !== 'LicensesTransferred') continue;
        for (const { lot } of event.plan.lines) {
          if (lot.program === 'mist') expect(event.plan.from).toBe(lot.originAccountId);
        }
      }
    });
  });
});

function totals(holdings: Books['holdings']): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const held of holdings.values())
    for (const [lotId, quantity] of held) sums[lotId] = (sums[lotId] ?? 0) + quantity;
  return sums;
}

function expectTransferable(books: Books, id: string, each: Lot): void {
  const holder = books.accounts.get(id);
  if (!holder) throw new Error('unknown account');
  const { quantity } = transferable(books, terms.programs, each, holder, today);
  const expired = each.endsOn !== undefined && each.endsOn <= today;
  const mist = each.program === 'mist' && (each.category !== 'paid' || each.originAccountId !== id);
  const on = countingDay(each, today);
  let cover = 0;
  for (const other of books.lots.values()) {
    if (other.sku === each.sku && isActiveOn(other, on)) cover += heldOf(books, id, other.lotId);
  }
  expect(coverOn(books, id, countedBySku(each.sku), on)).toBe(cover);
  const spare = Math.min(heldOf(books, id, each.lotId), cover - inUseOf(books, id, countedBySku(each.sku)));
  expect(quantity).toBe(expired || mist ? 0 : Math.max(0, spare));
}
