import type { Instant } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { InvoicingSettings } from '../account/account.ts';
import { billedWith } from '../account/billed-with.ts';
import type { InvoiceReview } from '../account/review-window.ts';
import { billedAccountOf, type InvoicingBooks } from '../books.ts';
import type { InvoicingEvent } from '../events.ts';
import { dueIn, issueInvoices, nextInvoices } from '../issue.ts';

/** What a reviewer does with the draft of an account. */
export interface ReviewStep {
  readonly step: 'approve' | 'hold' | 'release';
  /** Of a hold: why. */
  readonly reason?: string;
}

/**
 * I15: approves a draft, which issues it as it stands now; holds it with a reason, so that it is not issued by itself; or takes that back.
 * A draft that lacks something (I8) is not issued, whoever approves it.
 */
export function reviewInvoice(
  books: InvoicingBooks,
  accountId: string,
  { step, reason = '' }: ReviewStep,
  by: string,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const account = billedAccountOf(books, accountId);
  const { review, openPeriod } = account;
  if (!review || review.period !== openPeriod) return [refusedFor(accountId, notInReview(accountId))];
  // Who came to pay since is told of what there is to review (I16).
  const payer = billedWith(books.accounts, account, review.period);
  if (payer !== undefined) return [refusedFor(accountId, notInReview(accountId, payer))];
  if (step === 'approve') return approved(books, accountId, review, now, settings);
  const drafts = dueIn(nextInvoices(books, accountId, settings));
  const { hold, ...free } = review;
  if (step === 'hold') {
    return [{ type: 'InvoiceReviewed', accountId, review: { ...free, hold: { reason, by, at: now } }, drafts }];
  }
  return hold
    ? [{ type: 'InvoiceReviewed', accountId, review: free, drafts }]
    : [refusedFor(accountId, notHeld(accountId))];
}

function approved(
  books: InvoicingBooks,
  accountId: string,
  { period, since }: InvoiceReview,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const account = { ...billedAccountOf(books, accountId), review: { period, since, until: now } };
  const seen = { ...books, accounts: new Map(books.accounts).set(accountId, account) };
  const events = issueInvoices(seen, accountId, period, now, settings);
  const missing = events.flatMap((event) => (event.type === 'InvoiceHeld' ? event.missing : []));
  return missing.length > 0 ? [refusedFor(accountId, ...missing)] : events;
}

function refusedFor(accountId: string, ...violations: Violation[]): InvoicingEvent {
  return { type: 'ReviewRefused', accountId, violations };
}

function notInReview(accountId: string, payer?: string): Violation {
  const message =
    payer === undefined
      ? `the next invoice of ${accountId} is no draft`
      : `what ${accountId} owes is on the next invoice of ${payer}, and no draft of its own any more`;
  const remedy =
    payer === undefined
      ? 'take an account from the list of drafts, GET /api/invoices?state=draft'
      : `review the next invoice of ${payer}, once it is a draft`;
  return { code: 'NOT_IN_REVIEW', path: 'accountId', value: accountId, message, remedy };
}

function notHeld(accountId: string): Violation {
  const message = `the draft of ${accountId} is not held`;
  return { code: 'DRAFT_NOT_HELD', path: 'accountId', value: accountId, message, remedy: 'nothing is left to do' };
}
