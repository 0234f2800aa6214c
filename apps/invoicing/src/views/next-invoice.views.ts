import { defaultSettings, type InvoicingSettings } from '#domain/invoices/account/account.ts';
import { isPerOrder } from '#domain/invoices/account/document-terms.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import { billedAccountOf, type InvoicingBooks } from '#domain/invoices/books.ts';
import { type DocumentKind, type DraftInvoice, type Invoice, issuedAs } from '#domain/invoices/documents/invoice.ts';
import { draftsIn, type NextInvoices, nextInvoices } from '#domain/invoices/issue.ts';
import { billedBy, monthsOnInvoice } from '#domain/invoices/open/open-months.ts';
import { type Closing, closesAt, closingOf } from '#domain/invoices/review/closing.ts';
import { dateAt, monthAfter, monthOf } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import { cursorKey, pageOf, pageSize } from '#runtime/http/paging.ts';
import { Problem } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type InvoiceView, invoiceView, lineView } from './invoicing.views.ts';
import { type NextLines, whereLinesAre } from './next-lines.views.ts';
import { atOneMoment, summedBooks } from './summed-books.views.ts';

/** The next invoice: as it would be issued, or held for what is missing (I8). */
export interface NextInvoiceView extends InvoiceView {
  /** Of all lines; `lines` has a page of them. */
  readonly lineCount: number;
  readonly nextCursor: string | null;
  readonly state: 'open' | 'held' | 'nothing-to-pay';
  /** What it is issued as; absent while its taxes are not known, and where nothing is issued. */
  readonly document?: DocumentKind;
  /** Of a held one: what it lacks. */
  readonly missing?: readonly Violation[];
  /** The only purchase order that it is about, of an account that gets an invoice for each (I17). */
  readonly purchaseOrder?: string;
  /** Of such an account: the purchase orders of all invoices in this currency; an empty one is of lines that name none. */
  readonly purchaseOrders?: readonly string[];
  /** Whose invoice bears it: this is the account's part of that (I16). */
  readonly billedWith?: string;
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
  { purchaseOrder, ...query }: LinesQuery & { readonly purchaseOrder?: string } = {},
): Promise<NextInvoiceView | undefined> {
  return await atOneMoment(database, async (sql) => {
    return await readNext(sql, accountId, { currency, purchaseOrder, now, settings, query });
  });
}

interface Asked {
  readonly currency: string | undefined;
  /** Of an account that gets an invoice for each purchase order; empty: of lines that name none. */
  readonly purchaseOrder?: string;
  readonly now: string;
  readonly settings: InvoicingSettings;
  readonly query: LinesQuery;
}

/** The same in the transaction at hand. */
export async function readNext(
  sql: Sql,
  accountId: string,
  { currency, purchaseOrder, now, settings, query }: Asked,
): Promise<NextInvoiceView | undefined> {
  const summed = await summedBooks(sql, [accountId]);
  const { books } = summed;
  if (!books.accounts.has(accountId)) return undefined;
  const { view, draft } = nextHead(books, accountId, { currency, purchaseOrder, now, settings });
  if (currency !== undefined && view.currency !== currency) {
    const others = view.currencies.join(', ') || 'none';
    throw new Problem(404, 'Not found', `nothing is to be billed in ${currency}; currencies here: ${others}`);
  }
  if (purchaseOrder !== undefined && (view.purchaseOrder ?? '') !== purchaseOrder) {
    const others = (view.purchaseOrders ?? []).filter(Boolean).join(', ') || 'none';
    throw new Problem(
      404,
      'Not found',
      `nothing is to be billed for purchase order ${purchaseOrder}; those here: ${others}`,
    );
  }
  return await withLines(view, query, draft && whereLinesAre(sql, summed, accountId, draft));
}

/** An invoice of an account as it stands, without its lines: in the currency asked for, in the account's own, or in the first. */
export function nextHead(
  books: InvoicingBooks,
  accountId: string,
  { currency, purchaseOrder, now, settings }: Omit<Asked, 'query'>,
): {
  readonly view: HeadView;
  readonly draft: DraftInvoice | Invoice | undefined;
  /** All in its currency: several of an account that gets one for each purchase order (I17). */
  readonly inCurrency: readonly (DraftInvoice | Invoice)[];
} {
  const account = billedAccountOf(books, accountId);
  const payer = billedBy(books, accountId);
  const openPeriod = monthsOnInvoice(books, accountId)?.period;
  const isDue = openPeriod !== undefined && closesAt(openPeriod, now) === now;
  const next = nextInvoices(books, accountId, settings, isDue ? dateAt(now) : undefined);
  const drafts = draftsIn(next);
  const currencies = [...new Set(drafts.map((draft) => draft.currency))];
  const own = account.ownPrices.at(-1)?.price.currency;
  const wanted = currency ?? (own !== undefined && currencies.includes(own) ? own : currencies[0]);
  const inCurrency = drafts.filter((each) => each.currency === wanted);
  const draft = inCurrency.find((each) => (each.purchaseOrder ?? '') === purchaseOrder) ?? inCurrency[0] ?? drafts[0];
  const period = openPeriod ?? monthAfter(monthOf(dateAt(now, account.timeZone)));
  const head = draft ? headView(draft, next, currencies) : nothingToBill(accountId, period, own ?? null);
  const perOrder = isPerOrder(payer) && inCurrency.length > 0;
  const closing = closingOf({ ...payer, openPeriod }, next, now, settings);
  const view: HeadView = {
    ...head,
    ...(draft?.purchaseOrder && { purchaseOrder: draft.purchaseOrder }),
    ...(perOrder && { purchaseOrders: inCurrency.map((each) => each.purchaseOrder ?? '') }),
    ...(payer.accountId !== accountId && { billedWith: payer.accountId }),
    ...(account.review && payer.accountId === accountId && { review: account.review }),
    ...(closing && { closing }),
  };
  return { draft, view, inCurrency };
}

/** An invoice without its lines. */
type HeadView = Omit<NextInvoiceView, 'lines' | 'lineCount' | 'nextCursor'>;

function headView(draft: DraftInvoice | Invoice, next: NextInvoices, currencies: readonly string[]): HeadView {
  const { lines: _, ...view } = invoiceView({ ...draft, lines: [] }, currencies);
  if (next.state === 'held') return { ...view, state: 'held', missing: next.missing };
  if ('taxes' in draft) return { ...view, state: 'open', document: issuedAs(draft) };
  const zero = formatMinor(0n, draft.currency);
  return { ...view, tax: zero, total: zero, state: 'nothing-to-pay' };
}

/** A page of the lines of an invoice that is not issued, with the totals of all (R17). */
async function withLines(
  invoice: HeadView,
  { cursor, limit }: LinesQuery,
  lines?: NextLines,
): Promise<NextInvoiceView> {
  const size = pageSize(limit, { usual: mostLines, largest: mostLines });
  const { period, currency, purchaseOrder, net } = invoice;
  const lineCount = lines?.count ?? 0;
  const standing = JSON.stringify([period, currency, net, lineCount, ...(purchaseOrder ? [purchaseOrder] : [])]);
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
