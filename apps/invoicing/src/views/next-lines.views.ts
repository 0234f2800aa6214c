import { isPerOrder } from '#domain/invoices/account/document-terms.ts';
import { billedAccountOf } from '#domain/invoices/books.ts';
import type { DraftInvoice, Invoice } from '#domain/invoices/documents/invoice.ts';
import { adjustmentLine, type OpenMonth } from '#domain/invoices/open/month-lines.ts';
import { monthsOnInvoice } from '#domain/invoices/open/open-months.ts';
import type { DraftLine } from '#domain/invoices/owed/line.ts';
import { mergedLine } from '#domain/invoices/owed/merged-lines.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { adjustmentsById } from '../rows/pending.rows.ts';
import { type LinePlaces, type PendingOf, type PendingSum, pendingLines } from '../rows/pending-sums.rows.ts';
import type { SummedBooks } from './summed-books.views.ts';

/** The lines of an invoice: how many, and those from a place on. */
export interface NextLines {
  readonly count: number;
  readonly currency: string;
  read(start: number, size: number): Promise<readonly Omit<DraftLine, 'suppliedOn'>[]>;
}

/** The lines of an invoice of sums: first what recurs, and others that were not added up, which are few, then what the adjustments are. */
export function whereLinesAre(
  sql: Sql,
  { books, sums }: SummedBooks,
  accountId: string,
  { currency, purchaseOrder = '', lines }: DraftInvoice | Invoice,
): NextLines {
  const { payer = billedAccountOf(books, accountId), months = [] } = monthsOnInvoice(books, accountId) ?? {};
  const perOrder = isPerOrder(payer);
  const first = lines.filter(({ adjustmentId = '' }) => !sums.has(adjustmentId));
  const billed = new Set(lines.flatMap(({ adjustmentId }) => adjustmentId ?? []));
  const known = [...sums.values()].filter(({ lot, cause }) => {
    return lot.price.currency === currency && (!perOrder || (cause.purchaseOrder ?? '') === purchaseOrder);
  });
  const [kept, left] = [true, false].map((is) => known.filter((sum) => billed.has(sum.adjustmentId) === is));
  const count = (kept ?? []).reduce((total, sum) => total + sum.lines, first.length);
  const summed = months.filter(({ account }) => books.pending.get(account.accountId)?.some(isIn(sums)));
  const accountIds = [
    accountId,
    ...summed.flatMap(({ account }) => (account.accountId === accountId ? [] : account.accountId)),
  ];
  const of = { accountIds, currency, ...(perOrder && { purchaseOrder }), left: left ?? [] };
  const read = async (start: number, size: number) => {
    const begin = first.slice(start, start + size);
    const place = { start: Math.max(0, start - first.length), size: size - begin.length };
    return [...begin, ...(count > first.length ? await adjustmentLines(sql, months, of, place) : [])];
  };
  return { count, currency, read };
}

const isIn =
  (sums: SummedBooks['sums']) =>
  ({ adjustmentId }: Pick<PendingSum, 'adjustmentId'>) =>
    sums.has(adjustmentId);

async function adjustmentLines(
  sql: Sql,
  months: readonly OpenMonth[],
  of: PendingOf,
  place: LinePlaces,
): Promise<DraftLine[]> {
  const pending = await pendingLines(sql, of, place);
  const ids = pending.map(({ adjustmentId }) => adjustmentId);
  const byId = new Map((await adjustmentsById(sql, ids)).map((each) => [each.adjustmentId, each]));
  const byAccount = new Map(months.map((month) => [month.account.accountId, month]));
  return pending.flatMap(({ adjustmentId, sum }) => {
    const adjustment = byId.get(adjustmentId);
    const month = adjustment && byAccount.get(adjustment.accountId);
    if (!month) return [];
    const { timeZone } = month.account;
    const line = adjustmentLine(adjustment, { timeZone, taxRates: month.taxRates }, month.site);
    return sum ? mergedLine(line, sum) : line;
  });
}
