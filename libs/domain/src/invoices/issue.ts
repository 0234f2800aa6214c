import { addDays, dateAt, type Instant, type Month } from '../values/calendar.ts';
import type { Violation } from '../values/violation.ts';
import { buyerOf, type InvoicingSettings } from './account.ts';
import { accountOf, type InvoicingBooks, type InvoicingEvent, type IssuedInvoice, numberAfter } from './books.ts';
import { type DraftInvoice, draftInvoices, type Invoice, taxed } from './invoice.ts';
import { missingFor } from './missing.ts';

/** The invoices of an account's open period as they stand: ready to be issued, or held for what is missing (I8). */
export type NextInvoices =
  | { readonly state: 'open'; readonly invoices: readonly Invoice[] }
  | { readonly state: 'held'; readonly drafts: readonly DraftInvoice[]; readonly missing: readonly Violation[] };

/** What the run would issue for the account's open period at this moment (I4), or what keeps it from doing so (I8). */
export function nextInvoices(books: InvoicingBooks, accountId: string, settings: InvoicingSettings): NextInvoices {
  const account = accountOf(books, accountId);
  const { openPeriod } = account;
  if (openPeriod === undefined) return { state: 'open', invoices: [] };
  const recurring = books.totals.get(accountId) ?? books.recurring.get(accountId) ?? [];
  const pending = books.pending.get(accountId) ?? [];
  const drafts = draftInvoices(account, openPeriod, recurring, pending, settings.proration);
  const missing = drafts.length === 0 ? [] : missingFor(account, drafts);
  return missing.length > 0 ? { state: 'held', drafts, missing } : { state: 'open', invoices: drafts.map(taxed) };
}

/**
 * Issues the invoices of an account's open period, numbered on from the books' counters, and opens the next period (I3).
 * Nothing when that period is not the one asked for: a second run adds nothing. With a negative net it is a credit note.
 * Where something is missing nothing is issued and the period stays open, so that a later run issues it (I8).
 */
export function issueInvoices(
  books: InvoicingBooks,
  accountId: string,
  period: Month,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const account = accountOf(books, accountId);
  if (account.openPeriod !== period) return [];
  const next = nextInvoices(books, accountId, settings);
  if (next.state === 'held') {
    const codes = next.missing.map(({ code }) => code).join();
    const { drafts, missing } = next;
    return [{ type: 'InvoiceHeld', accountId, period, drafts, missing, known: account.held?.join() === codes }];
  }
  const buyer = buyerOf(account);
  const issuedOn = dateAt(now);
  const used = new Map<string, number>();
  const invoices = next.invoices.map((invoice): IssuedInvoice => {
    const document = invoice.netMinor < 0n ? 'credit-note' : 'invoice';
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
    return document === 'invoice' ? { ...issued, dueOn: addDays(issuedOn, settings.paymentDays) } : issued;
  });
  return [{ type: 'PeriodClosed', accountId, period, invoices }];
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
