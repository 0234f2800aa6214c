import {
  type CalendarDate,
  dateAt,
  daysBetween,
  daysInMonth,
  type Instant,
  type Month,
  monthAfter,
  monthOf,
} from './calendar.ts';
import { type Money, scaleMinor } from './money.ts';
import type { Share } from './settlement.ts';

/** What licenses of a lot cost, month by month: previews of the ledger and invoices say the same, because both ask here. */

/** Whether the month of a change is billed by the day; `none` is what the sources do (I3). */
export type Proration = 'none' | 'day';

/** The terms of a lot that decide what one license of it costs. */
export interface PricedTerms {
  readonly billing: 'once' | 'monthly';
  /** For the whole term when billed once, for a month when billed monthly. */
  readonly price: Money;
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate;
}

/** A month that is owed at the lot's price, or at a share of it; for a lot billed once, the month that owes it. */
export interface Due {
  readonly month: Month;
  readonly share?: Share;
}

/** What licenses cost: quantity × price, or a share of that, rounded once for all of them (I10). */
export function amountOf(quantity: number, priceMinor: bigint, share?: Share): bigint {
  const whole = BigInt(quantity) * priceMinor;
  return share ? scaleMinor(whole, BigInt(share.days), BigInt(share.of)) : whole;
}

/**
 * The day that a change counts from, on the account's calendar: that of the instant, and for licenses billed monthly no day
 * before they start or, once they have ended, before their end. A lot's own days are in UTC, so whether it starts later or
 * has ended is asked there: an account in the west is still in the month before.
 */
export function countsFrom(
  at: Instant,
  timeZone: string,
  { billing, startsOn, endsOn }: Pick<PricedTerms, 'billing' | 'startsOn' | 'endsOn'>,
): CalendarDate {
  const [on, today] = [dateAt(at, timeZone), dateAt(at)];
  if (billing === 'once') return on;
  if (endsOn !== undefined && endsOn <= today) return later(on, endsOn);
  return startsOn > today ? later(on, startsOn) : on;
}

/**
 * Month of the invoice that a change lands on: the next after the day that it counts from (I1). An invoice bills its month by
 * the counts as they stand when the month begins.
 */
export function landingMonth(on: CalendarDate): Month {
  return monthAfter(monthOf(on));
}

/** What a change that counts from that day owes for each license, up to the invoice of `through`; nothing when it lands later (I2). */
export function duesOf(
  { on, lands, lot }: { readonly on: CalendarDate; readonly lands: Month; readonly lot: PricedTerms },
  through: Month,
  proration: Proration,
): Due[] {
  if (lands > through) return [];
  if (lot.billing === 'once') return [{ month: lands }];
  const dues: Due[] = [];
  for (let month = proration === 'day' ? monthOf(on) : lands; month <= through; month = monthAfter(month)) {
    if (lot.endsOn !== undefined && firstDayOf(month) > lot.endsOn) break;
    const from = later(on, firstDayOf(month));
    const due = proration === 'day' ? daysDue(lot, month, from) : { month };
    if (due) dues.push(due);
  }
  return dues;
}

/**
 * What a lot billed monthly owes for a month that it is held from the start of; undefined when it has ended.
 * Without proration a month is billed in full when the lot has not ended before its first day, so that a term of n months
 * is billed n times whatever day it starts on.
 */
export function monthlyDue(lot: Pick<PricedTerms, 'endsOn'>, month: Month, proration: Proration): Due | undefined {
  if (lot.endsOn !== undefined && firstDayOf(month) > lot.endsOn) return undefined;
  return proration === 'day' ? daysDue(lot, month, firstDayOf(month)) : { month };
}

/** A month from a day on to its end, or to the lot's. */
function daysDue(lot: Pick<PricedTerms, 'endsOn'>, month: Month, from: string): Due | undefined {
  const next = firstDayOf(monthAfter(month));
  const days = daysBetween(from, lot.endsOn !== undefined && lot.endsOn < next ? lot.endsOn : next);
  if (days <= 0) return undefined;
  const of = daysInMonth(month);
  return days === of ? { month } : { month, share: { days, of } };
}

/** The first day of a month. */
export function firstDayOf(month: Month): CalendarDate {
  return `${month}-01`;
}

/** The later of two dates or of two months. */
export function later(one: string, other: string): string {
  return [one, other].sort()[1] ?? one;
}
