import { type CalendarDate, dateAt, type Instant, type Month, monthAfter, monthOf } from '../values/calendar.ts';

/**
 * Month of the invoice that a change lands on: the next after its day, and for licences billed monthly that start later
 * the next after their start (I1). An invoice bills its month by the counts as they stand when the month begins.
 */
export function landingMonth(
  on: CalendarDate,
  lot: { readonly billing: 'once' | 'monthly'; readonly startsOn: CalendarDate },
): Month {
  return monthAfter(monthOf(lot.billing === 'monthly' ? later(on, lot.startsOn) : on));
}

/**
 * Month of an account's first invoice: the one that its first movement lands on, but neither a past one, which the run
 * has been through (I3), nor a later one than next month's.
 */
export function firstOpenPeriod(lands: Month, now: Instant, timeZone: string, closedThrough?: Month): Month {
  const current = monthOf(dateAt(now, timeZone));
  const earliest = closedThrough === undefined ? current : later(current, monthAfter(closedThrough));
  const latest = later(earliest, monthAfter(current));
  return lands > latest ? latest : later(lands, earliest);
}

/** The last month that may be closed: the one after the current one. A later one would bill what nobody can know yet (I3). */
export function latestToClose(now: Instant): Month {
  return monthAfter(monthOf(dateAt(now)));
}

/** The first day of a month. */
export function firstDayOf(month: Month): CalendarDate {
  return `${month}-01`;
}

/** The later of two dates or of two months. */
export function later(one: string, other: string): string {
  return [one, other].sort()[1] ?? one;
}
