import { type Change, costOf } from './oracle-changes.ts';

/** I7: unused days of a lot are rounded once for all that moved of them for an account, so that parts are worth what the whole is. */
export class DaysOfLots {
  private readonly lots = new Map<string, { exact: bigint; of: bigint; billed: bigint }>();

  /** The change with the cents that it has beside its own amount. */
  withOdd(change: Change): Change {
    if (!change.share) return change;
    const lot = this.take(change, 0n);
    const whole = lot.exact * 2n;
    const nearest = (whole < 0n ? whole - lot.of : whole + lot.of) / (2n * lot.of);
    const odd = nearest - lot.billed;
    lot.billed = nearest;
    return { ...change, odd };
  }

  /** Takes over what moves from one payer of an order to another, cents and all. */
  take({ accountId, terms, quantity, share }: Change, odd: bigint) {
    const key = `${accountId} ${terms.lotId}`;
    const lot = this.lots.get(key) ?? { exact: 0n, of: BigInt(share?.of ?? 1), billed: 0n };
    // An order line that another pays from now on has no days, and says nothing of how many the lot has.
    if (share) {
      this.lots.set(key, lot);
      lot.exact += quantity * terms.minor * BigInt(share.days);
      lot.billed += costOf(quantity, terms.minor, share) + odd;
    }
    return lot;
  }
}
