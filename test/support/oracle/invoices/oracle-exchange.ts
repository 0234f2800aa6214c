import { rounded } from './oracle-tax.ts';

/** Tax in the seller's currency (BT-111), by arithmetic of the oracle's own. */

/** One `from` was so many `to` on a day. */
export interface Rate {
  readonly on: string;
  readonly from: string;
  readonly to: string;
  readonly rate: string;
}

/** Tax as it has to be said a second time. */
export interface Accounted {
  readonly currency: string;
  readonly tax: bigint;
  readonly by: Rate;
}

// The sellers of the histories: those of the Union and Great Britain account for VAT in their own money.
const own: Readonly<Record<string, string>> = { PL: 'PLN', DE: 'EUR', GB: 'GBP' };

const coins: Readonly<Record<string, bigint>> = { JPY: 1n, KWD: 1000n };

/** The currency that a seller accounts for VAT in; undefined where nobody asks for one. */
export function ownCurrency(country: string | undefined): string | undefined {
  return own[country ?? ''];
}

/**
 * The rate between two currencies on a day: that of the day, or the newest of the seven before; the newest of all without a day.
 */
export function rateBetween(rates: readonly Rate[], one: string, other: string, day?: string): Rate | undefined {
  const earliest = day === undefined ? '' : new Date(Date.parse(day) - 7 * 86_400_000).toISOString().slice(0, 10);
  let found: Rate | undefined;
  for (const rate of rates) {
    const isOfPair = (rate.from === one && rate.to === other) || (rate.from === other && rate.to === one);
    if (!isOfPair || rate.on < earliest || (day !== undefined && rate.on > day)) continue;
    if (!found || rate.on > found.on) found = rate;
  }
  return found;
}

/** An amount in the other currency of a rate, rounded once. */
export function inOther(minor: bigint, currency: string, by: Rate): Accounted {
  const [whole = '', fraction = ''] = by.rate.split('.');
  const [numerator, denominator] = [BigInt(whole + fraction), 10n ** BigInt(fraction.length)];
  const coinOf = (name: string) => coins[name] ?? 100n;
  const to = by.from === currency ? by.to : by.from;
  const tax =
    by.from === currency
      ? rounded(minor, numerator * coinOf(to), denominator * coinOf(currency))
      : rounded(minor, denominator * coinOf(to), numerator * coinOf(currency));
  return { currency: to, tax, by };
}
