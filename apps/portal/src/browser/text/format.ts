import { shell } from '../api/shell.ts';

/** Dates, numbers and money as the reader has them. Amounts stay the decimal strings that they are: no floats. */

const locale = shell.session?.locale ?? document.documentElement.lang;
const timeZone = shell.session?.timeZone ?? undefined;

const numbers = new Intl.NumberFormat(locale);
const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
const shortMonths = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
const dayAndMonth = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
const clock = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
  timeZone,
});
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const wordedDays = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });

export function count(value: number): string {
  return numbers.format(value);
}

/** An instant in the reader's own time zone. */
export function instant(value: string): string {
  return instants.format(new Date(value));
}

/** An instant to the tenth of a second; of the day of the one before it, its time alone. */
export function moment(value: string, before?: string): string {
  const time = new Date(value);
  const isSameDay = before !== undefined && dayAndMonth.format(time) === dayAndMonth.format(new Date(before));
  return isSameDay ? clock.format(time) : `${dayAndMonth.format(time)}, ${clock.format(time)}`;
}

/** How long something took, in the unit that says it shortest. */
export function span(milliseconds: number): string {
  const [unit, size] = units.findLast(([, least]) => milliseconds >= least) ?? units[0];
  const value = milliseconds / size;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'day' ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit !== 'millisecond' ? 1 : 0,
  }).format(value);
}

const units = [
  ['millisecond', 1],
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;

/** A language by its tag, as the reader calls it. */
export function language(tag: string): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
}

/** Several names, as they stand in a sentence. */
export function list(names: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return new Intl.ListFormat(locale, { type }).format(names);
}

/** Today in UTC, as dates are sent. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A calendar date, which has no time zone. */
export function day(value: string): string {
  return days.format(new Date(`${value}T00:00:00Z`));
}

/** A calendar date with its month as a word; undefined: it is none. */
export function dayInWords(value: string): string | undefined {
  const time = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : wordedDays.format(time);
}

/** The same without its year, as short as it is said. */
export function monthShort(value: string): string {
  return shortMonths.format(new Date(`${value}-01T00:00:00Z`));
}

/** A month such as 2026-12. */
export function month(value: string): string {
  return months.format(new Date(`${value}-01T00:00:00Z`));
}

/** An amount, a decimal string, with its currency. */
export function money(amount: string, currency: string, signs: 'auto' | 'exceptZero' = 'auto'): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    signDisplay: signs,
    currencyDisplay: 'code',
  });
  return format.format(amount as unknown as Intl.StringNumericLiteral);
}

/** An amount alone, where its currency stands beside it. */
export function amount(value: string, currency: string, signs: 'auto' | 'exceptZero' = 'auto'): string {
  const { minimumFractionDigits, maximumFractionDigits } = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
  }).resolvedOptions();
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits, maximumFractionDigits, signDisplay: signs });
  return format.format(value as unknown as Intl.StringNumericLiteral);
}

/** A rate such as 23 or 5.5, in percent. */
export function percent(rate: string): string {
  return `${numbers.format(rate as unknown as Intl.StringNumericLiteral)}\u00a0%`;
}
