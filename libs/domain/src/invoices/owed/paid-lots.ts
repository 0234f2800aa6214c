import { amountOf } from '#domain/values/billing.ts';
import { type Movement, withoutMoney } from './movement.ts';

/**
 * Nobody is given back more of a lot than it paid (I7): what credit notes gave back for good is not given back a second time with the
 * unused days, and the other way round.
 */

/** What one account paid for one lot. */
export interface PaidLot {
  /** What is still with us of it: billed, without what was given back of it, by whatever way. */
  readonly leftMinor: bigint;
  /** What of unused days was not given back, because it had been. */
  readonly withheldMinor: bigint;
}

/** By account and lot: those of which something was credited for good; of all others nothing can be given back twice. */
export type PaidLots = ReadonlyMap<string, PaidLot>;

/** The name of what an account paid for a lot. */
export function paidKey(accountId: string, lotId: string): string {
  return JSON.stringify([accountId, lotId]);
}

/**
 * Movements with one more after each that would give back more than is left: so much of it is withheld. When it turns out later that more
 * was paid, what was withheld comes after all. Sums do not depend on which came first.
 */
export function withinPaid(paid: PaidLots, movements: readonly Movement[]): readonly Movement[] {
  if (paid.size === 0) return movements;
  const known = new Map(paid);
  return movements.flatMap((movement) => {
    const after = afterMovement(known, movement);
    if (!after || movement.cause.settlement !== 'remaining-term') return movement;
    const due = -after.leftMinor > -after.withheldMinor ? -after.leftMinor : -after.withheldMinor;
    keep(known, movement, after);
    if (due === 0n) return movement;
    const more = withheld(movement, due);
    keep(known, more, afterMovement(known, more) ?? after);
    return [movement, more];
  });
}

/** What is left after a movement; undefined where nobody asks, or no money moves. */
export function afterMovement(
  paid: PaidLots,
  { accountId, lot, quantity, share, cause }: Movement,
): PaidLot | undefined {
  const before = paid.get(paidKey(accountId, lot.lotId));
  if (!before || lot.billing !== 'once' || withoutMoney(cause.settlement)) return undefined;
  const amount = amountOf(quantity, lot.price.minor, share);
  const isWithheld = cause.withheld === true;
  return {
    leftMinor: before.leftMinor + amount,
    withheldMinor: before.withheldMinor + (isWithheld ? amount : 0n),
  };
}

function keep(known: Map<string, PaidLot>, { accountId, lot }: Movement, after: PaidLot): void {
  known.set(paidKey(accountId, lot.lotId), after);
}

/** One line of an amount: neither a number of licenses nor their price says it. */
function withheld(movement: Movement, minor: bigint): Movement {
  const { share: _share, lot, ...of } = movement;
  const price = { ...lot.price, minor: minor < 0n ? -minor : minor };
  return {
    ...of,
    movementId: `${movement.movementId}/withheld`,
    quantity: minor < 0n ? -1 : 1,
    lot: { ...lot, price },
    cause: { ...movement.cause, withheld: true },
  };
}
