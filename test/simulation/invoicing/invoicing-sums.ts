import type { InvoiceOracle } from '#test/support/oracle/invoices/oracle-invoices.ts';
import type { BillingSystem } from '#test/support/samples/billing-system.ts';
import { expectSame } from './invoicing-words.ts';

/** What a billing system outside adds up, beside the documents of a whole history (I1, I16). */

interface Told {
  readonly outside: BillingSystem;
  readonly oracle: InvoiceOracle;
  readonly everybody: readonly string[];
  /** What is told of those is not what they are billed. */
  readonly everPrepaid: ReadonlySet<string>;
}

/** Billionths in the smallest coin. */
const billionths: Readonly<Record<string, bigint>> = { EUR: 10_000_000n, JPY: 1_000_000_000n, KWD: 1_000_000n };

/**
 * I1: adjustments come to the documents, month by month. I16: whoever bears them, the lines of an account come to what it owes, so that the
 * sums of a group are those of its accounts; but for what cancels out between them, of which there is no document (I11), and for the cents of
 * lines that are rounded for each purchase order (I17).
 */
export function expectSums({ outside, oracle, everybody, everPrepaid }: Told): { readonly cancelled: boolean } {
  const cancelledIn = (accountId: string, currency: string, period?: string) => {
    const minor = oracle.cancelledOf(accountId, currency, period) - oracle.apartOf(accountId, currency, period);
    return minor * (billionths[currency] ?? 0n);
  };
  const told = outside
    .differences((key, period) => cancelledIn(key.slice(0, -4), key.slice(-3), period))
    .filter((said) => ![...everPrepaid].some((id) => said.includes(` of ${id} `)));
  expect(told).toEqual([]);
  let cancelled = false;
  for (const accountId of everybody.filter((id) => !everPrepaid.has(id))) {
    for (const { currency, billed, owed } of outside.sums(accountId, (id) => oracle.openOf(id))) {
      const without = cancelledIn(accountId, currency);
      cancelled ||= without !== 0n;
      expectSame([accountId, currency, billed + without], [accountId, currency, owed]);
    }
  }
  return { cancelled };
}
