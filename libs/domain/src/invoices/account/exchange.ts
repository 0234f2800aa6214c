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
  const pair = new Set([from, to]);
  return rates
    .filter((rate) => pair.has(rate.from) && pair.has(rate.to) && rate.from !== rate.to)
    .filter((rate) => on === undefined || (rate.on <= on && rate.on >= addDays(on, -daysOfRate)))
    .reduce<ExchangeRate | undefined>((best, rate) => {
      if (!best || rate.on > best.on) return rate;
      // Of two of a day the one that is said as it is asked for.
      return rate.on === best.on && rate.from === from ? rate : best;
    }, undefined);
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
