import { adjustmentsOn, type LineSources, type LotPart } from '#domain/invoices/documents/lots-of-lines.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { issuedInvoices } from './issued-invoices.rows.ts';

/** Where the lines of an issued invoice come from: orders and moves, and credits after which they were billed again (I7). */

interface BilledRow {
  adjustment_id: string;
  lot_id: string;
  amount: string;
  order_number: string | null;
  /** Of what is billed again: the credit note. */
  note: string | null;
}

/** What lines of an invoice stand for, and the lines that those come from which are billed again. */
export async function lineSources(
  sql: Sql,
  issued: IssuedInvoice,
): Promise<LineSources & { readonly orders: ReadonlyMap<string, string> }> {
  const billed = new Map<string, LotPart[]>();
  const documents = new Map<string, IssuedInvoice>([[issued.number, issued]]);
  const orders = new Map<string, string>();
  for (let open: readonly IssuedInvoice[] = [issued]; open.length > 0; ) {
    const rows = await billedRows(sql, open);
    for (const { adjustment_id: id, lot_id: lotId, amount, order_number: order, note } of rows) {
      if (note === null) billed.set(id, [...(billed.get(id) ?? []), { lotId, minor: BigInt(amount) }]);
      if (order !== null) orders.set(lotId, order);
    }
    const notes = await missing(rows.flatMap(({ note }) => note ?? []));
    open = await missing(notes.flatMap(({ invoiceNumber }) => invoiceNumber ?? []));
  }
  return { billed, documents, orders };

  async function missing(numbers: readonly string[]): Promise<readonly IssuedInvoice[]> {
    const unknown = [...new Set(numbers)].filter((number) => !documents.has(number));
    const read = unknown.length === 0 ? [] : await issuedInvoices(sql, unknown);
    for (const document of read) documents.set(document.number, document);
    return read;
  }
}

/** The adjustments behind what lines bill once; those of a line that names not all of its lots (I11) under the name of the first. */
async function billedRows(sql: Sql, invoices: readonly IssuedInvoice[]): Promise<BilledRow[]> {
  const lines = invoices.flatMap((invoice) => invoice.lines).filter(({ amountMinor }) => amountMinor > 0n);
  const [long, short] = [lines.filter(isLong), lines.filter((line) => !isLong(line))];
  return await sql<BilledRow>(
    `with billed as (
       select adjustment_id as shown, adjustment.* from invoicing.adjustment where adjustment_id = any($1::text[])
       union all
       select first.adjustment_id, other.* from invoicing.adjustment first join invoicing.adjustment other
         using (account_id, period, currency, month, kind, unit_price_minor)
       where first.adjustment_id = any($2::text[]) and other.share is not distinct from first.share
         and other.cause->'id' = first.cause->'id' and other.cause->'type' = first.cause->'type')
     select shown as adjustment_id, lot_id, amount_minor::text as amount,
       substring(cause->>'reference' from '^(.*)/[0-9]+$') as order_number,
       case when cause->>'type' = 'credit-note.issued.v1' then cause->>'id' end as note
     from billed join invoicing.lot using (lot_id) where billing = 'once' and amount_minor > 0`,
    [short.flatMap(adjustmentsOn), long.flatMap((line) => adjustmentsOn(line).slice(0, 1))],
  );
}

function isLong({ lots = [], lotCount = 0 }: InvoiceLine): boolean {
  return lotCount > lots.length;
}
