import { addDays, type CalendarDate } from '#domain/values/calendar.ts';
import { isInUnion } from '#domain/values/country.ts';
import { decimalsOf, scaleMinor } from '#domain/values/money.ts';
import type { DocumentSeller } from './document-terms.ts';

/** What one unit of a currency was worth in another on a day, as a decimal string. */
export interface ExchangeRate {
  readonly on: CalendarDate;
  readonly from: string;
  readonly to: string;
  readonly rate: string;
}

/** The tax of a document in the currency that its seller accounts for it in (BT-6, BT-111), and by which rate. */
export interface AccountedTax {
  readonly currency: string;
  /** In minor units of that currency. */
  readonly taxMinor: bigint;
  readonly by: ExchangeRate;
}

/** Days that a rate may be old: none is published on weekends and holidays. */
const daysOfRate = 7;

const ownCurrencies: Readonly<Record<string, string>> = {
  CZ: 'CZK',
  DK: 'DKK',
  GB: 'GBP',
  HU: 'HUF',
  NO: 'NOK',
  PL: 'PLN',
  RO: 'RON',
  SE: 'SEK',
  XI: 'GBP',
};

/**
 * The currency in which a seller's tax has to be said (Article 230 of Directive 2006/112/EC, and likewise in Great Britain and Norway);
 * undefined where the law of its country asks for none (I9).
 */
export function accountingCurrencyOf({ country = '' }: Pick<DocumentSeller, 'country'>): string | undefined {
  return ownCurrencies[country] ?? (isInUnion(country) ? 'EUR' : undefined);
}

/**
 * The rate for a day: the newest of the last seven, in either direction.
 *
 * @param on the day of issue; undefined for the newest that there is
 */
export function rateFor(
  rates: readonly ExchangeRate[],
  from: string,
  to: string,
  on?: CalendarDate,
): ExchangeRate | undefined {
  const known = ratesOfPair(rates, from, to);
  const end = lastUpTo(known, on);
  const day = known[end]?.on;
  if (day === undefined || (on !== undefined && day < addDays(on, -daysOfRate))) return undefined;
  let begin = end;
  while (known[begin - 1]?.on === day) begin -= 1;
  const ofDay = known.slice(begin, end + 1);
  // Of two of a day the one that is said as it is asked for.
  return ofDay.findLast((rate) => rate.from === from) ?? ofDay[0];
}

/** Where the newest rate is of those up to a day: -1 where there is none. */
function lastUpTo(known: readonly ExchangeRate[], on: CalendarDate | undefined): number {
  if (on === undefined) return known.length - 1;
  let [from, to] = [0, known.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((known[middle]?.on ?? '') <= on) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** Of files that were looked into: their rates by pair and day. A month asks for one of them for each of its documents. */
const files = new WeakMap<readonly ExchangeRate[], { readonly count: number; readonly pairs: Pairs }>();
type Pairs = ReadonlyMap<string, readonly ExchangeRate[]>;

function ratesOfPair(rates: readonly ExchangeRate[], from: string, to: string): readonly ExchangeRate[] {
  const known = files.get(rates);
  const file = known?.count === rates.length ? known : { count: rates.length, pairs: byPair(rates) };
  files.set(rates, file);
  return file.pairs.get(pairOf(from, to)) ?? [];
}

function byPair(rates: readonly ExchangeRate[]): Pairs {
  const pairs = Map.groupBy(
    rates.filter(({ from, to }) => from !== to),
    ({ from, to }) => pairOf(from, to),
  );
  for (const of of pairs.values()) of.sort((one, other) => (one.on < other.on ? -1 : Number(one.on > other.on)));
  return pairs;
}

function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** An amount in the other currency of a rate, rounded once, in minor units. */
export function exchanged(minor: bigint, currency: string, by: ExchangeRate): { currency: string; minor: bigint } {
  const isForward = by.from === currency;
  const to = isForward ? by.to : by.from;
  const [whole = '0', fraction = ''] = by.rate.split('.');
  const [digits, scale] = [BigInt(whole + fraction), 10n ** BigInt(fraction.length)];
  const places = (of: string) => 10n ** BigInt(decimalsOf(of));
  const [times, over] = isForward ? [digits, scale] : [scale, digits];
  return { currency: to, minor: scaleMinor(minor, times * places(to), over * places(currency)) };
}

/** Tax of a document in its seller's currency by a rate. */
export function accountedTax(taxMinor: bigint, currency: string, by: ExchangeRate): AccountedTax {
  const { currency: own, minor } = exchanged(taxMinor, currency, by);
  return { currency: own, taxMinor: minor, by };
}
