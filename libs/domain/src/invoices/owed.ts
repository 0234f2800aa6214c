import { duesOf, type Proration } from '../values/billing.ts';
import type { Month } from '../values/calendar.ts';
import type { Movement } from './movement.ts';

/**
 * What each account owes for movements whose invoices are those of `through` and before, by currency, in minor units (I2).
 * A pure sum over all movements: neither their order nor the time of their arrival is in it.
 */
export function owed(movements: Iterable<Movement>, through: Month, proration: Proration): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const movement of movements) {
    const { currency } = movement.lot.price;
    for (const due of duesOf(movement, through, proration)) {
      totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(movement.quantity) * due.unitPriceMinor);
    }
  }
  return totals;
}
