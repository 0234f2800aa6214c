import type { Buyer } from '#domain/invoices/account.ts';
import type { InvoicingBooks, IssuedInvoice } from '#domain/invoices/books.ts';
import type { InvoiceLine } from '#domain/invoices/invoice.ts';
import { dateAt } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/slice.ts';
import type { Seller } from './seller.ts';

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
  taxes: { rate: string; net: string; tax: string }[];
  tax: string;
  total: string;
  issued_at: string;
  due_on: string | null;
  buyer: Buyer;
  seller: Seller;
  invoice_number: string | null;
  reason: string | null;
}

export const issuedColumns = `number, position::text as position, document, account_id, account_name, period, currency,
  net_minor::text as net, taxes, tax_minor::text as tax, total_minor::text as total, due_on::text as due_on, buyer, seller,
  invoice_number, reason, to_char(issued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as issued_at`;

/** Documents with their lines, by number. */
export async function issuedInvoices(sql: Sql, numbers: readonly string[]): Promise<StoredInvoice[]> {
  const rows = await sql<IssuedRow>(`select ${issuedColumns} from invoicing.invoice where number = any($1::text[])`, [
    numbers,
  ]);
  const lines = await linesOf(sql, numbers);
  return rows.map((row) => issuedOf(row, lines.get(row.number) ?? []));
}

/** Reads the documents that are to be credited into the books, and by what they were credited before. */
export async function loadIssued(sql: Sql, books: InvoicingBooks, numbers: readonly string[]): Promise<void> {
  if (numbers.length === 0) return;
  for (const issued of await issuedInvoices(sql, numbers)) books.issued.set(issued.number, issued);
  const rows = await sql<{ number: string; invoice_number: string }>(
    'select number, invoice_number from invoicing.invoice where invoice_number = any($1::text[])',
    [numbers],
  );
  for (const row of rows) books.credited.set(row.invoice_number, row.number);
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
    taxes: row.taxes.map(({ rate, net, tax }) => ({ rate, netMinor: BigInt(net), taxMinor: BigInt(tax) })),
    taxMinor: BigInt(row.tax),
    totalMinor: BigInt(row.total),
    issuedAt: row.issued_at,
    issuedOn: dateAt(row.issued_at),
    ...(row.due_on !== null && { dueOn: row.due_on }),
    buyer: row.buyer,
    seller: row.seller,
    ...(row.invoice_number !== null && { invoiceNumber: row.invoice_number }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}

async function linesOf(sql: Sql, numbers: readonly string[]): Promise<Map<string, InvoiceLine[]>> {
  const rows = await sql<LineRow>(
    `select number, kind, sku, name, month, quantity, unit_price_minor::text as price, amount_minor::text as amount,
       tax_rate, adjustment_id, cause
     from invoicing.invoice_line where number = any($1::text[]) order by number, position`,
    [numbers],
  );
  const lines = new Map<string, InvoiceLine[]>();
  for (const row of rows) {
    const of = lines.get(row.number) ?? [];
    lines.set(row.number, of);
    of.push(lineOf(row));
  }
  return lines;
}

interface LineRow extends Pick<InvoiceLine, 'kind' | 'sku' | 'name' | 'month' | 'quantity'> {
  number: string;
  price: string;
  amount: string;
  tax_rate: string;
  adjustment_id: string | null;
  cause: InvoiceLine['cause'] | null;
}

function lineOf(row: LineRow): InvoiceLine {
  return {
    kind: row.kind,
    sku: row.sku,
    name: row.name,
    month: row.month,
    quantity: row.quantity,
    unitPriceMinor: BigInt(row.price),
    amountMinor: BigInt(row.amount),
    taxRate: row.tax_rate,
    ...(row.adjustment_id !== null && { adjustmentId: row.adjustment_id }),
    ...(row.cause !== null && { cause: row.cause }),
  };
}
