/** A calendar date as `YYYY-MM-DD`. Dates compare as text. */
export type CalendarDate = string;

/** A calendar month as `YYYY-MM`. Months compare as text. */
export type Month = string;

/** An instant as RFC 3339 in UTC, `2026-11-21T09:30:00.000Z`. */
export type Instant = string;

const millisecondsPerDay = 86_400_000;

/** True for a date that exists: `2028-02-29` does, `2026-02-29` and `2026-2-9` do not. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** True for `2026-01` to `2026-12` and alike. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** Moves a date by whole days, back with a negative number. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * millisecondsPerDay).toISOString().slice(0, 10);
}

/** Moves a date by calendar months; the day is clamped to the month's end: 31 January + 1 month = 28 or 29 February (F3). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const month = monthAfter(monthOf(date), months);
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(month));
  return `${month}-${String(day).padStart(2, '0')}`;
}

/** Whole days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / millisecondsPerDay;
}

/** The month that a date is in. */
export function monthOf(date: CalendarDate): Month {
  return date.slice(0, 7);
}

/** The month that comes `months` later. */
export function monthAfter(month: Month, months = 1): Month {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** How many days a month has. */
export function daysInMonth(month: Month): number {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
}

/**
 * The calendar date that an instant falls on in a time zone (IANA name).
 * @throws RangeError for a name that is no time zone; check with {@link isTimeZone} where it enters.
 */
export function dateAt(instant: Instant, timeZone = 'UTC'): CalendarDate {
  if (timeZone === 'UTC') return inUtc(instant);
  return formatterFor(timeZone).format(new Date(instant));
}

// A batch asks for the day of the same instant again and again.
let asked = { instant: '', date: '' };

function inUtc(instant: Instant): CalendarDate {
  if (asked.instant !== instant) asked = { instant, date: new Date(instant).toISOString().slice(0, 10) };
  return asked.date;
}

/** An instant as the clocks of a time zone show it. */
export interface LocalTime {
  readonly date: CalendarDate;
  /** `23:05` */
  readonly time: string;
  /** `+01:00`; a day and a time alone can come twice in the night that summer time ends. */
  readonly offset: string;
}

/**
 * What clocks show at an instant in a time zone (IANA name).
 * @throws RangeError for a name that is no time zone
 */
export function localTimeAt(instant: Instant, timeZone: string): LocalTime {
  const shown = clockFor(timeZone).format(new Date(instant)).replace(' ', 'T');
  const seconds = (at: string) => Math.floor(Date.parse(at) / 1000);
  const minutes = Math.round((seconds(`${shown}Z`) - seconds(instant)) / 60);
  const two = (value: number) => String(Math.abs(value)).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
  return { date: shown.slice(0, 10), time: shown.slice(11, 16), offset };
}

/** True for an IANA time zone name. */
export function isTimeZone(name: string): boolean {
  try {
    formatterFor(name);
    return true;
  } catch {
    return false;
  }
}

/** The time zone where it is one, else UTC: a zone that does not exist counts as not told. */
export function knownZone(name: string | undefined): string {
  return name !== undefined && isTimeZone(name) ? name : 'UTC';
}

// A formatter costs 20 µs to build and is asked for the same few zones again and again. The Swedish locale writes ISO dates.
const formatters = new Map<string, Intl.DateTimeFormat>();

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockFor(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, ...day, ...time });
  clocks.set(timeZone, made);
  return made;
}

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formatters.set(timeZone, made);
  return made;
}
