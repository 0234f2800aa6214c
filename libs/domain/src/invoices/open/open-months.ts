import { type Month, monthAfter } from '../../values/calendar.ts';
import type { BilledAccount } from '../account/account.ts';
import { billedOnInvoiceOf, billedWith } from '../account/billed-with.ts';
import { isPerOrder } from '../account/document-terms.ts';
import { billedAccountOf, type InvoicingBooks } from '../books.ts';
import { orderOfLot } from '../order-header.ts';
import type { Adjustment } from '../owed/adjustment.ts';
import type { RecurringTotal } from '../owed/recurring.ts';
import type { OpenMonth } from './month-lines.ts';

/** What the next invoices of an account are made of. */
export interface OpenMonths {
  /** By whose facts they are billed: the account itself, or for its part of another's invoice that one (I16). */
  readonly payer: BilledAccount;
  /** The month of the invoices. */
  readonly period: Month;
  /** The account's own month, and those of accounts that are billed with it. */
  readonly months: readonly OpenMonth[];
}

/**
 * The open month of an account, and with it the open months of the accounts that are on its invoice (I16). Those that are behind, because
 * they were held or began late, come with all months up to that of the invoice, so that nothing is left out and nothing stands there twice.
 * Of an account that is on the invoice of another it is its part of that. Undefined where nothing is open.
 */
export function monthsOnInvoice(books: InvoicingBooks, accountId: string): OpenMonths | undefined {
  const account = billedAccountOf(books, accountId);
  const { openPeriod } = account;
  const other = openPeriod === undefined ? undefined : billedWith(books.accounts, account, openPeriod);
  if (openPeriod !== undefined && other !== undefined) {
    const payer = billedAccountOf(books, other);
    return { payer, period: openPeriod, months: [openMonth(books, account, payer, openPeriod)] };
  }
  const sites = billedOnInvoiceOf(books.accounts, accountId);
  const [period] = openPeriod === undefined ? sites.flatMap((site) => site.openPeriod ?? []).sort() : [openPeriod];
  if (period === undefined) return undefined;
  const own = openPeriod === undefined ? [] : [openMonth(books, account, account, period)];
  return {
    payer: account,
    period,
    months: [...own, ...sites.flatMap((site) => monthsUpTo(books, site, account, period))],
  };
}

function monthsUpTo(books: InvoicingBooks, site: BilledAccount, payer: BilledAccount, period: Month): OpenMonth[] {
  const months: OpenMonth[] = [];
  let recurring: readonly RecurringTotal[] | undefined;
  for (let month = site.openPeriod ?? ''; month <= period; month = monthAfter(month)) {
    if (billedWith(books.accounts, site, month) !== payer.accountId) break;
    const open = openMonth(books, site, payer, month, recurring);
    months.push(open);
    recurring = [...open.recurring, ...open.adjustments.filter((each) => each.period === month && each.recurs)];
  }
  return months;
}

function openMonth(
  books: InvoicingBooks,
  account: BilledAccount,
  payer: BilledAccount,
  period: Month,
  recurring: readonly RecurringTotal[] = recurringOf(books, account, payer),
): OpenMonth {
  const perOrder = isPerOrder(payer);
  const pending = books.pending.get(account.accountId) ?? [];
  const adjustments = perOrder ? pending.map((each) => underOrder(books, each)) : pending;
  const month = { account, period, recurring, adjustments, taxRates: payer.taxRates, perOrder };
  return payer === account ? month : { ...month, site: { accountId: account.accountId, name: account.name } };
}

function recurringOf(
  books: InvoicingBooks,
  { accountId }: BilledAccount,
  payer: BilledAccount,
): readonly RecurringTotal[] {
  const totals = books.totals.get(accountId);
  if (totals) return totals;
  const lots = books.recurring.get(accountId) ?? [];
  if (!isPerOrder(payer)) return lots;
  return lots.map((of) => ({ ...of, purchaseOrder: orderOfLot(books, accountId, of.lot.lotId) }));
}

/** With the order under which the account bought the lot, where that was not read with it. */
function underOrder(books: InvoicingBooks, adjustment: Adjustment): Adjustment {
  const { accountId, lot, purchaseOrder } = adjustment;
  return purchaseOrder === undefined
    ? { ...adjustment, purchaseOrder: orderOfLot(books, accountId, lot.lotId) }
    : adjustment;
}

/** By whose facts an account is billed: its own, or those of the account whose invoice bears its open month (I16). */
export function billedBy(books: InvoicingBooks, accountId: string): BilledAccount {
  const account = billedAccountOf(books, accountId);
  const other = account.openPeriod && billedWith(books.accounts, account, account.openPeriod);
  return other ? billedAccountOf(books, other) : account;
}
