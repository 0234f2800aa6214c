import { type BilledAccount, defaultSettings, type InvoicingSettings } from '#domain/invoices/account/account.ts';
import { asksForReferences, documentTermsOf } from '#domain/invoices/account/document-terms.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import { billedAccountOf, emptyBooks, type InvoicingBooks } from '#domain/invoices/books.ts';
import { adjustmentLine, type DraftInvoice, draftInvoices, type Invoice } from '#domain/invoices/documents/invoice.ts';
import { referencesOf } from '#domain/invoices/documents/references.ts';
import { type NextInvoices, nextInvoices } from '#domain/invoices/issue.ts';
import type { DraftLine } from '#domain/invoices/owed/line.ts';
import { mergedLine } from '#domain/invoices/owed/merged-lines.ts';
import { type Closing, closesAt, closingOf } from '#domain/invoices/review/closing.ts';
import { dateAt, monthAfter, monthOf } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import { cursorKey, pageOf, pageSize } from '#runtime/http/paging.ts';
import { Problem } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accounts } from '../rows/accounts.rows.ts';
import { recurringTotals } from '../rows/invoicing.rows.ts';
import { adjustmentsById, pendingAdjustments } from '../rows/pending.rows.ts';
import {
  type LinePlaces,
  type PendingOf,
  type PendingSum,
  pendingLines,
  pendingSums,
} from '../rows/pending-sums.rows.ts';
import { type InvoiceView, invoiceView, lineView } from './invoicing.views.ts';

/** The next invoice: as it would be issued, or held for what is missing (I8). */
export interface NextInvoiceView extends InvoiceView {
  /** Of all lines; `lines` has a page of them. */
  readonly lineCount: number;
  readonly nextCursor: string | null;
  readonly state: 'open' | 'held' | 'nothing-to-pay';
  /** Of a held one: what it lacks. */
  readonly missing?: readonly Violation[];
  /** It is a draft that waits for its issue (I15). */
  readonly review?: InvoiceReview;
  /** What the monthly run would do with it (I13); absent where nothing is open. */
  readonly closing?: Closing;
}

export interface LinesQuery {
  readonly cursor?: string;
  readonly limit?: string;
}

const mostLines = 5000;

/** What the next invoices of accounts are made of, with the sums of their adjustments in place of these (R17). */
export interface SummedBooks {
  readonly books: InvoicingBooks;
  readonly sums: ReadonlyMap<string, PendingSum>;
}

/** The books of the next invoices of accounts: for totals. The lines of what does not recur are none that an invoice has. */
export async function summedBooks(sql: Sql, accountIds: readonly string[]): Promise<SummedBooks> {
  const books = emptyBooks();
  for (const account of await accounts(sql, accountIds)) books.accounts.set(account.accountId, account);
  const totals = await recurringTotals(sql, accountIds);
  for (const accountId of accountIds) books.totals.set(accountId, totals.get(accountId) ?? []);
  const sums = await pendingSums(sql, accountIds);
  for (const [accountId, of] of Map.groupBy(sums, (sum) => sum.accountId)) books.pending.set(accountId, of);
  await loadReferences(sql, books);
  return { books, sums: new Map(sums.map((sum) => [sum.adjustmentId, sum])) };
}

/** Sums say no order numbers: whose format asks for them and who has no reference of its own is read line by line. */
async function loadReferences(sql: Sql, books: InvoicingBooks): Promise<void> {
  const asked = [...books.accounts.values()].filter((account) => asksForReferences(documentTermsOf(account)));
  if (asked.length === 0) return;
  const pending = Map.groupBy(
    await pendingAdjustments(
      sql,
      asked.map(({ accountId }) => accountId),
    ),
    ({ accountId }) => accountId,
  );
  for (const account of asked) {
    const { accountId, openPeriod = '' } = account;
    const totals = books.totals.get(accountId) ?? [];
    const drafts = draftInvoices(account, openPeriod, totals, pending.get(accountId) ?? [], books.settings.proration);
    const references = drafts.map(({ currency, lines }) => [currency, referencesOf(lines)] as const);
    books.references.set(accountId, new Map(references));
  }
}

/** Runs `read` at one moment for all statements: a month that is being closed is seen before it or after it. */
export async function atOneMoment<Result>(database: Database, read: (sql: Sql) => Promise<Result>): Promise<Result> {
  return await database.transaction(async (sql) => {
    await sql('set transaction isolation level repeatable read, read only');
    return await read(sql);
  });
}

/**
 * The next invoice of an account as it stands (I4), with a page of its lines and the totals of all (R17); undefined for an account
 * that nothing is known of.
 *
 * @throws Problem 404 when nothing is to be billed in the currency, 409 when it is another invoice than that of the page before
 */
export async function nextInvoice(
  database: Database,
  accountId: string,
  currency: string | undefined,
  now: string,
  settings: InvoicingSettings = defaultSettings,
  query: LinesQuery = {},
): Promise<NextInvoiceView | undefined> {
  return await atOneMoment(database, async (sql) => {
    return await readNext(sql, accountId, { currency, now, settings, query });
  });
}

interface Asked {
  readonly currency: string | undefined;
  readonly now: string;
  readonly settings: InvoicingSettings;
  readonly query: LinesQuery;
}

/** The same in the transaction at hand. */
export async function readNext(
  sql: Sql,
  accountId: string,
  { currency, now, settings, query }: Asked,
): Promise<NextInvoiceView | undefined> {
  const { books, sums } = await summedBooks(sql, [accountId]);
  if (!books.accounts.has(accountId)) return undefined;
  const { view, draft } = nextHead(books, accountId, { currency, now, settings });
  if (currency !== undefined && view.currency !== currency) {
    const others = view.currencies.join(', ') || 'none';
    throw new Problem(404, 'Not found', `nothing is to be billed in ${currency}; currencies here: ${others}`);
  }
  const account = billedAccountOf(books, accountId);
  return await withLines(view, query, draft && whereLinesAre(sql, account, draft, sums));
}

/** An invoice of an account as it stands, without its lines: in the currency asked for, in the account's own, or in the first. */
export function nextHead(
  books: InvoicingBooks,
  accountId: string,
  { currency, now, settings }: Omit<Asked, 'query'>,
): { readonly view: HeadView; readonly draft: DraftInvoice | Invoice | undefined } {
  const account = billedAccountOf(books, accountId);
  const isDue = account.openPeriod !== undefined && closesAt(account.openPeriod, now) === now;
  const next = nextInvoices(books, accountId, settings, isDue ? dateAt(now) : undefined);
  const drafts = draftsOf(next);
  const currencies = drafts.map((draft) => draft.currency);
  const own = account.ownPrices.at(-1)?.price.currency;
  const wanted = currency ?? (own !== undefined && currencies.includes(own) ? own : currencies[0]);
  const draft = drafts.find((each) => each.currency === wanted) ?? drafts[0];
  const period = account.openPeriod ?? monthAfter(monthOf(dateAt(now, account.timeZone)));
  const head = draft ? headView(draft, next, currencies) : nothingToBill(accountId, period, own ?? null);
  const closing = closingOf(account, next, now, settings);
  return { draft, view: { ...head, ...(account.review && { review: account.review }), ...(closing && { closing }) } };
}

function draftsOf(next: NextInvoices): readonly (DraftInvoice | Invoice)[] {
  return next.state === 'held' ? next.drafts : [...next.invoices, ...next.nothingToPay];
}

/** An invoice without its lines. */
type HeadView = Omit<NextInvoiceView, 'lines' | 'lineCount' | 'nextCursor'>;

function headView(draft: DraftInvoice | Invoice, next: NextInvoices, currencies: readonly string[]): HeadView {
  const { lines: _, ...view } = invoiceView({ ...draft, lines: [] }, currencies);
  if (next.state === 'held') return { ...view, state: 'held', missing: next.missing };
  if ('taxes' in draft) return { ...view, state: 'open' };
  const zero = formatMinor(0n, draft.currency);
  return { ...view, tax: zero, total: zero, state: 'nothing-to-pay' };
}

/** The lines of an invoice: how many, and those from a place on. */
interface Lines {
  readonly count: number;
  readonly currency: string;
  read(start: number, size: number): Promise<readonly Omit<DraftLine, 'suppliedOn'>[]>;
}

/** The lines of an invoice of sums: first what recurs, which is few, then what the adjustments are. */
function whereLinesAre(
  sql: Sql,
  account: BilledAccount,
  { currency, lines }: DraftInvoice | Invoice,
  sums: ReadonlyMap<string, PendingSum>,
): Lines {
  const recurring = lines.filter(({ kind }) => kind === 'recurring');
  const billed = new Set(lines.flatMap(({ adjustmentId }) => adjustmentId ?? []));
  const ofCurrency = [...sums.values()].filter(({ lot }) => lot.price.currency === currency);
  const [kept, left] = [true, false].map((is) => ofCurrency.filter((sum) => billed.has(sum.adjustmentId) === is));
  const count = (kept ?? []).reduce((total, sum) => total + sum.lines, recurring.length);
  const read = async (start: number, size: number) => {
    const first = recurring.slice(start, start + size);
    const place = { start: Math.max(0, start - recurring.length), size: size - first.length };
    const of = { accountId: account.accountId, currency, left: left ?? [] };
    return [...first, ...(count > recurring.length ? await adjustmentLines(sql, account, of, place) : [])];
  };
  return { count, currency, read };
}

async function adjustmentLines(
  sql: Sql,
  account: BilledAccount,
  of: PendingOf,
  place: LinePlaces,
): Promise<DraftLine[]> {
  const pending = await pendingLines(sql, of, place);
  const ids = pending.map(({ adjustmentId }) => adjustmentId);
  const byId = new Map((await adjustmentsById(sql, ids)).map((each) => [each.adjustmentId, each]));
  return pending.flatMap(({ adjustmentId, sum }) => {
    const adjustment = byId.get(adjustmentId);
    if (!adjustment) return [];
    const line = adjustmentLine(adjustment, account);
    return sum ? mergedLine(line, sum) : line;
  });
}

/** A page of the lines of an invoice that is not issued, with the totals of all (R17). */
async function withLines(invoice: HeadView, { cursor, limit }: LinesQuery, lines?: Lines): Promise<NextInvoiceView> {
  const size = pageSize(limit, { usual: mostLines, largest: mostLines });
  const { period, currency, net } = invoice;
  const lineCount = lines?.count ?? 0;
  const standing = JSON.stringify([period, currency, net, lineCount]);
  const [from, before] = cursorKey(cursor, ['number', 'text']) ?? ['0', standing];
  if (before !== standing) {
    const detail = 'the invoice is another one than when the lines before were read; begin anew, without a cursor';
    throw new Problem(409, 'Conflict', detail);
  }
  const start = Math.max(0, Number(from));
  const read = lines ? await lines.read(start, size + 1) : [];
  const places = read.map((line, index) => ({ line, next: `${start + index + 1}` }));
  const { items, nextCursor } = pageOf(places, size, ({ next }) => [next, standing]);
  const shown = items.map(({ line }) => lineView(line, lines?.currency ?? ''));
  return { ...invoice, lines: shown, lineCount, nextCursor };
}

function nothingToBill(accountId: string, period: string, currency: string | null): HeadView {
  const zero = currency === null ? '0' : formatMinor(0n, currency);
  const state = 'open';
  return {
    state,
    accountId,
    period,
    currency,
    currencies: [],
    net: zero,
    taxes: [],
    tax: zero,
    total: zero,
  };
}
