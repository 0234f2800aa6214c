import { addDays, type CalendarDate, dateAt, type Instant, type Month } from '../values/calendar.ts';
import type { Violation } from '../values/violation.ts';
import { type BilledAccount, buyerOf, type InvoicingSettings } from './account/account.ts';
import { isPerOrder, orderOnInvoice } from './account/document-terms.ts';
import { accountedTax, accountingCurrencyOf, rateFor } from './account/exchange.ts';
import { reviewAwaited } from './account/review-window.ts';
import { treatmentOf } from './account/tax-category.ts';
import { billedAccountOf, type EarlierInvoice, type InvoicingBooks, numberAfter } from './books.ts';
import { type DraftInvoice, type Invoice, issuedAs, taxed } from './documents/invoice.ts';
import { missingFor } from './documents/missing.ts';
import { referencesOn } from './documents/references.ts';
import type { InvoicingEvent, IssuedInvoice } from './events.ts';
import { draftKey, draftsOf, isNothingToPay } from './open/drafts.ts';
import { monthLines } from './open/month-lines.ts';
import { monthsOnInvoice, type OpenMonths } from './open/open-months.ts';

/**
 * The invoices of an account's open period as they stand: ready to be issued, or held for what is missing (I8). Those with
 * nothing to pay are told apart: they are not issued unless the account wants them, and what they bill is settled (I11).
 */
export type NextInvoices =
  | { readonly state: 'open'; readonly invoices: readonly Invoice[]; readonly nothingToPay: readonly DraftInvoice[] }
  | { readonly state: 'held'; readonly drafts: readonly DraftInvoice[]; readonly missing: readonly Violation[] };

/** All of them, ready or not, with those that have nothing to pay. */
export function draftsIn(next: NextInvoices): readonly (DraftInvoice | Invoice)[] {
  return next.state === 'held' ? next.drafts : [...next.invoices, ...next.nothingToPay];
}

/** Those that are to be paid, ready or not: what waits while a draft is reviewed (I15). */
export function dueIn(next: NextInvoices): readonly (DraftInvoice | Invoice)[] {
  return next.state === 'held' ? next.drafts : next.invoices;
}

/**
 * What the run would issue for the account's open period at this moment (I4), or what keeps it from doing so (I8). Of an account that is on
 * the invoice of another it is its part of that (I16).
 *
 * @param on the day of issue, whose exchange rates count; undefined where that is still to come
 */
export function nextInvoices(
  books: InvoicingBooks,
  accountId: string,
  settings: InvoicingSettings,
  on?: CalendarDate,
): NextInvoices {
  const open = monthsOnInvoice(books, accountId);
  if (!open) return { state: 'open', invoices: [], nothingToPay: [] };
  return invoicesOf(books, accountId, open, settings, on);
}

function invoicesOf(
  books: InvoicingBooks,
  accountId: string,
  { payer: account, period, months }: OpenMonths,
  settings: InvoicingSettings,
  on: CalendarDate | undefined,
): NextInvoices {
  const lines = months.flatMap((month) => monthLines(month, settings.proration));
  const drafts = draftsOf(accountId, period, lines);
  const nothingToPay = account.zeroInvoices ? [] : drafts.filter(isNothingToPay);
  const due = drafts.filter((draft) => !nothingToPay.includes(draft));
  const said = books.references.get(accountId);
  const references = due.map((draft) => said?.get(draftKey(draft)) ?? referencesOn(draft));
  const missing = due.length === 0 ? [] : missingFor(account, due, references, settings.seller);
  if (missing.length > 0) return { state: 'held', drafts: due, missing };
  const invoices = due.map((draft) => inOwnCurrency(treated(taxed(draft), account, settings), settings, on));
  const unknown = invoices.flatMap((each) => ('violation' in each ? each.violation : []));
  if (unknown.length > 0) return { state: 'held', drafts: due, missing: unknown };
  return { state: 'open', invoices: invoices.flatMap((each) => ('violation' in each ? [] : each)), nothingToPay };
}

/** An invoice with how each of its rates is taxed between the parties, where the seller is known (I9). */
function treated(invoice: Invoice, account: BilledAccount, { seller }: InvoicingSettings): Invoice {
  if (!seller) return invoice;
  const { country, taxId: vatId } = buyerOf(account);
  const taxes = invoice.taxes.map((tax) => ({ ...tax, treatment: treatmentOf(tax.rate, seller, { country, vatId }) }));
  return { ...invoice, taxes };
}

/** An invoice with its tax in the seller's currency, where that has to be said and is another (I9); or why it cannot be (I8). */
function inOwnCurrency(
  invoice: Invoice,
  { seller, exchangeRates }: InvoicingSettings,
  on: CalendarDate | undefined,
): Invoice | { readonly violation: Violation } {
  const { accountId, currency, taxMinor } = invoice;
  const own = seller && accountingCurrencyOf(seller);
  if (!exchangeRates || own === undefined || own === currency || taxMinor === 0n) return invoice;
  const by = rateFor(exchangeRates, currency, own, on);
  if (by) return { ...invoice, accounted: accountedTax(taxMinor, currency, by) };
  const day = on === undefined ? '' : ` for ${on}, or for one of the 7 days before`;
  const message = `tax of the invoice of account ${accountId} in ${currency} is to be said in ${own}, and no rate is known${day}`;
  const remedy = `add a rate from ${currency} to ${own} to the file of EXCHANGE_RATES_FILE: the next run issues the invoice`;
  return { violation: { code: 'EXCHANGE_RATE_UNKNOWN', path: 'currency', value: currency, message, remedy } };
}

/**
 * Issues the invoices of an account's open period, numbered on from the books' counters, and opens the next period (I3).
 * Nothing when that period is not the one asked for: a second run adds nothing. What comes to less than nothing is a credit note.
 * Where something is missing nothing is issued and the period stays open, so that a later run issues it (I8); likewise while the draft is
 * reviewed (I15).
 */
export function issueInvoices(
  books: InvoicingBooks,
  accountId: string,
  period: Month,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const account = billedAccountOf(books, accountId);
  const open = monthsOnInvoice(books, accountId);
  // What is on the invoice of another account is issued with that one's (I16).
  if (open?.period !== period || open.payer !== books.accounts.get(accountId)) return [];
  const issuedOn = dateAt(now);
  const next = invoicesOf(books, accountId, open, settings, issuedOn);
  // Who has nothing of its own begins with what is on its invoice.
  const begun = { type: 'AccountChanged', account: { ...account, openPeriod: period } } as const;
  const opened = account.openPeriod === undefined ? [begun] : [];
  if (next.state === 'held') {
    const codes = next.missing.map(({ code }) => code).join();
    const { drafts, missing } = next;
    const known = account.held?.join() === codes;
    return [...opened, { type: 'InvoiceHeld', accountId, period, drafts, missing, known }];
  }
  const review = next.invoices.length > 0 ? reviewAwaited(account, period, now, settings) : undefined;
  if (review) {
    const known = review === account.review;
    return known ? [] : [...opened, { type: 'InvoiceDrafted', accountId, period, review, drafts: next.invoices }];
  }
  const buyer = buyerOf(account);
  const used = new Map<string, number>();
  const corrected = correctedBy(books, open, accountId);
  const invoices = next.invoices.map((invoice): IssuedInvoice => {
    const document = issuedAs(invoice);
    const series = seriesOf(document, now, settings);
    const last = used.get(series) ?? books.numbers.get(series) ?? 0;
    used.set(series, last + 1);
    const issued: IssuedInvoice = {
      ...invoice,
      document,
      number: numberAfter(last, series),
      issuedAt: now,
      issuedOn,
      buyer,
    };
    const days = buyer.documents?.paymentTermDays ?? settings.paymentDays;
    if (document === 'invoice') return { ...issued, dueOn: addDays(issuedOn, days) };
    const corrects = corrected(invoice);
    return corrects.length > 0 ? { ...issued, corrects } : issued;
  });
  const closed = open.months.filter((month) => month.account !== account);
  return [
    ...opened,
    ...closed.map((month) => {
      return { type: 'PeriodClosed', accountId: month.account.accountId, period: month.period, invoices: [] } as const;
    }),
    { type: 'PeriodClosed', accountId, period, invoices },
  ];
}

/**
 * Numbers of the issued invoices whose lines a month takes back, by its currency and purchase order (I12): of what is paid once those that
 * billed the lot, of what is billed monthly those of the months that are corrected.
 */
function correctedBy(
  books: InvoicingBooks,
  { payer, months }: OpenMonths,
  accountId: string,
): (invoice: Pick<Invoice, 'currency' | 'purchaseOrder' | 'period'>) => string[] {
  const perOrder = isPerOrder(payer);
  const back = months.flatMap(({ period, adjustments }) =>
    adjustments.filter((adjustment) => adjustment.period === period && adjustment.amountMinor < 0n),
  );
  const earlier = books.earlier.get(accountId) ?? [];
  // What was issued while there was one invoice for all names none (I17).
  const billedOf = (invoice: EarlierInvoice, month: Month, currency: string, order: string | undefined) => {
    const isOfMonth = (each: EarlierInvoice) => each.period === month && each.currency === currency;
    if (!isOfMonth(invoice)) return false;
    const isThere = earlier.some((each) => isOfMonth(each) && each.purchaseOrder === order);
    return invoice.purchaseOrder === (isThere ? order : undefined);
  };
  return ({ currency, purchaseOrder, period }) => {
    const taken = back.filter((each) => {
      return each.lot.price.currency === currency && (!perOrder || orderOnInvoice(each) === (purchaseOrder ?? ''));
    });
    return earlier
      .filter((invoice) =>
        taken.some(({ lot, month }) => {
          if (invoice.currency !== currency) return false;
          if (lot.billing === 'once') return invoice.lotIds.includes(lot.lotId);
          return month < period && billedOf(invoice, month, currency, purchaseOrder);
        }),
      )
      .map(({ number }) => number);
  };
}

/** What a document is numbered in: by the year of its day of issue in UTC, which is the issuer's year, not the account's. */
export function seriesOf(
  document: IssuedInvoice['document'],
  now: Instant,
  { numberPrefix }: InvoicingSettings,
): string {
  const kind = `${document === 'invoice' ? 'INV' : 'CN'}-${dateAt(now).slice(0, 4)}`;
  return numberPrefix === '' ? kind : `${numberPrefix}-${kind}`;
}
