import type { Instant, Month } from '#domain/values/calendar.ts';
import type { BilledAccount } from '../account/account.ts';
import { reviewAwaited } from '../account/review-window.ts';
import type { NextInvoices } from '../issue.ts';

/**
 * What the monthly run does with an account's open period (I13, I15): issues it; issues the draft that it is, whose days are over;
 * makes it a draft; leaves it the draft that it is; holds it, for what it lacks or because somebody holds its draft; or issues nothing,
 * because nothing is to be paid.
 */
export type ClosingOutcome = 'issued' | 'released' | 'drafted' | 'waiting' | 'held' | 'nothing-to-pay';

/** What the run would do, and until when a draft then waits. */
export interface Closing {
  readonly outcome: ClosingOutcome;
  /** When the run looks at it first: at once where its month has begun everywhere. */
  readonly at: Instant;
  readonly reviewUntil?: Instant;
}

/** When the run looks at a period by itself: twelve hours into its first day in UTC, when it has begun in every zone, or now. */
export function closesAt(period: Month, now: Instant): Instant {
  const begun = `${period}-01T12:00:00.000Z`;
  return now > begun ? now : begun;
}

/** What the run would do with the account's open period, by what stands against it now; undefined without one. */
export function closingOf(
  account: BilledAccount,
  next: NextInvoices,
  now: Instant,
  settings: { readonly reviewDays: number },
): Closing | undefined {
  const { openPeriod, review } = account;
  if (openPeriod === undefined) return undefined;
  const at = closesAt(openPeriod, now);
  if (next.state === 'held') return { outcome: 'held', at };
  if (next.invoices.length === 0) return { outcome: 'nothing-to-pay', at };
  const awaited = reviewAwaited(account, openPeriod, at, settings);
  if (!awaited) return { outcome: review ? 'released' : 'issued', at };
  if (awaited.hold) return { outcome: 'held', at };
  return { outcome: awaited === review ? 'waiting' : 'drafted', at, reviewUntil: awaited.until };
}
