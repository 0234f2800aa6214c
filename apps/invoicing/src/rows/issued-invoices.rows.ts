import { billedWith } from '#domain/invoices/account/billed-with.ts';
import { billedAccountOf, type EarlierInvoice, type InvoicingBooks } from '#domain/invoices/books.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { dateAt } from '#domain/values/calendar.ts';
import { anyOf, millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { invoicing } from '../invoicing.tables.ts';
import type { Seller } from '../seller.ts';
import { boughtOf } from './bought-lots.rows.ts';
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
    .select(['reason', 'reason_code', 'rebilled', 'corrects', 'accounted', 'purchase_order'])
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
 * months that were billed (I12). What an account takes back whose lines are on the invoice of another stood on that one's, or before on its own
 * (I16).
 */
export async function loadEarlier(sql: Sql, books: InvoicingBooks, accountIds: readonly string[]): Promise<void> {
  const back = accountIds.flatMap((accountId) =>
    (books.pending.get(accountId) ?? []).filter(({ amountMinor, lot, month, period }) => {
      return amountMinor < 0n && (lot.billing === 'once' || month < period);
    }),
  );
  if (back.length === 0) return;
  const billedTo = (accountId: string) => {
    const account = billedAccountOf(books, accountId);
    return billedWith(books.accounts, account, account.openPeriod ?? '') ?? accountId;
  };
  const asked = new Map(back.map(({ accountId }) => [accountId, billedTo(accountId)]));
  const rows = await sql<EarlierRow>(
    `with ${boughtOf('$1')}
     select billed_to, number, period, currency, purchase_order, array(
         select distinct lot_id from invoicing.adjustment billed
         where billed.account_id = asked.account_id and billed.period = invoice.period and billed.currency = invoice.currency
           and billed.quantity > 0 and billed.lot_id = any($2::text[])
           and (invoice.buyer -> 'documents' ->> 'per' is distinct from 'purchaseOrder'
             or invoice.purchase_order in (coalesce(btrim(billed.cause ->> 'purchaseOrder'), ''), (
             select btrim(document ->> 'purchaseOrder') from invoicing.order_header
             where order_number = substring(billed.cause ->> 'reference' from '^(.*)/[0-9]+$')), (
             select purchase_order from bought where buyer = billed.account_id and of_lot = billed.lot_id)))) as lot_ids
     from rows from (unnest($1::text[]), unnest($3::text[])) as asked (account_id, billed_to)
       join invoicing.invoice on invoice.account_id in (asked.account_id, asked.billed_to)
     where invoice.account_id = any($4::text[]) and document = 'invoice' and invoice_number is null
       and (invoice.account_id = asked.account_id or sites ? asked.account_id) order by position`,
    [
      [...asked.keys()],
      [...new Set(back.map(({ lot }) => lot.lotId))],
      [...asked.values()],
      [...new Set([...asked].flat())],
    ],
  );
  for (const [accountId, of] of Map.groupBy(rows, (row) => row.billed_to)) {
    const earlier = of.map(({ number, period, currency, purchase_order: order, lot_ids: lotIds }) => {
      return { number, period, currency, ...(order !== '' && { purchaseOrder: order }), lotIds };
    });
    books.earlier.set(accountId, withoutTwins(earlier));
  }
}

/** An invoice is named once, with the lots of all accounts that are on it. */
function withoutTwins(earlier: readonly EarlierInvoice[]): readonly EarlierInvoice[] {
  return [...Map.groupBy(earlier, ({ number }) => number).values()].flatMap((twins) => {
    const [first] = twins;
    return first ? { ...first, lotIds: twins.flatMap(({ lotIds }) => lotIds) } : [];
  });
}

interface EarlierRow {
  billed_to: string;
  number: string;
  period: string;
  currency: string;
  purchase_order: string;
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
    ...(row.purchase_order !== '' && { purchaseOrder: row.purchase_order }),
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
