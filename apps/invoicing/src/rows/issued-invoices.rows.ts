import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { dateAt } from '#domain/values/calendar.ts';
import { anyOf, millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { invoicing } from '../invoicing.tables.ts';
import type { Seller } from '../seller.ts';
import { issuedLine } from './line-row.ts';

/** Issued documents, read back as they were issued. */

/** An issued document with whoever issued it. */
export interface StoredInvoice extends IssuedInvoice {
  readonly seller: Seller;
}

/** Rows of issued documents, without their lines. */
export const issuedRows = (sql: Sql) =>
  invoicing(sql)
    .selectFrom('invoice')
    .select(['number', 'position', 'document', 'account_id', 'account_name', 'period', 'currency', 'taxes', 'due_on'])
    .select(['net_minor as net', 'tax_minor as tax', 'total_minor as total', 'buyer', 'seller', 'invoice_number'])
    .select(['reason', 'reason_code', 'rebilled', 'corrects', 'accounted'])
    .select(({ ref }) => millisOf(ref('issued_at')).as('issued_at'));

export type IssuedRow = Awaited<ReturnType<ReturnType<typeof issuedRows>['executeTakeFirstOrThrow']>>;

/** Documents with their lines, by number. */
export async function issuedInvoices(sql: Sql, numbers: readonly string[]): Promise<StoredInvoice[]> {
  const rows = await issuedRows(sql).select('lines').where('number', '=', anyOf(numbers)).execute();
  return rows.map((row) => issuedOf(row, row.lines.map(issuedLine)));
}

/**
 * The document that a mail brings.
 * @throws Error when there is none
 */
export async function invoiceOfMail(sql: Sql, messageId: string): Promise<StoredInvoice> {
  const rows = await invoicing(sql).selectFrom('mail').select('number').where('message_id', '=', messageId).execute();
  const [issued] = await issuedInvoices(
    sql,
    rows.map(({ number }) => number),
  );
  if (!issued) throw new Error(`there is no document of mail ${messageId}`);
  return issued;
}

/** Reads the documents that are to be credited into the books, and by what they were credited before. */
export async function loadIssued(
  sql: Sql,
  books: Pick<InvoicingBooks, 'issued' | 'credited'>,
  numbers: readonly string[],
): Promise<void> {
  if (numbers.length === 0) return;
  for (const issued of await issuedInvoices(sql, numbers)) books.issued.set(issued.number, issued);
  const rows = await issuedRows(sql)
    .select('lines')
    .where('invoice_number', '=', anyOf(numbers))
    .orderBy('position')
    .execute();
  for (const row of rows) {
    const invoice = row.invoice_number ?? '';
    const before = books.credited.get(invoice) ?? [];
    books.credited.set(invoice, [...before, issuedOf(row, row.lines.map(issuedLine))]);
  }
}

/**
 * Reads into the books what was issued before to accounts that take something back of it: of licenses that are paid once, or of
 * months that were billed (I12).
 */
export async function loadEarlier(sql: Sql, books: InvoicingBooks, accountIds: readonly string[]): Promise<void> {
  const back = accountIds.flatMap((accountId) =>
    (books.pending.get(accountId) ?? []).filter(({ amountMinor, lot, month, period }) => {
      return amountMinor < 0n && (lot.billing === 'once' || month < period);
    }),
  );
  if (back.length === 0) return;
  const rows = await sql<EarlierRow>(
    `select account_id, number, period, currency, array(
         select distinct lot_id from invoicing.adjustment billed
         where billed.account_id = invoice.account_id and billed.period = invoice.period and billed.currency = invoice.currency
           and billed.quantity > 0 and billed.lot_id = any($2::text[])) as lot_ids
     from invoicing.invoice where account_id = any($1::text[]) and document = 'invoice' order by position`,
    [[...new Set(back.map(({ accountId }) => accountId))], [...new Set(back.map(({ lot }) => lot.lotId))]],
  );
  for (const [accountId, of] of Map.groupBy(rows, (row) => row.account_id)) {
    const earlier = of.map(({ number, period, currency, lot_ids: lotIds }) => ({ number, period, currency, lotIds }));
    books.earlier.set(accountId, earlier);
  }
}

interface EarlierRow {
  account_id: string;
  number: string;
  period: string;
  currency: string;
  lot_ids: string[];
}

/** A row as the document that was issued. */
export function issuedOf(row: IssuedRow, lines: readonly InvoiceLine[]): StoredInvoice {
  return {
    number: row.number,
    document: row.document,
    accountId: row.account_id,
    period: row.period,
    currency: row.currency,
    lines,
    netMinor: BigInt(row.net),
    taxes: row.taxes.map(({ rate, net, tax, category, ...reason }) => ({
      rate,
      netMinor: BigInt(net),
      taxMinor: BigInt(tax),
      ...(category && { treatment: { category, ...reason } }),
    })),
    taxMinor: BigInt(row.tax),
    totalMinor: BigInt(row.total),
    issuedAt: row.issued_at,
    issuedOn: dateAt(row.issued_at),
    ...(row.due_on !== null && { dueOn: row.due_on }),
    buyer: row.buyer,
    seller: row.seller,
    ...(row.invoice_number !== null && { invoiceNumber: row.invoice_number }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.corrects !== null && { corrects: row.corrects }),
    ...(row.accounted !== null && { accounted: { ...row.accounted, taxMinor: BigInt(row.accounted.taxMinor) } }),
    ...(row.reason_code !== null && { reasonCode: row.reason_code }),
    ...(row.rebilled !== null && { rebilled: row.rebilled }),
  };
}
