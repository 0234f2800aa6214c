import { monthlyLot, prepaidLot, purchase, site, transfer } from '#test/fixtures/billed.ts';
import { defaultSettings } from '../account/account.ts';
import { type BilledLot, type LedgerAction, type Movement, movementsOf } from './movement.ts';
import { owed } from './owed.ts';

const movements = (...actions: LedgerAction[]): Movement[] =>
  actions.flatMap((action) => movementsOf(action, (accountId) => site(accountId), defaultSettings));

const owedFor = (action: LedgerAction, through: string, proration: 'none' | 'day' = 'none'): bigint | undefined =>
  owed(movements(action), through, proration).get(action.changes[0]?.lot.price.currency ?? '');

describe('owed', () => {
  const bought = (at: string, lot: BilledLot): LedgerAction => purchase('J1', at, 'SITE-1', lot, 10);

  test('I2 a monthly license is owed from the month after its purchase on, and again each month', () => {
    const action = bought('2026-03-20T10:00:00Z', monthlyLot());
    expect(['2026-03', '2026-04', '2026-05', '2026-12'].map((month) => owedFor(action, month))).toEqual([
      undefined,
      3_000n,
      6_000n,
      27_000n,
    ]);
  });

  test('I2 a license billed once is owed once, in the month after', () => {
    const action = bought('2026-03-20T10:00:00Z', prepaidLot());
    expect(['2026-03', '2026-04', '2026-12'].map((month) => owedFor(action, month))).toEqual([
      undefined,
      118_000n,
      118_000n,
    ]);
  });

  test.each([
    ['2026-01-21', '2026-02-21', 1],
    ['2026-01-01', '2026-02-01', 1],
    ['2026-01-31', '2026-02-28', 1],
    ['2026-01-15', '2027-01-15', 12],
  ])('I2 a monthly license from %s to %s is billed %i times', (startsOn, endsOn, times) => {
    const action = bought(`${startsOn}T10:00:00Z`, monthlyLot({ startsOn, endsOn }));
    expect(owedFor(action, '2030-01')).toBe(3_000n * BigInt(times));
  });

  test('I2 a license with a future start is owed from the month after its start on', () => {
    const action = bought('2026-01-10T10:00:00Z', monthlyLot({ startsOn: '2026-05-15' }));
    expect(['2026-05', '2026-06', '2026-07'].map((month) => owedFor(action, month))).toEqual([
      undefined,
      3_000n,
      6_000n,
    ]);
  });

  test('I2 an expiry after the end of the term changes nothing', () => {
    const lot = monthlyLot({ startsOn: '2026-01-10', endsOn: '2026-03-10' });
    const expired = purchase('J2', '2026-04-09T00:10:00Z', 'SITE-1', lot, -10);
    expect(owed(movements(bought('2026-01-10T10:00:00Z', lot), expired), '2026-12', 'none').get('EUR')).toBe(6_000n);
  });

  test('I2 neither the order nor the grouping of movements matters', () => {
    const all = movements(
      bought('2026-01-10T10:00:00Z', monthlyLot()),
      transfer('T1', '2026-02-10T10:00:00Z', 'SITE-1', 'SITE-2', monthlyLot(), 4),
      purchase('J3', '2026-02-11T10:00:00Z', 'SITE-2', prepaidLot(), 1),
    );
    expect(owed([...all].reverse(), '2026-06', 'none')).toEqual(owed(all, '2026-06', 'none'));
  });

  describe('I3 with proration by day', () => {
    test('the rest of the month of the purchase is owed as well, on the next invoice', () => {
      const action = bought('2026-04-21T10:00:00Z', monthlyLot());
      expect(owedFor(action, '2026-04', 'day')).toBeUndefined();
      expect(owedFor(action, '2026-05', 'day')).toBe(1_000n + 3_000n);
    });

    test('I10 a share is rounded for the line and not for the license', () => {
      const action = bought('2026-01-21T10:00:00Z', monthlyLot({ price: { minor: 1_000n, currency: 'JPY' } }));
      expect(owedFor(action, '2026-02', 'day')).toBe(3_548n + 10n * 1_000n);
    });
  });
});
