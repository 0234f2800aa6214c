import { amountOf } from '#domain/values/billing.ts';
import { scaleMinor } from '#domain/values/money.ts';
import { type Movement, withoutMoney } from './movement.ts';

/**
 * Nobody is given back more of a lot than it paid (I7): what credit notes gave back for good is not given back a second time with the
 * unused days, and the other way round. And what unused days come to is rounded once for all of them: whoever gives licenses back one
 * by one gets what whoever gives them back at once does.
 */

/** What one account paid for one lot. */
export interface PaidLot {
  /** What is still with us of it: billed, without what was given back of it, by whatever way. */
  readonly leftMinor: bigint;
  /** What credit notes gave back of it for good; without that nothing can be given back twice. */
  readonly creditedMinor: bigint;
  /** What of unused days was not given back, because it had been. */
  readonly withheldMinor: bigint;
  /** What unused days come to, charged and given back, and what of that was billed, rounded. */
  readonly days: Fraction & { readonly billedMinor: bigint };
}

/** A part of a minor unit. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** By account and lot. */
export type PaidLots = ReadonlyMap<string, PaidLot>;

/** A movement, as far as it changes what was paid. */
interface MovedAmount extends Pick<Movement, 'quantity' | 'share' | 'cause'> {
  readonly lot: { readonly billing: 'once' | 'monthly'; readonly price: { readonly minor: bigint } };
}

/** A lot that an account has paid nothing for. */
export const nothingPaid: PaidLot = {
  leftMinor: 0n,
  creditedMinor: 0n,
  withheldMinor: 0n,
  days: { numerator: 0n, denominator: 1n, billedMinor: 0n },
};

/** The name of what an account paid for a lot. */
export function paidKey(accountId: string, lotId: string): string {
  return JSON.stringify([accountId, lotId]);
}

/**
 * Movements with up to two more after each that moves unused days: one that takes the sum of all that moved for the account to what
 * it is when it is rounded once, and one that withholds what would be more than is left. When it turns out later that more was paid,
 * what was withheld comes after all. Sums do not depend on which came first.
 */
export function withinPaid(paid: PaidLots, movements: readonly Movement[]): readonly Movement[] {
  // Beside what is known of all lots, which a copy for every movement would cost the more of the more there are.
  const known = new Map<string, PaidLot>();
  return movements.flatMap((movement) => {
    if (movement.cause.settlement !== 'remaining-term' || movement.lot.billing !== 'once') return movement;
    const key = paidKey(movement.accountId, movement.lot.lotId);
    const recorded = [movement];
    const paidSoFar = () => known.get(key) ?? paid.get(key) ?? nothingPaid;
    const record = (next: Movement) => known.set(key, afterMovement(paidSoFar(), next));
    record(movement);
    for (const [why, minorOf] of [['rounding', oddOf] as const, ['withheld', dueOf] as const]) {
      const minor = minorOf(paidSoFar());
      if (minor === 0n) continue;
      const more = amountAlone(movement, minor, why);
      recorded.push(more);
      record(more);
    }
    return recorded;
  });
}

/** What is left after a movement of the lot for the account. */
export function afterMovement(before: PaidLot, { lot, quantity, share, cause }: MovedAmount): PaidLot {
  if (lot.billing !== 'once' || withoutMoney(cause.settlement)) return before;
  const amount = amountOf(quantity, lot.price.minor, share);
  const { days } = before;
  const isOfDays = share !== undefined || cause.rounding === true;
  return {
    ...before,
    leftMinor: before.leftMinor + amount,
    withheldMinor: before.withheldMinor + (cause.withheld ? amount : 0n),
    days: isOfDays
      ? { ...plus(days, BigInt(quantity) * lot.price.minor, share), billedMinor: days.billedMinor + amount }
      : days,
  };
}

function plus({ numerator, denominator }: Fraction, priceMinor: bigint, share: Movement['share']): Fraction {
  const sum = { numerator, denominator };
  if (share === undefined) return sum;
  const [days, of] = [BigInt(share.days), BigInt(share.of)];
  if (sum.denominator % of === 0n) {
    return { ...sum, numerator: sum.numerator + priceMinor * days * (sum.denominator / of) };
  }
  return {
    numerator: sum.numerator * of + priceMinor * days * sum.denominator,
    denominator: sum.denominator * of,
  };
}

/** What the sum of the rounded parts lacks, or has too much. */
function oddOf({ days }: PaidLot): bigint {
  return scaleMinor(days.numerator, 1n, days.denominator) - days.billedMinor;
}

/** What is to be withheld, or with a minus sign comes after all. */
function dueOf({ leftMinor, creditedMinor, withheldMinor }: PaidLot): bigint {
  if (creditedMinor === 0n && withheldMinor === 0n) return 0n;
  return -leftMinor > -withheldMinor ? -leftMinor : -withheldMinor;
}

/** One line of an amount: neither a number of licenses nor their price says it. */
function amountAlone(movement: Movement, minor: bigint, why: 'rounding' | 'withheld'): Movement {
  const { share: _share, lot, ...of } = movement;
  const price = { ...lot.price, minor: minor < 0n ? -minor : minor };
  return {
    ...of,
    movementId: `${movement.movementId}/${why}`,
    quantity: minor < 0n ? -1 : 1,
    lot: { ...lot, price },
    cause: { ...movement.cause, [why]: true },
  };
}
