import { issuedLanguage } from '#documents/languages/languages.ts';
import { treatmentOf } from '#domain/invoices/account/tax-category.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import { firstDayOf } from '#domain/values/billing.ts';
import { monthAfter } from '#domain/values/calendar.ts';
import { columnLists } from '#runtime/postgres/column-lists.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Seller } from '../seller.ts';
import { lineRow } from './line-row.ts';

/** Issued invoices as rows, the numbers that they are given, and what closing a month does to the running totals. */

/** The last number used of every series, locked until the commit: numbers are given by one transaction at a time (I3). */
export async function lastNumbers(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ series: string; last_number: number }>(
    'select series, last_number from invoicing.number_series order by series for update',
  );
  return new Map(rows.map((row) => [row.series, row.last_number]));
}

/** The numbers that documents were given are no longer the next ones: whoever decided so decides anew. */
export class NumbersTaken extends Error {}

/**
 * Writes the numbers that documents were given as used: the next ones of their series, or nothing at all (I3). Waits for whoever
 * gave numbers before and has not committed yet; later documents wait in turn.
 * @throws NumbersTaken where other documents were given them
 */
export async function saveNumbers(sql: Sql, documents: readonly Pick<IssuedInvoice, 'number'>[]): Promise<void> {
  const given = Map.groupBy(documents.map(numberOf), ({ series }) => series);
  if (given.size === 0) return;
  const used = [...given].map(([series, of]) => [series, of.map(({ place }) => place)] as const);
  const rows = await sql(
    `insert into invoicing.number_series (series, last_number)
     select series, last from unnest($1::text[], $2::int[]) as used (series, last) order by series
     on conflict (series) do update set last_number = excluded.last_number
       where number_series.series || ' ' || number_series.last_number = any($3::text[])
     returning series`,
    [
      used.map(([series]) => series),
      used.map(([, places]) => Math.max(...places)),
      used.map(([series, places]) => `${series} ${Math.min(...places) - 1}`),
    ],
  );
  if (rows.length < used.length) throw new NumbersTaken('the numbers of a batch were given to other documents');
}

function numberOf({ number }: Pick<IssuedInvoice, 'number'>): { readonly series: string; readonly place: number } {
  const split = number.lastIndexOf('-');
  return { series: number.slice(0, split), place: Number(number.slice(split + 1)) };
}

// The language that there is: the document stays in it when there are more (I3).
function writtenFor({ documents, ...buyer }: IssuedInvoice['buyer']): IssuedInvoice['buyer'] {
  const { language: read, ...terms } = documents ?? {};
  const language = issuedLanguage(read);
  const kept = { ...terms, ...(language && { language }) };
  return Object.keys(kept).length > 0 ? { ...buyer, documents: kept } : buyer;
}

/** The accounts whose lines are on a document beside its own (I16); undefined where there are none. */
function sitesOn({ lines }: IssuedInvoice): readonly string[] | undefined {
  const sites = new Set<string>();
  for (const { site } of lines) if (site) sites.add(site.accountId);
  return sites.size > 0 ? [...sites] : undefined;
}

/** An issued document, and who it is from. */
interface Written {
  readonly invoice: IssuedInvoice;
  readonly seller: Seller;
  /** The seller as JSON: the same for all of a batch. */
  readonly from: string;
}

const document = columnLists<Written>({
  number: ['text', ({ invoice }) => invoice.number],
  document: ['text', ({ invoice }) => invoice.document],
  account_id: ['text', ({ invoice }) => invoice.accountId],
  account_name: ['text', ({ invoice }) => invoice.buyer.name],
  period: ['text', ({ invoice }) => invoice.period],
  currency: ['text', ({ invoice }) => invoice.currency],
  purchase_order: ['text', ({ invoice }) => invoice.purchaseOrder ?? ''],
  sites: ['jsonb', ({ invoice }) => JSON.stringify(sitesOn(invoice))],
  net_minor: ['numeric', ({ invoice }) => invoice.netMinor.toString()],
  taxes: ['jsonb', (written) => JSON.stringify(taxesOf(written))],
  tax_minor: ['numeric', ({ invoice }) => invoice.taxMinor.toString()],
  total_minor: ['numeric', ({ invoice }) => invoice.totalMinor.toString()],
  issued_at: ['timestamptz', ({ invoice }) => invoice.issuedAt],
  due_on: ['date', ({ invoice }) => invoice.dueOn],
  buyer: ['jsonb', ({ invoice }) => JSON.stringify(writtenFor(invoice.buyer))],
  seller: ['jsonb', ({ from }) => from],
  lines: ['jsonb', ({ invoice }) => JSON.stringify(invoice.lines.map(lineRow))],
  invoice_number: ['text', ({ invoice }) => invoice.invoiceNumber],
  reason: ['text', ({ invoice }) => invoice.reason],
  reason_code: ['text', ({ invoice }) => invoice.reasonCode],
  rebilled: ['boolean', ({ invoice }) => invoice.rebilled],
  corrects: ['jsonb', ({ invoice }) => JSON.stringify(invoice.corrects)],
  accounted: [
    'jsonb',
    ({ invoice: { accounted } }) => JSON.stringify(accounted && { ...accounted, taxMinor: `${accounted.taxMinor}` }),
  ],
});

function taxesOf({ invoice: { taxes, buyer }, seller }: Written) {
  return taxes.map(({ rate, netMinor, taxMinor, treatment }) => ({
    rate,
    net: `${netMinor}`,
    tax: `${taxMinor}`,
    ...(treatment ?? treatmentOf(rate, seller, { ...buyer, vatId: buyer.taxId })),
  }));
}

/** Adds issued documents with their lines. A number or a month of an account that is there already undoes the batch. */
export async function insertInvoices(sql: Sql, invoices: readonly IssuedInvoice[], seller: Seller): Promise<void> {
  if (invoices.length === 0) return;
  const from = JSON.stringify(seller);
  await sql(
    `insert into invoicing.invoice (${document.names}) select ${document.read} from ${document.rows}`,
    document.parametersOf(invoices.map((invoice) => ({ invoice, seller, from }))),
  );
}

/**
 * Adds what recurs of the adjustments of closed periods to the running totals, by lot and by what an invoice tells apart, and
 * drops totals that will bill nothing any more: of nothing left, or of lots that end before the next period begins.
 */
export async function addToRecurring(
  sql: Sql,
  closed: readonly { readonly accountId: string; readonly period: string }[],
): Promise<void> {
  if (closed.length === 0) return;
  const parameters = [closed.map(({ accountId }) => accountId), closed.map(({ period }) => period)];
  const periods = 'unnest($1::text[], $2::text[]) as closed (account_id, period)';
  for (const { table, key, columns } of recurringTables) {
    await sql(
      `insert into invoicing.${table} (${columns}, quantity)
       select ${columns}, sum(quantity) from (
         select account_id, lot_id, sku, name, coalesce(ends_on, 'infinity') as ends_on, currency, price_minor, quantity
         from invoicing.adjustment join ${periods} using (account_id, period) join invoicing.lot using (lot_id) where recurs
       ) recurring
       group by ${columns} on conflict (${key}) do update set quantity = ${table}.quantity + excluded.quantity`,
      parameters,
    );
    // Each condition is that of an index: what stays is not looked at.
    for (const gone of ['quantity = 0', `ends_on < 'infinity' and ends_on < closed.next::date`]) {
      await sql(
        `delete from invoicing.${table} held using unnest($1::text[], $2::text[]) as closed (account_id, next)
         where held.account_id = closed.account_id and ${gone}`,
        [parameters[0], closed.map(({ period }) => firstDayOf(monthAfter(period)))],
      );
    }
  }
}

/** What the running totals are kept by; a lot's end is not of its key, because a lot has only one. */
const recurringTables = [
  {
    table: 'recurring_lot',
    key: 'account_id, lot_id, currency, price_minor',
    columns: 'account_id, lot_id, currency, price_minor, ends_on',
  },
  {
    table: 'recurring_total',
    key: 'account_id, sku, name, currency, price_minor, ends_on',
    columns: 'account_id, sku, name, currency, price_minor, ends_on',
  },
] as const;
