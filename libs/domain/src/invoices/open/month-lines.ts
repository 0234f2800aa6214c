import { amountOf, firstDayOf, monthlyDue, type Proration } from '#domain/values/billing.ts';
import type { Month } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import { type BilledAccount, isPaidAhead } from '../account/account.ts';
import { orderOnInvoice } from '../account/document-terms.ts';
import { rateOn } from '../account/tax-rates.ts';
import { type Adjustment, suppliedOn } from '../owed/adjustment.ts';
import type { DraftLine, InvoiceLine } from '../owed/line.ts';
import { mergedByCause } from '../owed/merged-lines.ts';
import { type BilledSite, withoutMoney } from '../owed/movement.ts';
import type { RecurringTotal } from '../owed/recurring.ts';

/** What the lines of an account's month are made of. */
export interface OpenMonth {
  readonly account: BilledAccount;
  readonly period: Month;
  /** What the account's last invoice ended with. */
  readonly recurring: readonly RecurringTotal[];
  /** Those of the account; only the ones of this period count. */
  readonly adjustments: readonly Adjustment[];
  /** By whose rates it is taxed: those of who is billed. */
  readonly taxRates: BilledAccount['taxRates'];
  /** True where each purchase order has an invoice of its own (I17). */
  readonly perOrder: boolean;
  /** Where another account is billed: this one as its lines name it (I16). */
  readonly site?: BilledSite;
}

/** A line that is not on an invoice yet. */
export interface LooseLine {
  readonly currency: string;
  /** Whose invoice it is on, where there is one for each; else empty (I17). */
  readonly purchaseOrder: string;
  readonly line: DraftLine;
}

/** The lines of an account for a month. The run issues what this answers and the preview shows it (I4). */
export function monthLines(month: OpenMonth, proration: Proration): LooseLine[] {
  const { account, period, recurring, adjustments, site } = month;
  const held = account.prepaid ? [] : recurringLines(recurring, month, proration);
  const billed = adjustments.filter((each) => {
    return each.period === period && !isPaidAhead(account, each) && !withoutMoney(each.cause.settlement);
  });
  const rated = { timeZone: account.timeZone, taxRates: month.taxRates };
  const keyOf = ({ lot, ...of }: Adjustment) => lot.price.currency + (month.perOrder ? orderOnInvoice(of) : '');
  return [
    ...held,
    ...[...Map.groupBy(billed, keyOf)].flatMap(([key, of]) => {
      const [currency, purchaseOrder] = [key.slice(0, 3), key.slice(3)];
      return mergedByCause(of.map((each) => [adjustmentLine(each, rated, site), each.lot.lotId] as const)).map(
        (line) => {
          return { currency, purchaseOrder, line };
        },
      );
    }),
  ];
}

/** One line per sku and price, and purchase order where each has an invoice: a site reads how many licenses it has, not from which purchases. */
function recurringLines(
  recurring: readonly RecurringTotal[],
  { period: month, taxRates, site, perOrder }: OpenMonth,
  proration: Proration,
): LooseLine[] {
  const suppliedOn = firstDayOf(month);
  const taxRate = rateOn(taxRates, suppliedOn);
  // Those of one sku are few, and most are alone: no key is put together for each, and no list.
  const bySku = new Map<string, RecurringSum>();
  const sums: RecurringSum[] = [];
  for (const { lot, quantity, purchaseOrder: bought = '' } of recurring) {
    const due = monthlyDue(lot, month, proration);
    if (due === undefined) continue;
    const { share } = due;
    const purchaseOrder = perOrder ? bought.trim() : '';
    const ofSku = bySku.get(lot.sku);
    let known = ofSku;
    while (known && !isOneLine(known, lot, purchaseOrder, share)) known = known.other;
    if (known) {
      known.quantity += quantity;
      continue;
    }
    const sum = { lot, purchaseOrder, share, quantity, other: ofSku };
    sums.push(sum);
    bySku.set(lot.sku, sum);
  }
  const lines: LooseLine[] = [];
  for (const { lot, share, purchaseOrder, quantity } of sums) {
    if (quantity === 0) continue;
    const { sku, name, price } = lot;
    const amountMinor = amountOf(quantity, price.minor, share);
    // Field by field, as in `taxed`: a month has hundreds of thousands of them.
    const kind = 'recurring';
    const plain = {
      kind,
      sku,
      name,
      month,
      quantity,
      unitPriceMinor: price.minor,
      amountMinor,
      suppliedOn,
      taxRate,
    } as const;
    const line = share || site ? { ...plain, ...daysOf(share), ...(site && { site }) } : plain;
    lines.push({ currency: price.currency, purchaseOrder, line });
  }
  return lines;
}

/** What an account has of one product at one price, for the same days of the month. */
interface RecurringSum {
  readonly lot: RecurringTotal['lot'];
  readonly share: Share | undefined;
  readonly purchaseOrder: string;
  quantity: number;
  /** Of the same sku. */
  readonly other: RecurringSum | undefined;
}

function isOneLine(
  sum: RecurringSum,
  { name, price: { minor, currency } }: RecurringTotal['lot'],
  purchaseOrder: string,
  share: Share | undefined,
): boolean {
  const { lot } = sum;
  if (lot.name !== name || lot.price.minor !== minor || lot.price.currency !== currency) return false;
  if (sum.purchaseOrder !== purchaseOrder) return false;
  return sum.share?.days === share?.days && sum.share?.of === share?.of;
}

/** The line of one adjustment, taxed by the rates of who is billed. */
export function adjustmentLine(
  adjustment: Adjustment,
  { timeZone, taxRates }: Pick<BilledAccount, 'timeZone' | 'taxRates'>,
  of?: BilledSite,
): DraftLine {
  const { kind, month, quantity, unitPriceMinor, share, amountMinor, adjustmentId, cause } = adjustment;
  const { sku, name } = adjustment.lot;
  const site = cause.site ?? of;
  const on = suppliedOn(adjustment, timeZone);
  const taxRate = adjustment.taxRate ?? rateOn(taxRates, on);
  const priced = { month, ...(site && { site }), quantity, unitPriceMinor, amountMinor, ...daysOf(share) };
  return { kind, sku, name, ...priced, ...termOf(adjustment), suppliedOn: on, taxRate, adjustmentId, cause };
}

/** The subscription that an order line is for (BG-26). */
function termOf({ kind, lot: { startsOn, endsOn } }: Adjustment): Pick<InvoiceLine, 'term'> {
  return kind === 'order' ? { term: { from: startsOn, ...(endsOn && { through: endsOn }) } } : {};
}

function daysOf(share: Share | undefined): Pick<InvoiceLine, 'share'> {
  return share ? { share } : {};
}
