import { account, given, lot, terms, today } from '#test/fixtures/books.ts';
import { heldOf } from '../books/books.ts';
import { transferable } from './transferable.ts';

const of = (books: ReturnType<typeof given>, each: ReturnType<typeof lot>) =>
  transferable(books, terms.programs, each, account('A'), today);

describe('L4 transferable quantity', () => {
  const current = lot('current');
  const future = lot('future', { startsOn: '2027-01-01', endsOn: '2028-01-01' });

  test('is what is held when no device needs it', () => {
    expect(of(given({ holdings: [[current, 'A', 10]] }), current)).toEqual({ quantity: 10 });
  });

  test('is held of that product minus in use, over all active lots of the product', () => {
    const other = lot('other');
    const books = given({
      holdings: [
        [current, 'A', 10],
        [other, 'A', 5],
      ],
      inUse: [['A', 'sku:SKU-1', 7]],
    });
    expect(of(books, current)).toEqual({ quantity: 8 });
    expect(of(books, other)).toEqual({ quantity: 5 });
  });

  test('counts what is active on the day on which the lot starts, when that is later than today', () => {
    const books = given({
      holdings: [
        [current, 'A', 10],
        [future, 'A', 5],
      ],
      inUse: [['A', 'sku:SKU-1', 7]],
    });
    expect(of(books, current)).toEqual({ quantity: 3 }); // what starts later covers nothing today
    expect(of(books, future)).toEqual({ quantity: 5 }); // 15 are active on 1 January
  });

  test('is never below 0, and says that devices need the licenses', () => {
    const books = given({ holdings: [[current, 'A', 10]], inUse: [['A', 'sku:SKU-1', 12]] });
    expect(of(books, current)).toEqual({ quantity: 0, reason: 'NEEDED_BY_DEVICES' });
  });

  test('is 0 with the code of the rule that forbids the lot', () => {
    const trial = lot('trial', { program: 'mist', category: 'trial' });
    expect(of(given({ holdings: [[trial, 'A', 10]] }), trial)).toEqual({
      quantity: 0,
      reason: 'CATEGORY_NOT_TRANSFERABLE',
    });
  });

  test.each([
    ['stock that can be moved', { stock: true }, 'MOVES_AS_STOCK'],
    ['stock whose year is over', { stock: true, endsOn: '2026-01-01' }, 'STOCK_EXPIRED'],
    ['what came from stock', { stock: false }, 'ACTION_NOT_OFFERED'],
  ])(
    'L4 L10 S2 is 0 for a program that does not offer transfers, with a reason of its own: %s',
    (_what, facts, reason) => {
      const held = lot('stock', { program: 'stock', startsOn: '2025-01-01', ...facts });
      expect(of(given({ holdings: [[held, 'A', 10]] }), held)).toEqual({ quantity: 0, reason });
    },
  );

  test('protects devices that are counted by device type over all its products', () => {
    const [basic, plus] = [lot('b', { deviceType: 'AP' }), lot('p', { deviceType: 'AP', sku: 'SKU-2' })];
    const books = given({
      holdings: [
        [basic, 'A', 4],
        [plus, 'A', 4],
      ],
      inUse: [['A', 'type:AP', 5]],
    });
    expect(of(books, basic)).toEqual({ quantity: 3 });
  });

  test('is 0 for what is not held, has ended or is only in its grace', () => {
    const expired = lot('expired', { endsOn: '2026-10-01' });
    const grace = lot('grace', { endsOn: '2026-11-01', graceEndsOn: '2026-12-01' });
    const books = given({
      holdings: [
        [expired, 'A', 1],
        [grace, 'A', 1],
      ],
    });
    expect(of(books, current)).toEqual({ quantity: 0, reason: 'NOTHING_HELD' });
    expect(of(books, expired)).toEqual({ quantity: 0, reason: 'LOT_EXPIRED' });
    expect(of(books, grace)).toEqual({ quantity: 0, reason: 'NOT_ACTIVE' });
    expect(heldOf(books, 'A', 'grace')).toBe(1);
  });
});
