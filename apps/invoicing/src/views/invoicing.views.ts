import { defaultSettings, type InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { TaxTreatment } from '#domain/invoices/account/tax-category.ts';
import { accountOf, emptyBooks, type InvoicingBooks } from '#domain/invoices/books.ts';
import type { DraftInvoice, Invoice } from '#domain/invoices/documents/invoice.ts';
import { nextInvoices } from '#domain/invoices/issue.ts';
import type { DraftLine } from '#domain/invoices/owed/line.ts';
import { dateAt, monthAfter, monthOf } from '#domain/values/calendar.ts';
import { formatMinor, formatShare } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import { cursorKey, pageOf, pageSize } from '#runtime/http/paging.ts';
import { Problem } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { loadTotals } from '../invoicing.store.ts';
import { accounts } from '../rows/accounts.rows.ts';

/** An invoice as people and programs read it: amounts are decimal strings in its currency. */
export interface InvoiceView {
  readonly accountId: string;
  readonly period: string;
  /** Null when nothing is to be billed and the account has no currency of its own. */
  readonly currency: string | null;
  /** In which else the account has an invoice of this period. */
  readonly currencies: readonly string[];
  readonly lines: readonly LineView[];
  readonly net: string;
  readonly taxes: readonly (Partial<TaxTreatment> & {
    readonly rate: string;
    readonly net: string;
    readonly tax: string;
  })[];
  /** Null while the invoice is held: an unknown tax is none of 0. */
  readonly tax: string | null;
  readonly total: string | null;
}

/** The next invoice: as it would be issued, or held for what is missing (I8). */
export interface NextInvoiceView extends InvoiceView {
  /** Of all lines; `lines` has a page of them. */
  readonly lineCount: number;
  readonly nextCursor: string | null;
  readonly state: 'open' | 'held' | 'nothing-to-pay';
  /** Of a held one: what it lacks. */
  readonly missing?: readonly Violation[];
}

export interface LineView extends Omit<DraftLine, 'unitPriceMinor' | 'amountMinor' | 'suppliedOn'> {
  readonly unitPrice: string;
  readonly amount: string;
}

/** The next invoice with all its lines. */
type WholeNextInvoice = Omit<NextInvoiceView, 'lineCount' | 'nextCursor'>;

export interface LinesQuery {
  readonly cursor?: string;
  readonly limit?: string;
}

const mostLines = 5000;

/**
 * A page of the lines of an invoice that is not issued, with the totals of all (R17).
 * @throws Problem 409 when it is another invoice than that of the page before
 */
export function linesOf(invoice: WholeNextInvoice, { cursor, limit }: LinesQuery = {}): NextInvoiceView {
  const size = pageSize(limit, { usual: mostLines, largest: mostLines });
  const { lines, period, currency, net } = invoice;
  const standing = JSON.stringify([period, currency, net, lines.length]);
  const [from, before] = cursorKey(cursor, ['number', 'text']) ?? ['0', standing];
  if (before !== standing) {
    const detail = 'the invoice is another one than when the lines before were read; begin anew, without a cursor';
    throw new Problem(409, 'Conflict', detail);
  }
  const start = Math.max(0, Number(from));
  const places = lines.slice(start, start + size + 1).map((line, index) => ({ line, next: `${start + index + 1}` }));
  const { items, nextCursor } = pageOf(places, size, ({ next }) => [next, standing]);
  return { ...invoice, lines: items.map(({ line }) => line), lineCount: lines.length, nextCursor };
}

/** Books with what the next invoice of an account is made of. */
export async function nextBooks(database: Database, accountId: string): Promise<InvoicingBooks> {
  const books = emptyBooks();
  await database.transaction(async (sql) => {
    // One moment for all statements: a month that is being closed is seen before it or after it.
    await sql('set transaction isolation level repeatable read, read only');
    for (const account of await accounts(sql, [accountId])) books.accounts.set(accountId, account);
    await loadTotals(sql, books, [accountId]);
  });
  return books;
}

/** The next invoice of an account as it stands (I4); undefined for an account that nothing is known of. */
export async function nextInvoice(
  database: Database,
  accountId: string,
  currency: string | undefined,
  now: string,
  settings: InvoicingSettings = defaultSettings,
): Promise<WholeNextInvoice | undefined> {
  const books = await nextBooks(database, accountId);
  if (!books.accounts.has(accountId)) return undefined;
  const account = accountOf(books, accountId);
  const next = nextInvoices(books, accountId, settings);
  const drafts: readonly (DraftInvoice | Invoice)[] =
    next.state === 'held' ? next.drafts : [...next.invoices, ...next.nothingToPay];
  const currencies = drafts.map((draft) => draft.currency);
  const own = account.ownPrices.at(-1)?.price.currency;
  const wanted = currency ?? (own !== undefined && currencies.includes(own) ? own : currencies[0]);
  const draft = drafts.find((each) => each.currency === wanted) ?? drafts[0];
  if (draft && next.state === 'held')
    return { ...invoiceView(draft, currencies), state: 'held', missing: next.missing };
  if (draft && 'taxes' in draft) return { ...invoiceView(draft, currencies), state: 'open' };
  if (draft) {
    const zero = formatMinor(0n, draft.currency);
    return { ...invoiceView(draft, currencies), tax: zero, total: zero, state: 'nothing-to-pay' };
  }
  const period = account.openPeriod ?? monthAfter(monthOf(dateAt(now, account.timeZone)));
  return nothingToBill(accountId, period, own ?? null);
}

/** An invoice in decimal strings; of a draft without its tax, neither tax nor total. */
export function invoiceView(invoice: DraftInvoice | Invoice, currencies: readonly string[]): InvoiceView {
  const { accountId, period, currency } = invoice;
  const decimal = (minor: bigint): string => formatMinor(minor, currency);
  const known = 'taxes' in invoice ? invoice : undefined;
  return {
    accountId,
    period,
    currency,
    currencies,
    lines: invoice.lines.map((line) => lineView(line, currency)),
    net: decimal(invoice.netMinor),
    taxes: (known?.taxes ?? []).map(({ rate, netMinor, taxMinor, treatment }) => ({
      rate,
      ...treatment,
      net: decimal(netMinor),
      tax: decimal(taxMinor),
    })),
    tax: known ? decimal(known.taxMinor) : null,
    total: known ? decimal(known.totalMinor) : null,
  };
}

function lineView(line: Omit<DraftLine, 'suppliedOn'> & { readonly suppliedOn?: string }, currency: string): LineView {
  const { unitPriceMinor, amountMinor, suppliedOn: _, ...rest } = line;
  return {
    ...rest,
    unitPrice: formatShare(unitPriceMinor, currency, line.share),
    amount: formatMinor(amountMinor, currency),
  };
}

function nothingToBill(accountId: string, period: string, currency: string | null): WholeNextInvoice {
  const zero = currency === null ? '0' : formatMinor(0n, currency);
  const state = 'open';
  return {
    state,
    accountId,
    period,
    currency,
    currencies: [],
    lines: [],
    net: zero,
    taxes: [],
    tax: zero,
    total: zero,
  };
}
