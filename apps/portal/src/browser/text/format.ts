import { shell } from '../api/shell.ts';

/** Dates, numbers and money as the reader has them. Amounts stay the decimal strings that they are: no floats. */

const locale = shell.session?.locale ?? undefined;
const timeZone = shell.session?.timeZone ?? undefined;

const numbers = new Intl.NumberFormat(locale);
const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });

export function count(value: number): string {
  return numbers.format(value);
}

/** An instant in the reader's own time zone. */
export function instant(value: string): string {
  return instants.format(new Date(value));
}

/** A calendar date, which has no time zone. */
export function day(value: string): string {
  return days.format(new Date(`${value}T00:00:00Z`));
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
