import { amountOf, firstDayOf, monthlyDue, type Proration } from '#domain/values/billing.ts';
import type { Month } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import { type BilledAccount, isPaidAhead } from '../account/account.ts';
import type { AccountedTax } from '../account/exchange.ts';
import { rateOn } from '../account/tax-rates.ts';
import { type Adjustment, suppliedOn } from '../owed/adjustment.ts';
import type { DraftLine, InvoiceLine } from '../owed/line.ts';
import { mergedByCause } from '../owed/merged-lines.ts';
import { withoutMoney } from '../owed/movement.ts';
import type { RecurringTotal } from '../owed/recurring.ts';
import { canonicalRate, type TaxTotal, taxTotals } from './tax.ts';

/** An invoice before its tax. */
export interface DraftInvoice extends Pick<Invoice, 'accountId' | 'period' | 'currency' | 'netMinor'> {
  readonly lines: readonly DraftLine[];
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
  /** The tax in the currency of the seller, where that is another (I9). */
  readonly accounted?: AccountedTax;
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
): DraftInvoice[] {
  const held = account.prepaid ? [] : recurringLines(recurring, period, account, proration);
  const billed = adjustments.filter((each) => {
    return each.period === period && !isPaidAhead(account, each) && !withoutMoney(each.cause.settlement);
  });
  const changes = Map.groupBy(billed, ({ lot }) => lot.price.currency);
  const currencies = new Set([...held.map(({ currency }) => currency), ...changes.keys()]);
  const linesIn = (currency: string): DraftLine[] => [
    ...held.filter((each) => each.currency === currency).map(({ line }) => line),
    ...mergedByCause(
      (changes.get(currency) ?? []).map((each) => [adjustmentLine(each, account), each.lot.lotId] as const),
    ),
  ];
  return [...currencies]
    .sort()
    .map((currency) => [currency, linesIn(currency)] as const)
    .filter(([, of]) => of.length > 0)
    .map(([currency, of]) => {
      const netMinor = of.reduce((sum, line) => sum + line.amountMinor, 0n);
      return { accountId: account.accountId, period, currency, lines: inOrder(of), netMinor };
    });
}

/** True where nothing is to be paid at whatever rate: there are no amounts, or those of each rate cancel out (I11). */
export function isNothingToPay({ lines }: DraftInvoice): boolean {
  // Most invoices take nothing back: of those one amount decides.
  if (lines.every(({ amountMinor }) => amountMinor >= 0n)) return lines.every(({ amountMinor }) => amountMinor === 0n);
  const nets = new Map<string, bigint>();
  for (const { taxRate, suppliedOn: on, amountMinor } of lines) {
    const rate = taxRate === undefined ? `unknown on ${on}` : canonicalRate(taxRate);
    nets.set(rate, (nets.get(rate) ?? 0n) + amountMinor);
  }
  return [...nets.values()].every((net) => net === 0n);
}

/**
 * A draft with its tax.
 * @throws Error for one with a line whose rate is not known: such an invoice is held (I8)
 */
export function taxed({ accountId, period, currency, lines }: DraftInvoice): Invoice {
  const known = lines.map((line): InvoiceLine => {
    if (line.taxRate === undefined) throw new Error(`a line of ${accountId} for ${line.month} has no tax rate`);
    return taxedLine(line, line.taxRate);
  });
  return invoiceOf(accountId, period, currency, known);
}

// What recurs field by field: a month has hundreds of thousands of such lines, and to copy the rest of each takes several times as long.
function taxedLine(line: DraftLine, taxRate: string): InvoiceLine {
  if (line.kind === 'recurring' && !line.share) {
    const { kind, sku, name, month, quantity, unitPriceMinor, amountMinor } = line;
    return { kind, sku, name, month, quantity, unitPriceMinor, amountMinor, taxRate };
  }
  const { suppliedOn: _, ...rest } = line;
  return { ...rest, taxRate };
}

/** An invoice of these lines, with its totals: tax per rate on the total of the rate's lines (I3). */
export function invoiceOf(accountId: string, period: Month, currency: string, lines: readonly InvoiceLine[]): Invoice {
  const netMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0n);
  const taxes = taxTotals(lines);
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0n);
  return { accountId, period, currency, lines, netMinor, taxes, taxMinor, totalMinor: netMinor + taxMinor };
}

/** One line per sku and price: a site reads how many licenses it has, not from which purchases they come. */
function recurringLines(
  recurring: readonly RecurringTotal[],
  month: Month,
  { taxRates }: BilledAccount,
  proration: Proration,
): { currency: string; line: DraftLine }[] {
  const supplied = { suppliedOn: firstDayOf(month), taxRate: rateOn(taxRates, firstDayOf(month)) };
  const bySkuAndPrice = new Map<string, { currency: string; line: DraftLine }>();
  for (const { lot, quantity: held } of recurring) {
    const due = monthlyDue(lot, month, proration);
    if (due === undefined) continue;
    const { share } = due;
    const { sku, name } = lot;
    const { currency, minor: unitPriceMinor } = lot.price;
    const key = `${sku}\u0000${name}\u0000${currency} ${unitPriceMinor} ${share?.days} ${share?.of}`;
    const quantity = (bySkuAndPrice.get(key)?.line.quantity ?? 0) + held;
    const amountMinor = amountOf(quantity, unitPriceMinor, share);
    const priced = { month, quantity, unitPriceMinor, amountMinor, ...daysOf(share) };
    const line = { kind: 'recurring', sku, name, ...priced, ...supplied } as const;
    bySkuAndPrice.set(key, { currency, line });
  }
  return [...bySkuAndPrice.values()].filter(({ line }) => line.quantity !== 0);
}

/** The line of one adjustment. */
export function adjustmentLine(adjustment: Adjustment, { timeZone, taxRates }: BilledAccount): DraftLine {
  const { kind, month, quantity, unitPriceMinor, share, amountMinor, adjustmentId, cause } = adjustment;
  const { sku, name } = adjustment.lot;
  const on = suppliedOn(adjustment, timeZone);
  const taxRate = adjustment.taxRate ?? rateOn(taxRates, on);
  const priced = { month, quantity, unitPriceMinor, amountMinor, ...daysOf(share) };
  return { kind, sku, name, ...priced, ...termOf(adjustment), suppliedOn: on, taxRate, adjustmentId, cause };
}

/** The subscription that an order line is for (BG-26). */
function termOf({ kind, lot: { startsOn, endsOn } }: Adjustment): Pick<InvoiceLine, 'term'> {
  return kind === 'order' ? { term: { from: startsOn, ...(endsOn && { through: endsOn }) } } : {};
}

function daysOf(share: Share | undefined): Pick<InvoiceLine, 'share'> {
  return share ? { share } : {};
}

const kinds = ['recurring', 'order', 'adjustment'] as const;

// By kind, then by cause: a preview and the run give the same lines in the same places, whatever the rows came in.
function inOrder(lines: readonly DraftLine[]): DraftLine[] {
  return lines.toSorted(
    (one, other) =>
      kinds.indexOf(one.kind) - kinds.indexOf(other.kind) ||
      byText(one.cause?.at ?? '', other.cause?.at ?? '') ||
      byText(one.sku, other.sku) ||
      byText(one.name, other.name) ||
      byText(one.month, other.month) ||
      byText(lastKey(one), lastKey(other)),
  );
}

function byText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function lastKey({ adjustmentId, unitPriceMinor }: DraftLine): string {
  return adjustmentId ?? unitPriceMinor.toString().padStart(20, '0');
}
