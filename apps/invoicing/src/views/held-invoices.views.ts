import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import { billedBy } from '#domain/invoices/open/open-months.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { invoicing } from '../invoicing.tables.ts';
import { type IssuedQuery, monthAsked } from './issued-invoices.views.ts';
import { atOneMoment, summedBooks } from './summed-books.views.ts';

/** An invoice that was to be issued and lacks something (I8). */
export interface HeldView {
  readonly state: 'held';
  readonly accountId: string;
  readonly accountName: string;
  readonly period: string;
  readonly currency: string;
  /** Without tax, which is not known. */
  readonly net: string;
  readonly missing: readonly Violation[];
}

/**
 * A page of the held invoices of the visible accounts, by account, as they stand at this moment; those of which nothing is
 * missing any more are about to be issued and left out.
 * @throws Problem 400 for a query that is not understood
 */
export async function listHeld(
  database: Database,
  visible: Visible,
  query: IssuedQuery,
  settings: InvoicingSettings,
  on?: CalendarDate,
): Promise<Page<HeldView>> {
  return await atOneMoment(database, async (sql) => {
    const page = await waitingAccounts(sql, 'held', visible, query);
    const ids = page.items.map(({ id }) => id);
    const { books } = await summedBooks(sql, ids);
    const items = ids.flatMap((id): HeldView[] => {
      // Another's invoice bears it by now, and is held as that one's (I16).
      if (billedBy(books, id).accountId !== id) return [];
      const next = nextInvoices(books, id, settings, on);
      if (next.state === 'open') return [];
      const accountName = books.accounts.get(id)?.name ?? id;
      const { missing } = next;
      return next.drafts.map(({ period: of, currency, netMinor }) => {
        const net = formatMinor(netMinor, currency);
        return { state: 'held', accountId: id, accountName, period: of, currency, net, missing };
      });
    });
    return { nextCursor: page.nextCursor, items };
  });
}

/**
 * A page of the visible accounts whose open period waits: for what it lacks, or for its review.
 * @throws Problem 400 for a query that is not understood
 */
export async function waitingAccounts(
  sql: Sql,
  of: 'held' | 'review',
  visible: Visible,
  { accountId, ...query }: IssuedQuery,
): Promise<Page<{ readonly id: string }>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, ['text']) ?? [];
  const period = monthAsked(query.period);
  const rows = await invoicing(sql)
    .selectFrom('account')
    .select('account_id as id')
    .where(({ and, eb }) =>
      and([
        eb(of, 'is not', null),
        ...(visible === 'everything' ? [] : [eb('account_id', '=', anyOf(visible))]),
        ...(accountId === undefined ? [] : [eb('account_id', '=', accountId)]),
        ...(period === null ? [] : [eb('open_period', '=', period)]),
        ...(after === undefined ? [] : [eb('account_id', '>', after)]),
      ]),
    )
    .orderBy('account_id')
    .limit(size + 1)
    .execute();
  return pageOf(rows, size, ({ id }) => [id]);
}

/** How many accounts have an invoice that is held. */
export async function countHeld(sql: Sql): Promise<number> {
  const accounts = invoicing(sql).selectFrom('account').where('held', 'is not', null);
  return Number((await accounts.select(({ fn }) => fn.countAll().as('held')).executeTakeFirstOrThrow()).held);
}
