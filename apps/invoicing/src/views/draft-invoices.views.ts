import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Page } from '#runtime/http/paging.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { waitingAccounts } from './held-invoices.views.ts';
import type { IssuedQuery } from './issued-invoices.views.ts';
import { atOneMoment, billedBy, summedBooks } from './summed-books.views.ts';

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
    const items = ids.flatMap((id): DraftView[] => {
      const account = books.accounts.get(id);
      // Another's invoice bears it by now, and is reviewed as that one's (I16).
      if (billedBy(books, id).accountId !== id) return [];
      const next = nextInvoices(books, id, settings);
      const drafts = next.state === 'held' ? next.drafts : next.invoices;
      return drafts.flatMap(({ period, currency, netMinor }) => {
        if (!account?.review) return [];
        const { name: accountName, review } = account;
        const net = formatMinor(netMinor, currency);
        return { state: 'draft', accountId: id, accountName, period, currency, net, review };
      });
    });
    return { nextCursor: page.nextCursor, items };
  });
}
