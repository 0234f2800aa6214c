import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import { type Month, monthAfter } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type WaitingDraft, waitingDrafts } from '../views/draft-invoices.views.ts';
import { summedBooks } from '../views/summed-books.views.ts';

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
export async function draftsWaiting(sql: Sql, period: Month, settings: InvoicingSettings): Promise<WaitingDraft[]> {
  const waiting = [...(await reviewedPeriods(sql))]
    .filter(([, of]) => of <= period)
    .map(([accountId]) => accountId)
    .sort();
  const { books } = await summedBooks(sql, waiting);
  return waitingDrafts(books, waiting, settings);
}
