import { later } from '#domain/values/billing.ts';
import { dateAt, type Instant, type Month, monthAfter, monthOf } from '#domain/values/calendar.ts';

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
