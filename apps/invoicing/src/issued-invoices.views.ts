import type { IssuedInvoice } from '#domain/invoices/books.ts';
import type { InvoiceLine } from '#domain/invoices/invoice.ts';
import type { Visible } from '#runtime/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/paging.ts';
import type { Sql } from '#runtime/slice.ts';
import { type InvoiceView, invoiceView } from './invoicing.views.ts';

/** An issued invoice or credit note as people and programs read it; a credit note's amounts are negative. */
export interface IssuedView extends Omit<InvoiceView, 'currencies'> {
  readonly number: string;
  readonly document: IssuedInvoice['document'];
  readonly accountName: string;
  readonly issuedAt: string;
}

export interface IssuedQuery {
  readonly accountId?: string;
  readonly period?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

interface InvoiceRow {
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
}

const columns = `number, position::text as position, document, account_id, account_name, period, currency,
  net_minor::text as net, taxes, tax_minor::text as tax, total_minor::text as total,
  to_char(issued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as issued_at`;

/** A page of the issued documents of the visible accounts, newest first, without their lines (P8). */
export async function listInvoices(
  sql: Sql,
  visible: Visible,
  query: IssuedQuery,
): Promise<Page<Omit<IssuedView, 'lines'>>> {
  const size = pageSize(query.limit);
  const [before] = cursorKey(query.cursor, 1) ?? [null];
  const rows = await sql<InvoiceRow>(
    `select ${columns} from invoicing.invoice
     where ($1::text[] is null or account_id = any($1::text[])) and ($2::text is null or account_id = $2)
       and ($3::text is null or period = $3) and position < coalesce($4::bigint, 9223372036854775807)
     order by invoice.position desc limit $5::int`,
    [
      visible === 'everything' ? null : visible,
      query.accountId ?? null,
      query.period ?? null,
      before === null ? null : Number.parseInt(before ?? '', 10) || 0,
      size + 1,
    ],
  );
  const page = pageOf(rows, size, (row) => [row.position]);
  return {
    nextCursor: page.nextCursor,
    items: page.items.map((row) => {
      const { lines: _lines, ...head } = viewOf(row, []);
      return head;
    }),
  };
}

/** One issued document with its lines, whoever may see it. */
export async function findInvoice(sql: Sql, number: string): Promise<IssuedView | undefined> {
  const [row] = await sql<InvoiceRow>(`select ${columns} from invoicing.invoice where number = $1`, [number]);
  return row && viewOf(row, await linesOf(sql, number));
}

async function linesOf(sql: Sql, number: string): Promise<InvoiceLine[]> {
  const rows = await sql<LineRow>(
    `select kind, sku, name, month, quantity, unit_price_minor::text as price, amount_minor::text as amount,
       tax_rate, adjustment_id, cause
     from invoicing.invoice_line where number = $1 order by position`,
    [number],
  );
  return rows.map((row) => ({
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
  }));
}

interface LineRow extends Pick<InvoiceLine, 'kind' | 'sku' | 'name' | 'month' | 'quantity'> {
  price: string;
  amount: string;
  tax_rate: string;
  adjustment_id: string | null;
  cause: InvoiceLine['cause'] | null;
}

function viewOf(row: InvoiceRow, lines: readonly InvoiceLine[]): IssuedView {
  const { number, document, account_name: accountName, issued_at: issuedAt } = row;
  const { currencies: _, ...invoice } = invoiceView(
    {
      accountId: row.account_id,
      period: row.period,
      currency: row.currency,
      lines,
      netMinor: BigInt(row.net),
      taxes: row.taxes.map(({ rate, net, tax }) => ({ rate, netMinor: BigInt(net), taxMinor: BigInt(tax) })),
      taxMinor: BigInt(row.tax),
      totalMinor: BigInt(row.total),
    },
    [],
  );
  return { number, document, accountName, issuedAt, ...invoice };
}
