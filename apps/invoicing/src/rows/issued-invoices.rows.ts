import type { Buyer } from '#domain/invoices/account/account.ts';
import type { TaxTreatment } from '#domain/invoices/account/tax-category.ts';
import type { InvoicingBooks, IssuedInvoice } from '#domain/invoices/books.ts';
import type { CreditReason } from '#domain/invoices/documents/credit-note.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { dateAt } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Seller } from '../seller.ts';

/** Issued documents, read back as they were issued. */

/** An issued document with whoever issued it. */
export interface StoredInvoice extends IssuedInvoice {
  readonly seller: Seller;
}

export interface IssuedRow {
  number: string;
  position: string;
  document: IssuedInvoice['document'];
  account_id: string;
  account_name: string;
  period: string;
  currency: string;
  net: string;
  taxes: ({ rate: string; net: string; tax: string } & Partial<TaxTreatment>)[];
  tax: string;
  total: string;
  issued_at: string;
  due_on: string | null;
  buyer: Buyer;
  seller: Seller;
  invoice_number: string | null;
  reason: string | null;
  corrects: readonly string[] | null;
  reason_code: CreditReason | null;
  rebilled: boolean | null;
}

export const issuedColumns = `number, position::text as position, document, account_id, account_name, period, currency,
  net_minor::text as net, taxes, tax_minor::text as tax, total_minor::text as total, due_on::text as due_on, buyer, seller,
  invoice_number, reason, reason_code, rebilled, corrects,
  to_char(issued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as issued_at`;

/** Documents with their lines, by number. */
export async function issuedInvoices(sql: Sql, numbers: readonly string[]): Promise<StoredInvoice[]> {
  const rows = await sql<IssuedRow & { lines: LineRow[] }>(
    `select ${issuedColumns}, lines from invoicing.invoice where number = any($1::text[])`,
    [numbers],
  );
  return rows.map((row) => issuedOf(row, row.lines.map(lineOf)));
}

/**
 * The document that a mail brings.
 * @throws Error when there is none
 */
export async function invoiceOfMail(sql: Sql, messageId: string): Promise<StoredInvoice> {
  const rows = await sql<{ number: string }>('select number from invoicing.mail where message_id = $1', [messageId]);
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
  const rows = await sql<IssuedRow & { lines: LineRow[] }>(
    `select ${issuedColumns}, lines from invoicing.invoice where invoice_number = any($1::text[]) order by position`,
    [numbers],
  );
  for (const row of rows) {
    const invoice = row.invoice_number ?? '';
    const before = books.credited.get(invoice) ?? [];
    books.credited.set(invoice, [...before, issuedOf(row, row.lines.map(lineOf))]);
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
    ...(row.reason_code !== null && { reasonCode: row.reason_code }),
    ...(row.rebilled !== null && { rebilled: row.rebilled }),
  };
}

/**
 * A line as it is kept in its document's row, in the order of the columns of view `invoice_line`; names would be most of what
 * is written. Where the amount is quantity × unit price it is not kept; the price is text, because JSON has no integers of
 * its size. What few lines have stands in an object at the end.
 */
type LineRow = readonly [
  kind: InvoiceLine['kind'],
  sku: string,
  name: string,
  month: string,
  quantity: number,
  unitPriceMinor: string,
  taxRate: string,
  adjustmentId?: string | null,
  cause?: InvoiceLine['cause'] | null,
  more?: MoreOfLine,
];

/** What few lines have. */
interface MoreOfLine {
  readonly share?: Share;
  /** Of a line with a share. */
  readonly amount?: string;
  readonly lots?: InvoiceLine['lots'];
  readonly lotCount?: number;
  readonly credits?: number;
}

export function lineRow(line: InvoiceLine): LineRow {
  const { kind, sku, name, month, quantity, unitPriceMinor, taxRate, adjustmentId, cause } = line;
  const row = [kind, sku, name, month, quantity, unitPriceMinor.toString(), taxRate] as const;
  const more = moreOf(line);
  if (more) return [...row, adjustmentId ?? null, cause ?? null, more];
  return adjustmentId === undefined ? row : [...row, adjustmentId, cause];
}

function moreOf({ share, amountMinor, lots, lotCount, credits }: InvoiceLine): MoreOfLine | undefined {
  const shared = share && { share, amount: amountMinor.toString() };
  return shared || lots || credits ? { ...shared, lots, lotCount, credits } : undefined;
}

function lineOf([kind, sku, name, month, quantity, price, taxRate, adjustmentId, cause, more]: LineRow): InvoiceLine {
  const unitPriceMinor = BigInt(price);
  const amountMinor = more?.amount === undefined ? BigInt(quantity) * unitPriceMinor : BigInt(more.amount);
  return {
    kind,
    sku,
    name,
    month,
    quantity,
    unitPriceMinor,
    amountMinor,
    taxRate,
    ...(adjustmentId && { adjustmentId }),
    ...(cause && { cause }),
    ...(more?.share && { share: more.share }),
    ...(more?.lots && { lots: more.lots, lotCount: more.lotCount }),
    ...(more?.credits !== undefined && { credits: more.credits }),
  };
}
