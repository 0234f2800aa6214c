import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { DraftInvoice, Invoice } from '#domain/invoices/documents/invoice.ts';
import { dueIn, nextInvoices } from '#domain/invoices/issue.ts';
import { billedBy } from '#domain/invoices/open/open-months.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Page } from '#runtime/http/paging.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { waitingAccounts } from './held-invoices.views.ts';
import type { IssuedQuery } from './issued-invoices.views.ts';
import { atOneMoment, summedBooks } from './summed-books.views.ts';

/** An invoice whose month is over and that waits for its review (I15). */
export interface DraftView {
  readonly state: 'draft';
  readonly accountId: string;
  readonly accountName: string;
  readonly period: string;
  readonly currency: string;
  readonly net: string;
  readonly review: InvoiceReview;
}

/**
 * A page of the drafts of the visible accounts, by account, as they would be issued at this moment.
 * @throws Problem 400 for a query that is not understood
 */
export async function listDrafts(
  database: Database,
  visible: Visible,
  query: IssuedQuery,
  settings: InvoicingSettings,
): Promise<Page<DraftView>> {
  return await atOneMoment(database, async (sql) => {
    const page = await waitingAccounts(sql, 'review', visible, query);
    const ids = page.items.map(({ id }) => id);
    const { books } = await summedBooks(sql, ids);
    const items = waitingDrafts(books, ids, settings).flatMap(({ accountId, accountName, review, drafts }) =>
      drafts.map(({ period, currency, netMinor }): DraftView => {
        const net = formatMinor(netMinor, currency);
        return { state: 'draft', accountId, accountName, period, currency, net, review };
      }),
    );
    return { nextCursor: page.nextCursor, items };
  });
}

/** A draft that waits, for its day or because somebody holds it. */
export interface WaitingDraft {
  readonly accountId: string;
  readonly accountName: string;
  readonly review: InvoiceReview;
  /** What it is made of: one for each currency and purchase order. */
  readonly drafts: readonly (DraftInvoice | Invoice)[];
}

/** The drafts of accounts, without those that another's invoice bears by now, as whose they are reviewed (I16). */
export function waitingDrafts(
  books: InvoicingBooks,
  accountIds: readonly string[],
  settings: InvoicingSettings,
): WaitingDraft[] {
  return accountIds.flatMap((accountId) => {
    const { name: accountName, review } = books.accounts.get(accountId) ?? {};
    if (accountName === undefined || !review || billedBy(books, accountId).accountId !== accountId) return [];
    return { accountId, accountName, review, drafts: dueIn(nextInvoices(books, accountId, settings)) };
  });
}
