import { defaultSettings, type InvoicingSettings } from '#domain/invoices/account.ts';
import { accountOf, emptyBooks } from '#domain/invoices/books.ts';
import { nextInvoices } from '#domain/invoices/decide.ts';
import type { Invoice, InvoiceLine } from '#domain/invoices/invoice.ts';
import { dateAt, monthAfter, monthOf } from '#domain/values/calendar.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Database } from '#runtime/database.ts';
import { accounts } from './accounts.rows.ts';
import { loadTotals } from './invoicing.store.ts';

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
  readonly taxes: readonly { readonly rate: string; readonly net: string; readonly tax: string }[];
  readonly tax: string;
  readonly total: string;
}

export interface LineView extends Omit<InvoiceLine, 'unitPriceMinor' | 'amountMinor'> {
  readonly unitPrice: string;
  readonly amount: string;
}

/** The next invoice of an account as it stands (I4); undefined for an account that nothing is known of. */
export async function nextInvoice(
  database: Database,
  accountId: string,
  currency: string | undefined,
  now: string,
  settings: InvoicingSettings = defaultSettings,
): Promise<InvoiceView | undefined> {
  const books = emptyBooks();
  await database.transaction(async (sql) => {
    // One moment for all statements: a month that is being closed is seen before it or after it.
    await sql('set transaction isolation level repeatable read, read only');
    for (const account of await accounts(sql, [accountId])) books.accounts.set(accountId, account);
    await loadTotals(sql, books, [accountId]);
  });
  if (!books.accounts.has(accountId)) return undefined;
  const account = accountOf(books, accountId);
  const invoices = nextInvoices(books, accountId, settings);
  const currencies = invoices.map((invoice) => invoice.currency);
  const own = account.ownPrices.at(-1)?.price.currency;
  const wanted = currency ?? (own !== undefined && currencies.includes(own) ? own : currencies[0]);
  const invoice = invoices.find((draft) => draft.currency === wanted) ?? invoices[0];
  if (invoice) return invoiceView(invoice, currencies);
  const period = account.openPeriod ?? monthAfter(monthOf(dateAt(now, account.timeZone)));
  return nothingToBill(accountId, period, own ?? null);
}

/** An invoice in decimal strings. */
export function invoiceView(invoice: Invoice, currencies: readonly string[]): InvoiceView {
  const { accountId, period, currency } = invoice;
  const decimal = (minor: bigint): string => formatMinor(minor, currency);
  return {
    accountId,
    period,
    currency,
    currencies,
    lines: invoice.lines.map(({ unitPriceMinor, amountMinor, ...line }) => ({
      ...line,
      unitPrice: decimal(unitPriceMinor),
      amount: decimal(amountMinor),
    })),
    net: decimal(invoice.netMinor),
    taxes: invoice.taxes.map(({ rate, netMinor, taxMinor }) => ({
      rate,
      net: decimal(netMinor),
      tax: decimal(taxMinor),
    })),
    tax: decimal(invoice.taxMinor),
    total: decimal(invoice.totalMinor),
  };
}

function nothingToBill(accountId: string, period: string, currency: string | null): InvoiceView {
  const zero = currency === null ? '0' : formatMinor(0n, currency);
  return { accountId, period, currency, currencies: [], lines: [], net: zero, taxes: [], tax: zero, total: zero };
}
