import { amountOf, duesOf, type Proration } from '#domain/values/billing.ts';
import type { Month } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { Movement } from './movement.ts';

/**
 * What each account owes for movements whose invoices are those of `through` and before, by currency, in minor units (I2).
 * A pure sum over all movements: neither their order nor the time of their arrival is in it.
 *
 * Shares are rounded where an invoice rounds them: those of a movement's own lines each, and those of the last month of
 * licenses alike together, because they stand on one recurring line (I10).
 */
export function owed(movements: Iterable<Movement>, through: Month, proration: Proration): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  const add = (currency: string, minor: bigint) => totals.set(currency, (totals.get(currency) ?? 0n) + minor);
  const lastMonths = new Map<string, LastMonth>();
  for (const { lot, quantity, share: settled, ...movement } of movements) {
    const { currency, minor } = lot.price;
    for (const [index, { month, share = settled }] of duesOf({ ...movement, lot }, through, proration).entries()) {
      if (share === undefined || index === 0) add(currency, amountOf(quantity, minor, share));
      else {
        const key = JSON.stringify([movement.accountId, lot.sku, lot.name, currency, `${minor}`, month, share]);
        const known = lastMonths.get(key)?.quantity ?? 0;
        lastMonths.set(key, { currency, minor, share, quantity: known + quantity });
      }
    }
  }
  for (const { currency, minor, share, quantity } of lastMonths.values())
    add(currency, amountOf(quantity, minor, share));
  return totals;
}

interface LastMonth {
  readonly currency: string;
  readonly minor: bigint;
  readonly share: Share;
  readonly quantity: number;
}
