import { account, administrator, asked, codes, given, lot, operator, terms } from '#test/fixtures/books.ts';
import { decideTransfer } from './actions/transfer.ts';
import { todayOf } from './books/account.ts';
import { coverOn } from './books/books.ts';
import { isActiveOn, type Lot, statusOn } from './books/lot.ts';

const term = { startsOn: '2027-01-01', endsOn: '2028-01-01', graceEndsOn: '2028-01-31' };

describe('F11 a license works through the last day that is printed', () => {
  test.each([
    ['2026-12-31', 'future'],
    ['2027-01-01', 'active'],
    ['2028-01-01', 'active'],
    ['2028-01-02', 'grace'],
    ['2028-01-31', 'grace'],
    ['2028-02-01', 'expired'],
  ])('on %s it is %s', (day, status) => {
    expect(statusOn(term, day)).toBe(status);
    expect(isActiveOn(term, day)).toBe(status === 'active');
  });

  test('it covers devices on that day, and none on the day after', () => {
    const books = given({ holdings: [[lot('L1', term), 'A', 10]] });
    const covers = ['2026-12-31', '2027-01-01', '2028-01-01', '2028-01-02'].map((day) =>
      coverOn(books, 'A', 'sku:SKU-1', day),
    );
    expect(covers).toEqual([0, 10, 10, 0]);
  });

  test.each([
    ['UTC', '2028-01-01T23:59:59.000Z', []],
    ['UTC', '2028-01-02T00:00:00.000Z', ['LOT_EXPIRED']],
    ['America/New_York', '2028-01-02T04:59:59.000Z', []],
    ['America/New_York', '2028-01-02T05:00:00.000Z', ['LOT_EXPIRED']],
    ['Asia/Tokyo', '2028-01-01T14:59:59.000Z', []],
    ['Asia/Tokyo', '2028-01-01T15:00:00.000Z', ['LOT_EXPIRED']],
  ])('it moves until that day has ended in %s: %s', (timeZone, at, expected) => {
    const msp = account('MSP', { kind: 'msp', tier: 'base' });
    const books = given({
      accounts: [msp, account('A', { parentId: 'MSP', timeZone }), account('B', { parentId: 'MSP' })],
      administrators: [administrator('MSP', operator, { role: 'super-user' })],
      holdings: [[lot('L1', { ...term, program: 'mist' }), 'A', 10]],
    });
    const lines = [{ lotId: 'L1', quantity: 1 }];
    expect(codes(decideTransfer(books, { ...asked(), at, from: 'A', to: 'B', lines }, terms))).toEqual(expected);
  });
});

describe('F11 what starts has begun where it is still the day before', () => {
  const [at, zone] = ['2028-01-02T03:00:00.000Z', 'America/New_York'];

  test('what was bought in the evening of the west is there at once, and what ends there that evening still is', () => {
    const msp = account('MSP', { kind: 'msp', tier: 'base' });
    const books = given({
      accounts: [msp, account('A', { parentId: 'MSP', timeZone: zone }), account('B', { parentId: 'MSP' })],
      administrators: [administrator('MSP', operator, { role: 'super-user' })],
      holdings: [
        [lot('OLD', { ...term, program: 'mist' }), 'A', 10],
        [lot('NEW', { startsOn: '2028-01-02', endsOn: '2029-01-02', program: 'mist' }), 'A', 10],
      ],
      inUse: [['A', 'sku:SKU-1', 5]],
    });
    const lines = ['OLD', 'NEW'].map((lotId) => ({ lotId, quantity: 10 }));
    expect(decideTransfer(books, { ...asked(), at, from: 'A', to: 'B', lines }, terms)).toMatchObject({
      violations: [{ code: 'EXCEEDS_TRANSFERABLE', limit: '5' }],
    });
    const status = (lotId: string) =>
      statusOn(books.lots.get(lotId) as Lot, todayOf(account('A', { timeZone: zone }), at), '2028-01-02');
    expect([status('OLD'), status('NEW')]).toEqual(['active', 'active']);
  });
});
