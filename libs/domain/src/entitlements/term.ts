import { addDays, addMonths, type CalendarDate } from '#domain/values/calendar.ts';

/** How long an initial subscription goes on after its term (F3). */
export const graceDays = 30;

/** From when to when a license runs. The two ends are the last days on which it does (F11); without them it is perpetual. */
export interface Term {
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate;
  /** Initial subscriptions alone. */
  readonly graceEndsOn?: CalendarDate;
}

/**
 * The term of a license that is fulfilled on a date (F3): it starts there and then, runs for whole calendar months with the day
 * clamped to the month's end, and has 30 days of grace after that when it is an initial subscription. No months: perpetual.
 */
export function termOf(startsOn: CalendarDate, kind: 'initial' | 'renewal', termMonths?: number): Term {
  if (termMonths === undefined) return { startsOn };
  const endsOn = addMonths(startsOn, termMonths);
  return kind === 'initial' ? { startsOn, endsOn, graceEndsOn: addDays(endsOn, graceDays) } : { startsOn, endsOn };
}
