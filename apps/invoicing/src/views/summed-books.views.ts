import { asksForReferences, documentTermsOf, isPerOrder } from '#domain/invoices/account/document-terms.ts';
import { emptyBooks, type InvoicingBooks } from '#domain/invoices/books.ts';
import { referencesOn } from '#domain/invoices/documents/references.ts';
import { draftKey, draftsOf } from '#domain/invoices/open/drafts.ts';
import { monthLines } from '#domain/invoices/open/month-lines.ts';
import { billedBy, monthsOnInvoice } from '#domain/invoices/open/open-months.ts';
import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accounts } from '../rows/accounts.rows.ts';
import { loadPayers, sitesOf } from '../rows/billed-with.rows.ts';
import { recurringTotals } from '../rows/invoicing.rows.ts';
import { pendingAdjustments } from '../rows/pending.rows.ts';
import { type PendingSum, pendingSums } from '../rows/pending-sums.rows.ts';

/** Runs `read` at one moment for all statements: a month that is being closed is seen before it or after it. */
export async function atOneMoment<Result>(database: Database, read: (sql: Sql) => Promise<Result>): Promise<Result> {
  return await database.transaction(async (sql) => {
    // R17: what 100,000 lines are added up in stays in memory instead of being sorted on disk. No processes that help: they took
    // more of the processors in all. In one round trip, as whoever looks at a small account waits for it too.
    await sql(`set transaction isolation level repeatable read, read only;
      set local work_mem = '32MB'; set local max_parallel_workers_per_gather = 0`);
    return await read(sql);
  });
}

/** What the next invoices of accounts are made of, with the sums of their adjustments in place of these (R17). */
export interface SummedBooks {
  readonly books: InvoicingBooks;
  readonly sums: ReadonlyMap<string, PendingSum>;
  /** True where some adjustments share a cause, and may be one line or none. */
  readonly merged: boolean;
}

/**
 * The books of the next invoices of accounts: for totals. The lines of what does not recur are none that an invoice has. Whose lines are on
 * an invoice of theirs is read with them, and whose invoices bear theirs (I16).
 */
export async function summedBooks(sql: Sql, accountIds: readonly string[]): Promise<SummedBooks> {
  const books = emptyBooks();
  const sites = await sitesOf(sql, accountIds);
  const ids = [...new Set([...accountIds, ...sites.map(({ site }) => site)])];
  for (const account of await accounts(sql, ids)) books.accounts.set(account.accountId, account);
  await loadPayers(sql, books);
  const perOrder = ids.filter((id) => isPerOrder(billedBy(books, id)));
  const totals = await recurringTotals(sql, ids, perOrder);
  for (const accountId of ids) books.totals.set(accountId, totals.get(accountId) ?? []);
  const { sums, merged } = await pendingSums(sql, ids, perOrder);
  for (const [accountId, of] of Map.groupBy(sums, (sum) => sum.accountId)) books.pending.set(accountId, of);
  // Of those that are behind later months count as well, which are not added up.
  const behind = sites.flatMap(({ site, openPeriod, payerPeriod }) => (openPeriod < (payerPeriod ?? '') ? site : []));
  for (const [accountId, of] of await pendingOf(sql, behind, perOrder)) books.pending.set(accountId, of);
  await loadReferences(sql, books, accountIds, perOrder);
  return { books, sums: new Map(sums.map((sum) => [sum.adjustmentId, sum])), merged };
}

async function pendingOf(
  sql: Sql,
  accountIds: readonly string[],
  perOrder: readonly string[],
): Promise<Map<string, Adjustment[]>> {
  if (accountIds.length === 0) return new Map();
  const asked = perOrder.filter((id) => accountIds.includes(id));
  return Map.groupBy(await pendingAdjustments(sql, accountIds, asked), ({ accountId }) => accountId);
}

/** Sums say no order numbers: whose format asks for them and who has no reference of its own is read line by line. */
async function loadReferences(
  sql: Sql,
  books: InvoicingBooks,
  accountIds: readonly string[],
  perOrder: readonly string[],
): Promise<void> {
  const asked = accountIds.filter((id) => asksForReferences(documentTermsOf(billedBy(books, id))));
  if (asked.length === 0) return;
  const months = asked.flatMap((id) => monthsOnInvoice(books, id)?.months ?? []);
  const ids = new Set(months.map(({ account }) => account.accountId));
  const pending = await pendingOf(sql, [...ids], perOrder);
  for (const accountId of asked) {
    const open = monthsOnInvoice({ ...books, pending: new Map([...books.pending, ...pending]) }, accountId);
    if (!open) continue;
    const lines = open.months.flatMap((month) => monthLines(month, books.settings.proration));
    const drafts = draftsOf(accountId, open.period, lines);
    books.references.set(accountId, new Map(drafts.map((draft) => [draftKey(draft), referencesOn(draft)])));
  }
}
