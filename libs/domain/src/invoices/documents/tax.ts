import { scaleMinor } from '#domain/values/money.ts';
import type { TaxTreatment } from '../account/tax-category.ts';

/** Tax of all lines of one rate, in minor units. */
export interface TaxTotal {
  /** Percent, as a decimal string. */
  readonly rate: string;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  /** Of an issued document: how it is taxed between its parties. Documents of before 0.2 have none. */
  readonly treatment?: TaxTreatment;
}

/** Tax per rate, on the total of its lines and rounded once (I3, I5): line by line, the roundings would add up. */
export function taxTotals(lines: Iterable<{ readonly taxRate: string; readonly amountMinor: bigint }>): TaxTotal[] {
  // By rates as they are written first: an invoice has many lines and few of them.
  const written = new Map<string, bigint>();
  let [last, sum]: [string | undefined, bigint] = [undefined, 0n];
  // Most lines have the rate of the one before.
  for (const { taxRate, amountMinor } of lines) {
    if (taxRate !== last) {
      if (last !== undefined) written.set(last, sum);
      [last, sum] = [taxRate, written.get(taxRate) ?? 0n];
    }
    sum += amountMinor;
  }
  if (last !== undefined) written.set(last, sum);
  const nets = new Map<string, bigint>();
  for (const [taxRate, netMinor] of written) {
    const rate = canonicalRate(taxRate);
    nets.set(rate, (nets.get(rate) ?? 0n) + netMinor);
  }
  return [...nets]
    .map(([rate, netMinor]) => ({ rate, netMinor, taxMinor: taxOf(netMinor, rate) }))
    .sort((one, other) => Number(one.rate) - Number(other.rate));
}

/** Tax of an amount at a rate in percent, both as they are written: 8.1 % is 81 thousandths. */
export function taxOf(netMinor: bigint, rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  return scaleMinor(netMinor, BigInt(whole + fraction), 100n * 10n ** BigInt(fraction.length));
}

/** `23.00`, `023` and `23` are one rate. */
export function canonicalRate(rate: string): string {
  return (rate.includes('.') ? rate.replace(/\.?0+$/, '') : rate).replace(/^0+(?=\d)/, '');
}
