import { monthlyPrice, type Proration } from '../values/billing.ts';
import type { Month } from '../values/calendar.ts';
import type { BilledAccount } from './account.ts';
import type { Adjustment } from './adjustment.ts';
import type { BilledLot, Cause } from './movement.ts';
import { type TaxTotal, taxTotals } from './tax.ts';

/** How many licences, at a price, the account's last invoice ended with: a running total of adjustments. */
export interface RecurringTotal {
  readonly accountId: string;
  /** At the price that they have for this account. */
  readonly lot: Pick<BilledLot, 'sku' | 'name' | 'price' | 'endsOn'>;
  readonly quantity: number;
}

/** The same of one lot. */
export interface RecurringLot extends RecurringTotal {
  readonly lot: BilledLot;
}

/** A line of an invoice. Amounts are minor units of the invoice's currency; amount = quantity × unit price, always. */
export interface InvoiceLine {
  readonly kind: 'recurring' | 'order' | 'adjustment';
  readonly sku: string;
  readonly name: string;
  /** The month that it is for. */
  readonly month: Month;
  /** Signed. */
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly amountMinor: bigint;
  readonly taxRate: string;
  /** Of all but recurring lines. */
  readonly adjustmentId?: string;
  readonly cause?: Cause;
}

/** What an account is billed for a month in one currency; with a negative net it is issued as a credit note. */
export interface Invoice {
  readonly accountId: string;
  readonly period: Month;
  readonly currency: string;
  readonly lines: readonly InvoiceLine[];
  readonly netMinor: bigint;
  readonly taxes: readonly TaxTotal[];
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

/**
 * The invoices of an account for its open period, one per currency, in the order of their codes; none without lines.
 * The run issues what this answers and the preview shows it (I4).
 *
 * @param recurring what the account's last invoice ended with
 * @param adjustments those of the account; only the ones of this period count
 */
export function draftInvoices(
  account: BilledAccount,
  period: Month,
  recurring: readonly RecurringTotal[],
  adjustments: readonly Adjustment[],
  proration: Proration,
): Invoice[] {
  const lines = new Map<string, InvoiceLine[]>();
  const add = (currency: string, line: InvoiceLine): void => {
    const known = lines.get(currency);
    if (known) known.push(line);
    else lines.set(currency, [line]);
  };
  for (const { currency, line } of recurringLines(recurring, period, account.taxRate, proration)) add(currency, line);
  for (const adjustment of adjustments) {
    if (adjustment.period === period) add(adjustment.lot.price.currency, adjustmentLine(adjustment, account.taxRate));
  }
  return [...lines]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, of]) => invoiceOf(account.accountId, period, currency, inOrder(of)));
}

/** An invoice of these lines, with its totals: tax per rate on the total of the rate's lines (I3). */
export function invoiceOf(accountId: string, period: Month, currency: string, lines: readonly InvoiceLine[]): Invoice {
  const netMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0n);
  const taxes = taxTotals(lines);
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0n);
  return { accountId, period, currency, lines, netMinor, taxes, taxMinor, totalMinor: netMinor + taxMinor };
}

/** One line per sku and price: a site reads how many licences it has, not from which purchases they come. */
function recurringLines(
  recurring: readonly RecurringTotal[],
  month: Month,
  taxRate: string,
  proration: Proration,
): { currency: string; line: InvoiceLine }[] {
  const bySkuAndPrice = new Map<string, { currency: string; line: InvoiceLine }>();
  for (const { lot, quantity: held } of recurring) {
    const unitPriceMinor = monthlyPrice(lot, month, proration);
    if (unitPriceMinor === undefined) continue;
    const { sku, name } = lot;
    const { currency } = lot.price;
    const key = JSON.stringify([sku, name, currency, unitPriceMinor.toString()]);
    const quantity = (bySkuAndPrice.get(key)?.line.quantity ?? 0) + held;
    const amountMinor = BigInt(quantity) * unitPriceMinor;
    const line = { kind: 'recurring', sku, name, month, quantity, unitPriceMinor, amountMinor, taxRate } as const;
    bySkuAndPrice.set(key, { currency, line });
  }
  return [...bySkuAndPrice.values()].filter(({ line }) => line.quantity !== 0);
}

function adjustmentLine(adjustment: Adjustment, taxRate: string): InvoiceLine {
  const { kind, month, quantity, unitPriceMinor, amountMinor, adjustmentId, cause } = adjustment;
  const { sku, name } = adjustment.lot;
  return { kind, sku, name, month, quantity, unitPriceMinor, amountMinor, taxRate, adjustmentId, cause };
}

const kinds = ['recurring', 'order', 'adjustment'] as const;

// By kind, then by cause: a preview and the run give the same lines in the same places, whatever the rows came in.
function inOrder(lines: readonly InvoiceLine[]): InvoiceLine[] {
  return lines
    .map((line) => ({ line, key: sortKey(line) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ line }) => line);
}

function sortKey(line: InvoiceLine): string {
  const last = line.adjustmentId ?? line.unitPriceMinor.toString().padStart(20, '0');
  return [kinds.indexOf(line.kind), line.cause?.at ?? '', line.sku, line.name, line.month, last].join('\u0000');
}
