import { addDays, type Instant, type Month } from '#domain/values/calendar.ts';
import type { DocumentTerms } from './document-terms.ts';

/** A draft between the end of its month and its issue (I15); it is recomputed until it is issued, and has no number. */
export interface InvoiceReview {
  /** The account's open period. */
  readonly period: Month;
  readonly since: Instant;
  /** It is issued by itself from then on, unless it is held. */
  readonly until: Instant;
  readonly hold?: { readonly reason: string; readonly by: string; readonly at: Instant };
}

/** An account, as far as its drafts are concerned. */
interface Reviewed {
  readonly review?: InvoiceReview;
  readonly documents?: DocumentTerms;
}

/**
 * The review that the invoices of an account's open period wait for: the one that there is while it is held or its days are not over, a
 * new one where the account has such days, else none.
 */
export function reviewAwaited(
  { review, documents }: Reviewed,
  period: Month,
  now: Instant,
  settings: { readonly reviewDays: number },
): InvoiceReview | undefined {
  if (review?.period === period) return review.hold || now < review.until ? review : undefined;
  const days = documents?.reviewDays ?? settings.reviewDays;
  return days === 0 ? undefined : { period, since: now, until: addDays(now.slice(0, 10), days) + now.slice(10) };
}
