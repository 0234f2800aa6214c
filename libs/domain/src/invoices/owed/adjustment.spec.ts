import { monthlyLot, prepaidLot, purchase, site, transfer } from '#test/fixtures/billed.ts';
import { defaultSettings } from '../account/account.ts';
import { adjustmentsOf } from './adjustment.ts';
import { type LedgerAction, type Movement, movementsOf } from './movement.ts';

const zones: Record<string, string> = { WARSAW: 'Europe/Warsaw', ANGELES: 'America/Los_Angeles' };

function movements(action: LedgerAction): Movement[] {
  return movementsOf(action, (id) => site(id, { timeZone: zones[id] ?? 'UTC' }), defaultSettings);
}

describe('adjustments', () => {
  test('I1 a transfer takes from the next invoice of one account and adds to that of the other, and names its cause', () => {
    const action = transfer('T1', '2026-11-21T10:00:00Z', 'SITE-1', 'SITE-2', monthlyLot(), 5);
    const adjustments = movements(action).flatMap((movement) => adjustmentsOf(movement, '2026-11', 'none'));
    const cause = {
      type: 'license.transferred.v1',
      id: 'T1',
      at: '2026-11-21T10:00:00Z',
      initiatedBy: 'msp@example.com',
    };
    expect(adjustments).toEqual([
      expect.objectContaining({
        adjustmentId: 'journal-T1/1/2026-12',
        accountId: 'SITE-1',
        period: '2026-12',
        quantity: -5,
        amountMinor: -1_500n,
        cause: { ...cause, counterparty: 'SITE-2' },
      }),
      expect.objectContaining({
        adjustmentId: 'journal-T1/2/2026-12',
        accountId: 'SITE-2',
        period: '2026-12',
        quantity: 5,
        amountMinor: 1_500n,
        cause: { ...cause, counterparty: 'SITE-1' },
      }),
    ]);
  });

  test('I2 a transfer of prepaid licenses sums to zero over the two accounts', () => {
    const action = transfer('T1', '2026-11-21T10:00:00Z', 'ORG-1', 'ORG-2', prepaidLot(), 3);
    const amounts = movements(action).flatMap((movement) =>
      adjustmentsOf(movement, '2026-11', 'none').map((adjustment) => adjustment.amountMinor),
    );
    expect(amounts).toEqual([-35_400n, 35_400n]);
  });

  test('I1 the last day of the month is that of the account’s time zone', () => {
    const action = transfer('T1', '2026-11-30T23:30:00Z', 'WARSAW', 'ANGELES', monthlyLot(), 1);
    expect(movements(action).map(({ accountId, on, lands }) => [accountId, on, lands])).toEqual([
      ['WARSAW', '2026-12-01', '2027-01'],
      ['ANGELES', '2026-11-30', '2026-12'],
    ]);
  });

  test('I2 told of late, each month that was issued without it is a line of the open invoice', () => {
    const [movement] = movements(purchase('J1', '2026-08-05T10:00:00Z', 'SITE-1', monthlyLot(), 2));
    const lines = movement ? adjustmentsOf(movement, '2026-11', 'none') : [];
    expect(lines.map(({ month, period, amountMinor, recurs }) => [month, period, amountMinor, recurs])).toEqual([
      ['2026-09', '2026-11', 600n, false],
      ['2026-10', '2026-11', 600n, false],
      ['2026-11', '2026-11', 600n, true],
    ]);
  });

  test('I2 told of after its lot has ended, only the missed months are billed and nothing recurs', () => {
    const lot = monthlyLot({ endsOn: '2026-09-20' });
    const [movement] = movements(purchase('J1', '2026-08-05T10:00:00Z', 'SITE-1', lot, 2));
    const lines = movement ? adjustmentsOf(movement, '2026-11', 'none') : [];
    expect(lines.map(({ month, recurs }) => [month, recurs])).toEqual([['2026-09', false]]);
  });

  test('I3 an order line billed once is a line of its own kind', () => {
    const action = purchase('J1', '2026-11-21T10:00:00Z', 'ACC-100', prepaidLot(), 25);
    const granted = { ...action, cause: { ...action.cause, type: 'license.granted.v1', reference: 'SO-10001/1' } };
    expect(movements(granted).flatMap((movement) => adjustmentsOf(movement, '2026-11', 'none'))).toEqual([
      expect.objectContaining({ kind: 'order', period: '2026-12', amountMinor: 295_000n, recurs: false }),
    ]);
  });

  test('I5 amounts are exact in currencies of 0, 2 and 3 decimals', () => {
    const amounts = [
      { minor: 450n, currency: 'JPY' },
      { minor: 399n, currency: 'EUR' },
      { minor: 1_005n, currency: 'KWD' },
    ].map((price) => {
      const [movement] = movements(purchase('J', '2026-11-21T10:00:00Z', 'S', monthlyLot({ price }), 1_000_000));
      return movement && adjustmentsOf(movement, '2026-11', 'none')[0]?.amountMinor;
    });
    expect(amounts).toEqual([450_000_000n, 399_000_000n, 1_005_000_000n]);
  });
});
