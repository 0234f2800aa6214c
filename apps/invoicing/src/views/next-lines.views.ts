import { isPerOrder } from '#domain/invoices/account/document-terms.ts';
import { billedAccountOf } from '#domain/invoices/books.ts';
import type { DraftInvoice, Invoice } from '#domain/invoices/documents/invoice.ts';
import { adjustmentLine, type OpenMonth } from '#domain/invoices/open/month-lines.ts';
import { monthsOnInvoice } from '#domain/invoices/open/open-months.ts';
import type { DraftLine } from '#domain/invoices/owed/line.ts';
import { mergedLine } from '#domain/invoices/owed/merged-lines.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { adjustmentsById } from '../rows/pending.rows.ts';
import {
  type LinePlaces,
  linesBefore,
  type PendingOf,
  pendingLines,
  type ShownLine,
} from '../rows/pending-lines.rows.ts';
import type { PendingSum } from '../rows/pending-sums.rows.ts';
import type { SummedBooks } from './summed-books.views.ts';

/** The lines of an invoice: how many, and those from a place on. */
export interface NextLines {
  readonly count: number;
  readonly currency: string;
  read(start: number, size: number): Promise<readonly ShownLine[]>;
}

/**
 * The lines of an invoice of sums, in its order: first what recurs, then what the adjustments are, and among them those that were not added
 * up, which are few: of accounts that are behind who bears their months (I4, I16).
 */
export function whereLinesAre(
  sql: Sql,
  { books, sums, merged }: SummedBooks,
  accountId: string,
  { currency, purchaseOrder = '', lines }: DraftInvoice | Invoice,
): NextLines {
  const { payer = billedAccountOf(books, accountId), months = [] } = monthsOnInvoice(books, accountId) ?? {};
  const perOrder = isPerOrder(payer);
  const known = lines.filter(({ adjustmentId = '' }) => !sums.has(adjustmentId));
  const recurring = known.filter(({ kind }) => kind === 'recurring');
  const behind = known.filter(({ kind }) => kind !== 'recurring');
  const billed = new Set(lines.flatMap(({ adjustmentId }) => adjustmentId ?? []));
  const inSums = [...sums.values()].filter(({ lot, cause }) => {
    return lot.price.currency === currency && (!perOrder || (cause.purchaseOrder ?? '') === purchaseOrder);
  });
  const [kept, left] = [true, false].map((is) => inSums.filter((sum) => billed.has(sum.adjustmentId) === is));
  const count = (kept ?? []).reduce((total, sum) => total + sum.lines, known.length);
  const summed = months.filter(({ account }) => books.pending.get(account.accountId)?.some(isIn(sums)));
  const accountIds = [
    accountId,
    ...summed.flatMap(({ account }) => (account.accountId === accountId ? [] : account.accountId)),
  ];
  const of = { accountIds, currency, ...(perOrder && { purchaseOrder }), left: left ?? [], merged };
  const read = async (start: number, size: number) => {
    const begin = recurring.slice(start, start + size);
    const place = { start: Math.max(0, start - recurring.length), size: size - begin.length };
    if (count === recurring.length || place.size === 0) return begin;
    return [...begin, ...(await amongAdjustments(sql, months, of, behind, place))];
  };
  return { count, currency, read };
}

const isIn =
  (sums: SummedBooks['sums']) =>
  ({ adjustmentId }: Pick<PendingSum, 'adjustmentId'>) =>
    sums.has(adjustmentId);

/** A page of the adjustments, with those lines in between that were not added up. */
async function amongAdjustments(
  sql: Sql,
  months: readonly OpenMonth[],
  of: PendingOf,
  others: readonly ShownLine[],
  { start, size }: LinePlaces,
): Promise<ShownLine[]> {
  const before = await linesBefore(sql, of, others);
  const placed = others.map((line, index) => ({ line, at: index + (before[index] ?? 0) }));
  const here = placed.filter(({ at }) => at >= start && at < start + size);
  const passed = placed.filter(({ at }) => at < start).length;
  const lines: ShownLine[] = await adjustmentLines(sql, months, of, {
    start: start - passed,
    size: size - here.length,
  });
  for (const { line, at } of here) lines.splice(at - start, 0, line);
  return lines;
}

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
