import type { ExchangeRate } from '#domain/invoices/account/exchange.ts';
import { dayAway } from './invoicing-accounts.ts';

/** Exchange rates of the random histories: they change every few days, are told in either direction, and some weeks have none. */

const pairs: readonly (readonly [from: string, to: string, rate: number])[] = [
  ['EUR', 'PLN', 42_731],
  ['PLN', 'JPY', 381_207],
  ['KWD', 'PLN', 129_913],
  ['EUR', 'JPY', 1_633_307],
  ['KWD', 'EUR', 30_401],
  ['GBP', 'EUR', 11_909],
  ['JPY', 'GBP', 51],
  ['GBP', 'KWD', 4_177],
];

const first = '2025-12-22';
const days = 1000;

const made = new Map<string, readonly ExchangeRate[]>();

/** A file of rates; undefined where none is kept. */
export function ratesOf(kind: 'none' | 'steady' | 'gaps'): readonly ExchangeRate[] | undefined {
  if (kind === 'none') return undefined;
  const rates = made.get(kind) ?? fileOf(kind);
  made.set(kind, rates);
  return rates;
}

function fileOf(kind: 'steady' | 'gaps'): ExchangeRate[] {
  return pairs.flatMap(([from, to, rate], pair) => {
    const told: ExchangeRate[] = [];
    for (let day = pair; day < days; day += 5) {
      // Once in a while nothing is told for weeks, of each pair at other times.
      if (kind === 'gaps' && (day + 17 * pair) % 97 > 70) continue;
      const digits = String(rate + ((day * 37) % 911)).padStart(5, '0');
      told.push({ on: dayAway(first, day), from, to, rate: `${digits.slice(0, -4)}.${digits.slice(-4)}` });
    }
    return told;
  });
}
