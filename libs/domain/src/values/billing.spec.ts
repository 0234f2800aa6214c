import { amountOf, countsFrom, duesOf, landingMonth, monthlyDue, type PricedTerms } from './billing.ts';

const lot = (change: Partial<PricedTerms> = {}): PricedTerms => ({
  billing: 'monthly',
  price: { minor: 300n, currency: 'EUR' },
  startsOn: '2026-01-01',
  ...change,
});

describe('what licenses cost by the month', () => {
  test.each([
    ['2026-11-01T10:00:00Z', 'UTC', 'monthly', '2026-01-01', '2026-12'],
    ['2026-11-30T10:00:00Z', 'UTC', 'monthly', '2026-11-30', '2026-12'],
    ['2026-12-31T10:00:00Z', 'UTC', 'once', '2026-12-31', '2027-01'],
    ['2026-11-21T10:00:00Z', 'UTC', 'monthly', '2027-02-15', '2027-03'],
    ['2026-11-21T10:00:00Z', 'UTC', 'once', '2027-02-15', '2026-12'],
    ['2026-12-01T02:00:00Z', 'America/Los_Angeles', 'monthly', '2026-12-01', '2026-12'],
    ['2026-12-01T02:00:00Z', 'America/Los_Angeles', 'monthly', '2026-12-02', '2027-01'],
    ['2026-11-30T20:00:00Z', 'Asia/Tokyo', 'monthly', '2026-11-30', '2027-01'],
  ] as const)(
    'I1 a change at %s in %s of a lot billed %s that starts on %s lands on the invoice of %s',
    (at, timeZone, billing, startsOn, month) => {
      expect(landingMonth(countsFrom(at, timeZone, { billing, startsOn }))).toBe(month);
    },
  );

  test.each(['UTC', 'America/Los_Angeles', 'Asia/Tokyo'])(
    'I2 the expiry of what has ended takes nothing from the last month in %s',
    (timeZone) => {
      const ended = lot({ endsOn: '2026-12-01' });
      const on = countsFrom('2026-12-01T00:01:00Z', timeZone, ended);
      expect(duesOf({ on, lands: landingMonth(on), lot: ended }, '2027-06', 'none')).toEqual([]);
    },
  );

  test('I3 with proration the month of the end is owed up to the end', () => {
    const ending = lot({ endsOn: '2026-04-16' });
    expect(monthlyDue(ending, '2026-03', 'day')).toEqual({ month: '2026-03' });
    expect(monthlyDue(ending, '2026-04', 'day')).toEqual({ month: '2026-04', share: { days: 15, of: 30 } });
    expect(monthlyDue(ending, '2026-05', 'day')).toBeUndefined();
  });

  test('I3 with proration a change owes what is left of its month as well', () => {
    const change = { on: '2026-11-21', lands: '2026-12', lot: lot() };
    const rest = { days: 10, of: 30 };
    expect(duesOf(change, '2026-12', 'none')).toEqual([{ month: '2026-12' }]);
    expect(duesOf(change, '2026-12', 'day')).toEqual([{ month: '2026-11', share: rest }, { month: '2026-12' }]);
    expect(duesOf(change, '2026-11', 'day')).toEqual([]);
  });

  test.each([
    [10_000, 50n, 16_129n],
    [10_000, 4n, 1_290n],
    [-10_000, 290n, -93_548n],
    [1, 1n, 0n],
  ])('I10 the share of a month is rounded for the line: one day of 31 of %i at %s is %s', (quantity, price, amount) => {
    expect(amountOf(quantity, price, { days: 1, of: 31 })).toBe(amount);
  });
});
