import type { BilledAccount } from '#domain/invoices/account/account.ts';
import { billedWith } from '#domain/invoices/account/billed-with.ts';
import { asksForReferences, documentTermsOf, isPerOrder } from '#domain/invoices/account/document-terms.ts';
import { billedAccountOf, emptyBooks, type InvoicingBooks } from '#domain/invoices/books.ts';
import { referencesOf } from '#domain/invoices/documents/references.ts';
import { draftKey, draftsOf } from '#domain/invoices/open/drafts.ts';
import { monthLines } from '#domain/invoices/open/month-lines.ts';
import { monthsOnInvoice } from '#domain/invoices/open/open-months.ts';
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
    await sql('set transaction isolation level repeatable read, read only');
    return await read(sql);
  });
}

/** What the next invoices of accounts are made of, with the sums of their adjustments in place of these (R17). */
export interface SummedBooks {
  readonly books: InvoicingBooks;
  readonly sums: ReadonlyMap<string, PendingSum>;
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
  const totals = await recurringTotals(sql, ids);
  for (const accountId of ids) books.totals.set(accountId, totals.get(accountId) ?? []);
  const perOrder = ids.filter((id) => isPerOrder(billedBy(books, id)));
  const sums = await pendingSums(sql, ids, perOrder);
  for (const [accountId, of] of Map.groupBy(sums, (sum) => sum.accountId)) books.pending.set(accountId, of);
  // Of those that are behind later months count as well, which are not added up.
  const behind = sites.flatMap(({ site, openPeriod, payerPeriod }) => (openPeriod < (payerPeriod ?? '') ? site : []));
  for (const [accountId, of] of await pendingOf(sql, behind)) books.pending.set(accountId, of);
  await loadReferences(sql, books, accountIds);
  return { books, sums: new Map(sums.map((sum) => [sum.adjustmentId, sum])) };
}

/** By whose facts an account is billed: its own, or those of the account whose invoice bears its open month (I16). */
export function billedBy(books: InvoicingBooks, accountId: string): BilledAccount {
  const account = billedAccountOf(books, accountId);
  const other = account.openPeriod && billedWith(books.accounts, account, account.openPeriod);
  return other ? billedAccountOf(books, other) : account;
}

async function pendingOf(sql: Sql, accountIds: readonly string[]): Promise<Map<string, Adjustment[]>> {
  if (accountIds.length === 0) return new Map();
  return Map.groupBy(await pendingAdjustments(sql, accountIds), ({ accountId }) => accountId);
}

/** Sums say no order numbers: whose format asks for them and who has no reference of its own is read line by line. */
async function loadReferences(sql: Sql, books: InvoicingBooks, accountIds: readonly string[]): Promise<void> {
  const asked = accountIds.filter((id) => asksForReferences(documentTermsOf(billedBy(books, id))));
  if (asked.length === 0) return;
  const months = asked.flatMap((id) => monthsOnInvoice(books, id)?.months ?? []);
  const ids = new Set(months.map(({ account }) => account.accountId));
  const pending = await pendingOf(sql, [...ids]);
  for (const accountId of asked) {
    const open = monthsOnInvoice({ ...books, pending: new Map([...books.pending, ...pending]) }, accountId);
    if (!open) continue;
    const lines = open.months.flatMap((month) => monthLines(month, books.settings.proration));
    const drafts = draftsOf({ accountId, documents: open.payer.documents }, open.period, lines);
    books.references.set(accountId, new Map(drafts.map((draft) => [draftKey(draft), referencesOf(draft.lines)])));
  }
}
