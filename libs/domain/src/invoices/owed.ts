import { daysBetween, daysInMonth, type Month, monthAfter, monthOf } from '../values/calendar.ts';
import { scaleMinor } from '../values/money.ts';
import type { InvoicingSettings } from './account.ts';
import type { BilledLot, Movement } from './movement.ts';
import { firstDayOf, later } from './period.ts';

/** What one licence of a movement costs for one month; for a lot billed once, its price in the month that owes it. */
export interface Due {
  readonly month: Month;
  readonly unitPriceMinor: bigint;
}

/**
 * What each account owes for movements whose invoices are those of `through` and before, by currency, in minor units (I2).
 * A pure sum over all movements: neither their order nor the time of their arrival is in it.
 */
export function owed(
  movements: Iterable<Movement>,
  through: Month,
  proration: InvoicingSettings['proration'],
): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const movement of movements) {
    const { currency } = movement.lot.price;
    for (const due of duesOf(movement, through, proration)) {
      totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(movement.quantity) * due.unitPriceMinor);
    }
  }
  return totals;
}

/** What a movement owes, month by month, up to the invoice of `through`; nothing when it lands later. */
export function duesOf(movement: Movement, through: Month, proration: InvoicingSettings['proration']): Due[] {
  const { lot, lands } = movement;
  if (lands > through) return [];
  if (lot.billing === 'once') return [{ month: lands, unitPriceMinor: lot.price.minor }];
  const counts = later(movement.on, lot.startsOn);
  const dues: Due[] = [];
  for (let month = proration === 'day' ? monthOf(counts) : lands; month <= through; month = monthAfter(month)) {
    if (lot.endsOn !== undefined && firstDayOf(month) > lot.endsOn) break;
    const from = later(counts, firstDayOf(month));
    const unitPriceMinor = proration === 'day' ? priceOfDays(lot, month, from) : lot.price.minor;
    if (unitPriceMinor !== undefined) dues.push({ month, unitPriceMinor });
  }
  return dues;
}

/**
 * What one licence of a lot billed monthly costs for a month that it is held from the start of; undefined when it has ended.
 * Without proration a month is billed in full when the lot has not ended before its first day, so that a term of n months
 * is billed n times whatever day it starts on.
 */
export function monthlyPrice(
  lot: Pick<BilledLot, 'price' | 'endsOn'>,
  month: Month,
  proration: InvoicingSettings['proration'],
): bigint | undefined {
  if (lot.endsOn !== undefined && firstDayOf(month) > lot.endsOn) return undefined;
  return proration === 'day' ? priceOfDays(lot, month, firstDayOf(month)) : lot.price.minor;
}

/**
 * The share of a month from a day to the month's or the lot's end, for one licence. It is rounded per licence (I5), so that
 * quantity × unit price stays exact and what leaves one account at a price comes to the other at the same.
 */
function priceOfDays(lot: Pick<BilledLot, 'price' | 'endsOn'>, month: Month, from: string): bigint | undefined {
  const next = firstDayOf(monthAfter(month));
  const days = daysBetween(from, lot.endsOn !== undefined && lot.endsOn < next ? lot.endsOn : next);
  if (days <= 0) return undefined;
  return scaleMinor(lot.price.minor, BigInt(days), BigInt(daysInMonth(month)));
}
