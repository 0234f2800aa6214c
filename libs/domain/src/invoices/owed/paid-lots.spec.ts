import { amountOf } from '#domain/values/billing.ts';
import { prepaidLot } from '#test/fixtures/billed.ts';
import fc from '#test/support/samples/properties.ts';
import type { Movement } from './movement.ts';
import { afterMovement, nothingPaid, type PaidLot, paidKey, withinPaid } from './paid-lots.ts';

const lot = prepaidLot({ lotId: 'L', price: { minor: 100n, currency: 'EUR' } });

const movement = (quantity: number, n = 1, accountId = 'P'): Movement => ({
  ...{ movementId: `T-${n}/1`, actionId: `T-${n}`, accountId, lot, quantity, on: '2026-11-21', lands: '2026-12' },
  cause: {
    ...{ type: 'license.transferred.v1', id: `T-${n}`, at: '2026-11-21T09:00:00Z', initiatedBy: 'a@x.example' },
    settlement: 'remaining-term',
  },
});

const paid = (leftMinor: bigint, withheldMinor = 0n) =>
  new Map<string, PaidLot>([[paidKey('P', 'L'), { ...nothingPaid, leftMinor, withheldMinor, creditedMinor: 1n }]]);
const amounts = (movements: readonly Movement[]) =>
  movements.map(({ quantity, lot: { price }, share }) => amountOf(quantity, price.minor, share));

describe('I7 within what was paid', () => {
  test.each<[string, Map<string, PaidLot>, number, bigint[]]>([
    ['nobody asks about the lot', new Map(), -5, [-500n]],
    ['as much is left', paid(500n), -5, [-500n]],
    ['less is left', paid(120n), -5, [-500n, 380n]],
    ['nothing is left', paid(0n), -5, [-500n, 500n]],
    ['it turns out that more was paid', paid(0n, 200n), 5, [500n, -200n]],
    ['it turns out that a little more was paid', paid(0n, 900n), 5, [500n, -500n]],
  ])('%s', (_, known, quantity, expected) => {
    expect(amounts(withinPaid(known, [movement(quantity)]))).toEqual(expected);
  });

  test('other accounts and lots, and what moves without money, are left alone', () => {
    const free = movement(-5);
    const others = [
      movement(-5, 1, 'OTHER'),
      { ...free, lot: { ...lot, lotId: 'M' } },
      { ...free, cause: { ...free.cause, settlement: 'paid-once' as const } },
    ];
    expect(withinPaid(paid(0n), others)).toEqual(others);
  });

  test('never less than nothing is left, and the sum is the same whatever the order and the batches', () => {
    const quantities = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1500n }), quantities, fc.boolean(), (left, moved, oneByOne) => {
        const run = (all: readonly number[]) => {
          const known = paid(left);
          const movements = all.map((quantity, n) => movement(quantity, n));
          for (const batch of oneByOne ? movements.map((one) => [one]) : [movements]) {
            for (const recorded of withinPaid(known, batch)) {
              known.set(paidKey('P', 'L'), afterMovement(known.get(paidKey('P', 'L')) ?? nothingPaid, recorded));
            }
          }
          return known.get(paidKey('P', 'L'));
        };
        const there = run(moved);
        expect(there && there.leftMinor >= 0n && there.withheldMinor >= 0n).toBe(true);
        expect(run(moved.toReversed())).toEqual(there);
      }),
    );
  });
});
