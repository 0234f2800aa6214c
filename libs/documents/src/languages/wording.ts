import { localTimeAt } from '#domain/values/calendar.ts';
import { decimalsOf, formatMinor } from '#domain/values/money.ts';
import type { PluralText, TextKey, TextValues, WrittenLanguage } from './language.ts';
import { writtenLanguageOf } from './languages.ts';

/** What is said in one language, figures and dates as it writes them. Pure: no clock, no float. */
export interface Wording {
  /** BCP 47, for `lang` of what is written with it. */
  readonly tag: string;
  /** A text with its values; numbers among them are written as quantities. */
  say<Key extends TextKey>(key: Key, ...values: TextValues<Key>): string;
  /** Sentences one after the other; those that are empty are left out. */
  sentences(...sentences: readonly string[]): string;
  /** Parts one after the other; those that are empty are left out. */
  list(...parts: readonly string[]): string;
  /** Of `YYYY-MM-DD`, or of what begins so. */
  date(date: string): string;
  /** Of `YYYY-MM` and longer. */
  month(month: string): string;
  shortMonth(month: string): string;
  /** From the first to the last day of `YYYY-MM`, its last day being that one. */
  period(month: string, last: number): string;
  /** An instant as the clocks of a time zone show it, which is said (IANA name and offset); without one, of UTC. */
  moment(at: string, timeZone?: string): string;
  quantity(quantity: number): string;
  /** In minor units, without its currency: `−12 500.00`. */
  money(minor: bigint, currency: string): string;
  /** Of a decimal string. */
  percent(rate: string): string;
  /** A decimal as text, to the digit. */
  decimal(text: string): string;
  /** A country by its two letters; the letters where nobody knows them. */
  country(code: string): string;
}

const wordings = new Map<WrittenLanguage, Wording>();

/** The wording of the language of a BCP 47 tag; English for what is unknown or missing. */
export function wordingOf(tag: string | undefined): Wording {
  const language = writtenLanguageOf(tag);
  const known = wordings.get(language) ?? createWording(language);
  wordings.set(language, known);
  return known;
}

/** The wording of one language. */
export function createWording({ tag, formats, texts }: WrittenLanguage): Wording {
  const plurals = new Intl.PluralRules(tag);
  const countries = new Intl.DisplayNames([tag], { type: 'region', fallback: 'code' });
  const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, formats.group);
  const signed = (isNegative: boolean, text: string) => (isNegative ? `\u2212${text}` : text);
  const quantity = (value: number) => signed(value < 0, grouped(`${Math.abs(value)}`));
  const dated = (pattern: string, date: string, names = formats.months) => {
    const [yyyy = '', mm = '', dd = ''] = date.slice(0, 10).split('-');
    const [m, d] = [`${Number(mm)}`, `${Number(dd)}`];
    return filled(pattern, { yyyy, mm, m, dd, d, month: names[Number(mm) - 1] ?? mm });
  };
  return {
    tag,
    say(key, ...[values]) {
      const text: string | PluralText = texts[key];
      if (values === undefined) return typeof text === 'string' ? text : text.other;
      const given: Values = values;
      const form = typeof text === 'string' ? text : (text[plurals.select(Number(given.count))] ?? text.other);
      return filled(form, given, quantity);
    },
    sentences: (...sentences) => sentences.filter((sentence) => sentence !== '').join(formats.sentences),
    list: (...parts) => parts.filter((part) => part !== '').join(formats.list),
    date: (date) => dated(formats.date, date),
    month: (month) => dated(formats.month, month),
    shortMonth: (month) => dated(formats.shortMonth, month, formats.shortMonths),
    period: (month, last) => dated(formats.period.replaceAll('{last}', `${last}`), `${month}-01`),
    moment(at, timeZone = 'UTC') {
      if (timeZone === 'UTC') {
        return filled(formats.moment, { date: dated(formats.date, at), time: at.slice(11, 16), zone: 'UTC' });
      }
      const { date, time, offset } = localTimeAt(at, timeZone);
      return filled(formats.moment, { date: dated(formats.date, date), time, zone: `${timeZone} (UTC${offset})` });
    },
    quantity,
    money(minor, currency) {
      const [whole = '', fraction] = formatMinor(minor < 0n ? -minor : minor, currency).split('.');
      return signed(
        minor < 0n,
        decimalsOf(currency) > 0 ? `${grouped(whole)}${formats.decimal}${fraction}` : grouped(whole),
      );
    },
    decimal: (text) => text.replace('.', formats.decimal),
    percent: (rate) => filled(formats.percent, { number: rate.replace('.', formats.decimal) }),
    country: (code) => countries.of(code) ?? code,
  };
}

type Values = Readonly<Record<string, string | number>>;

/** @throws Error for a placeholder without a value: a bug of the caller, which would be read by customers otherwise */
function filled(text: string, values: Values, quantity: (value: number) => string = String): string {
  const parts = partsOf(text);
  let written = parts[0] ?? '';
  for (let index = 1; index < parts.length; index += 2) {
    const value = values[parts[index] ?? ''];
    if (value === undefined) throw new Error(`nothing stands for {${parts[index]}} in “${text}”`);
    written += (typeof value === 'number' ? quantity(value) : value) + (parts[index + 1] ?? '');
  }
  return written;
}

const cutTexts = new Map<string, readonly string[]>();

/** A text of ours cut at its placeholders: by turns what is written as it stands, and a name. */
function partsOf(text: string): readonly string[] {
  const parts = cutTexts.get(text) ?? text.split(/\{(\w+)\}/);
  cutTexts.set(text, parts);
  return parts;
}
