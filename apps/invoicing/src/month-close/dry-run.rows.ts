import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import type { DraftAmount } from '#domain/invoices/events.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import { type Month, monthAfter } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { summedBooks } from '../views/summed-books.views.ts';

/** A draft that waits, for its day or because somebody holds it. */
export interface TriedDraft {
  readonly accountId: string;
  readonly accountName: string;
  readonly review: InvoiceReview;
  readonly amounts: readonly DraftAmount[];
}

/** The months that are open somewhere, up to one; and that one. */
export async function openMonths(sql: Sql, period: Month): Promise<Month[]> {
  const [row] = await sql<{ first: string | null }>(
    'select min(open_period) as first from invoicing.account where open_period <= $1',
    [period],
  );
  const months: Month[] = [];
  for (let month = row?.first ?? period; month <= period; month = monthAfter(month)) months.push(month);
  return months;
}

/** By account whose next invoice is a draft: the month of that. */
export async function reviewedPeriods(sql: Sql): Promise<ReadonlyMap<string, Month>> {
  const rows = await sql<{ account_id: string; open_period: string }>(
    'select account_id, open_period from invoicing.account where review is not null',
  );
  return new Map(rows.map(({ account_id, open_period }) => [account_id, open_period]));
}

/** Drafts that wait, by account, with what they come to. */
export async function waitingDrafts(sql: Sql, period: Month, settings: InvoicingSettings): Promise<TriedDraft[]> {
  const waiting = [...(await reviewedPeriods(sql))].filter(([, of]) => of <= period).map(([accountId]) => accountId);
  const { books } = await summedBooks(sql, waiting.sort());
  return waiting.flatMap((accountId): TriedDraft[] => {
    const account = books.accounts.get(accountId);
    if (!account?.review) return [];
    const next = nextInvoices(books, accountId, settings);
    const amounts = (next.state === 'held' ? next.drafts : next.invoices).map(({ currency, netMinor }) => ({
      currency,
      netMinor,
    }));
    return [{ accountId, accountName: account.name, review: account.review, amounts }];
  });
}
