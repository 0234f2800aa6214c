import { payerOf, settlementOf, unusedShare } from './settlement.ts';

describe('which money moves with licenses', () => {
  test.each([
    ['monthly', undefined, 'monthly'],
    ['monthly', 'remaining-term', 'monthly'],
    ['once', undefined, 'paid-once'],
    ['once', 'none', 'paid-once'],
    ['once', 'remaining-term', 'remaining-term'],
  ] as const)(
    'I7 what is billed %s, in a program that settles %s, is settled as %s',
    (billing, settlement, expected) => {
      expect(settlementOf({ billing, settlement })).toBe(expected);
    },
  );

  const year = { startsOn: '2026-01-01', endsOn: '2027-01-01' };

  test.each([
    ['2025-12-01', { days: 365, of: 365 }],
    ['2026-01-01', { days: 365, of: 365 }],
    ['2026-12-20', { days: 12, of: 365 }],
    ['2026-12-31', { days: 1, of: 365 }],
    ['2027-01-01', { days: 0, of: 365 }],
    ['2029-01-01', { days: 0, of: 365 }],
  ])('I7 on %s the unused share of a year is %j', (on, share) => {
    expect(unusedShare(year, on)).toEqual(share);
  });

  test('I7 a perpetual license is unused for good', () => {
    expect(unusedShare({ startsOn: '2026-01-01' }, '2030-01-01')).toBeUndefined();
  });

  test('I7 the payer on record is who paid the order for the first holder, and every later holder itself', () => {
    const lot = { originAccountId: 'ORG-X', payerAccountId: 'PAYER' };
    expect(['ORG-X', 'ORG-Y'].map((holder) => payerOf(lot, holder))).toEqual(['PAYER', 'ORG-Y']);
    expect(payerOf({ originAccountId: 'ORG-X' }, 'ORG-X')).toBe('ORG-X');
  });
});
