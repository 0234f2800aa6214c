import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { DraftInvoice, Invoice } from '#domain/invoices/documents/invoice.ts';
import { draftsIn, type NextInvoices } from '#domain/invoices/issue.ts';
import { type PlannedChange, plannedInvoices } from '#domain/invoices/preview.ts';
import { formatMinor } from '#domain/values/money.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { atOneMoment, summedBooks } from './summed-books.views.ts';

/** What the next invoice comes to in one currency, in decimal strings. */
export interface TotalsView {
  readonly state: 'open' | 'held' | 'nothing-to-pay';
  readonly net: string;
  /** Null while the invoice is held. */
  readonly tax: string | null;
  readonly total: string | null;
}

export interface PlannedView {
  readonly accountId: string;
  readonly period: string;
  readonly invoices: readonly { readonly currency: string; readonly before: TotalsView; readonly after: TotalsView }[];
}

/** The next invoices of an account now and with the changes of a plan; undefined for an account that nothing is known of. */
export async function planned(
  database: Database,
  accountId: string,
  changes: readonly PlannedChange[],
  now: string,
  settings: InvoicingSettings,
): Promise<PlannedView | undefined> {
  const { books } = await atOneMoment(database, async (sql) => await summedBooks(sql, [accountId]));
  if (!books.accounts.has(accountId)) return undefined;
  const { period, before, after } = plannedInvoices(books, accountId, changes, now, settings);
  const currencies = [...new Set([...totalsOf(before).keys(), ...totalsOf(after).keys()])].sort();
  const invoices = currencies.map((currency) => {
    const none: TotalsView = { state: 'nothing-to-pay', ...zero(currency) };
    return {
      currency,
      before: totalsOf(before).get(currency) ?? none,
      after: totalsOf(after).get(currency) ?? none,
    };
  });
  return { accountId, period, invoices };
}

/** By currency. */
function totalsOf(next: NextInvoices): Map<string, TotalsView> {
  const byCurrency = Map.groupBy(draftsIn(next), ({ currency }) => currency);
  const isHeld = next.state === 'held';
  return new Map([...byCurrency].map(([currency, of]) => [currency, addedUp(of, currency, isHeld)]));
}

/** Invoices of one currency, added up: an account that gets one for each purchase order has several (I17). */
export function addedUp(of: readonly (DraftInvoice | Invoice)[], currency: string, isHeld: boolean): TotalsView {
  if (isHeld) {
    const netMinor = of.reduce((sum, each) => sum + each.netMinor, 0n);
    return { state: 'held', net: formatMinor(netMinor, currency), tax: null, total: null };
  }
  const invoices = of.flatMap((each) => ('totalMinor' in each ? each : []));
  if (invoices.length === 0) return { state: 'nothing-to-pay', ...zero(currency) };
  const [net = '', tax = '', total = ''] = (['netMinor', 'taxMinor', 'totalMinor'] as const).map((amount) => {
    const minor = invoices.reduce((sum, each) => sum + each[amount], 0n);
    return formatMinor(minor, currency);
  });
  return { state: 'open', net, tax, total };
}

function zero(currency: string) {
  const nothing = formatMinor(0n, currency);
  return { net: nothing, tax: nothing, total: nothing };
}
