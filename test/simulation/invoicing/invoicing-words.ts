import { isDeepStrictEqual } from 'node:util';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { Expected } from '#test/support/oracle/oracle-invoices.ts';
import { sameRate } from '#test/support/oracle/oracle-tax.ts';

/** Documents in words, so that what is issued and what the oracle expects can be laid side by side. */

type Issued = Pick<
  IssuedInvoice,
  'accountId' | 'period' | 'currency' | 'document' | 'netMinor' | 'totalMinor' | 'taxes'
>;

export function inWords({ accountId, period, currency, document, netMinor, totalMinor, taxes }: Issued): string {
  const rates = taxes.map(
    ({ rate, netMinor: net, taxMinor, treatment }) => `${net} at ${sameRate(rate)} ${treatment?.category}: ${taxMinor}`,
  );
  return `${accountId} ${period} ${document} ${netMinor} ${totalMinor} ${currency} (${rates.sort().join(', ')})`;
}

export function asExpected({ accountId, period, currency, kind, net, total, rates }: Expected): string {
  const each = rates.map(({ rate, net: of, tax, category }) => `${of} at ${rate} ${category}: ${tax}`);
  return `${accountId} ${period} ${kind} ${net} ${total} ${currency} (${each.sort().join(', ')})`;
}

export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}` : each));
}

export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** I5: a document is its lines. */
export function expectSums({ lines, netMinor, taxes, taxMinor, totalMinor }: IssuedInvoice): void {
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n);
  expect(sum(lines.map(({ amountMinor }) => amountMinor))).toBe(netMinor);
  expect(sum(taxes.map((tax) => tax.taxMinor))).toBe(taxMinor);
  expect(netMinor + taxMinor).toBe(totalMinor);
  for (const { rate, netMinor: net } of taxes) {
    expect(sum(lines.flatMap((line) => (sameRate(line.taxRate) === sameRate(rate) ? line.amountMinor : [])))).toBe(net);
  }
  for (const { quantity, unitPriceMinor, share, amountMinor } of lines) {
    if (!share) expect(amountMinor).toBe(BigInt(quantity) * unitPriceMinor);
  }
}

export function expectGapless(numbers: readonly string[]): void {
  for (const [series, of] of Map.groupBy(numbers, (number) => number.slice(0, -7))) {
    expect(of).toEqual(of.map((_, index) => `${series}-${String(index + 1).padStart(6, '0')}`));
  }
}
