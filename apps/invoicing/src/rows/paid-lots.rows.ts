import type { InvoicingBooks, IssuedInvoice } from '#domain/invoices/books.ts';
import { adjustmentsOn, creditedForGood } from '#domain/invoices/documents/credited-for-good.ts';
import type { LedgerChange } from '#domain/invoices/owed/movement.ts';
import { type PaidLot, paidKey } from '#domain/invoices/owed/paid-lots.ts';
import { billedAsRevised } from '#domain/invoices/payer-change.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { loadIssued } from './issued-invoices.rows.ts';

/** What accounts paid for lots of which something was given back, by credit notes and as unused days (I7). */

interface AskedLot {
  readonly accountId: string;
  readonly lotId: string;
  /** Of lots that an order brought. */
  readonly orderNumber?: string;
}

/**
 * Reads into the books what was paid for the lots of changes that are settled by the unused days, where a credit note gave something of it
 * back for good: of all others nothing can be given back twice.
 */
export async function loadPaidLots(sql: Sql, books: InvoicingBooks, settled: readonly LedgerChange[]): Promise<void> {
  const asked = settled
    .map((change) => billedAsRevised(change, books))
    .map(({ accountId, lot, orderNumber }) => ({ accountId, lotId: lot.lotId, orderNumber }));
  for (const [key, { creditedMinor, ...paid }] of await paidFor(sql, asked)) {
    if (creditedMinor > 0n) books.paidLots.set(key, paid);
  }
}

/** The same of an invoice that is to be credited: of its lots of which unused days were given back. */
export async function loadGivenBack(sql: Sql, books: InvoicingBooks, number: string): Promise<void> {
  const issued = books.issued.get(number);
  if (!issued) return;
  const rows = await sql<{ adjustment_id: string; lot_id: string; order_number: string | null }>(
    `select adjustment_id, lot_id, substring(cause->>'reference' from '^(.*)/[0-9]+$') as order_number
     from invoicing.adjustment billed where adjustment_id = any($1::text[]) and account_id = $2 and exists (
       select 1 from invoicing.movement where movement.lot_id = billed.lot_id and movement.account_id = billed.account_id
         and movement.cause->>'settlement' = 'remaining-term' and movement.quantity < 0)`,
    [issued.lines.filter(({ amountMinor }) => amountMinor > 0n).flatMap(adjustmentsOn), issued.accountId],
  );
  for (const { adjustment_id: adjustmentId, lot_id: lotId } of rows) books.lotsOfLines.set(adjustmentId, lotId);
  const asked = rows.map((row) => {
    return { accountId: issued.accountId, lotId: row.lot_id, orderNumber: row.order_number ?? undefined };
  });
  for (const [key, { creditedMinor: _credited, ...paid }] of await paidFor(sql, asked)) books.paidLots.set(key, paid);
}

interface PaidRow {
  account_id: string;
  lot_id: string;
  adjustment_id: string;
  period: string;
  currency: string;
  amount: string;
  withheld: boolean;
}

/** By account and lot: what is left of what was paid, and what of it credit notes gave back for good. */
async function paidFor(
  sql: Sql,
  asked: readonly AskedLot[],
): Promise<ReadonlyMap<string, PaidLot & { readonly creditedMinor: bigint }>> {
  if (asked.length === 0) return new Map();
  const rows = await sql<PaidRow>(
    `with asked as (select distinct * from jsonb_to_recordset($1::jsonb) as asked
         ("accountId" text, "lotId" text, "orderNumber" text)),
       paid as (
         select movement.* from asked join invoicing.movement on account_id = "accountId" and lot_id = "lotId"
           and cause->>'settlement' = 'remaining-term'
         union
         select movement.* from asked join invoicing.movement on account_id = "accountId" and lot_id = "lotId"
           and cause->>'type' = 'license.granted.v1' and substring(cause->>'reference' from '^(.*)/[0-9]+$') = "orderNumber"
         union
         -- What was bought has the name of the journal that brought it.
         select movement.* from asked join invoicing.movement on account_id = "accountId" and lot_id = "lotId" and action_id = "lotId")
     select paid.account_id, paid.lot_id, adjustment_id, period, adjustment.currency, amount_minor::text as amount,
       paid.cause ? 'withheld' as withheld
     from paid join invoicing.adjustment on adjustment_id = paid.movement_id || '/' || lands`,
    [JSON.stringify(asked)],
  );
  const documents = await creditedInvoices(sql, rows);
  const ofLots = Map.groupBy(rows, (row) => paidKey(row.account_id, row.lot_id));
  return new Map([...ofLots].map(([key, of]) => [key, paidOf(of, documents)]));
}

function paidOf(rows: readonly PaidRow[], documents: CreditedInvoices) {
  const total = (of: readonly PaidRow[]) => of.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const credited = rows.map((row) => {
    const { adjustment_id: adjustmentId, amount } = row;
    const issued = documents.billed(row);
    if (!issued || BigInt(amount) <= 0n || row.withheld) return 0n;
    return creditedForGood(issued, documents.notes(issued), { adjustmentId, amountMinor: BigInt(amount) });
  });
  const creditedMinor = credited.reduce((sum, each) => sum + each, 0n);
  const left = total(rows) - creditedMinor;
  const withheldMinor = total(rows.filter(({ withheld }) => withheld));
  return { leftMinor: left > 0n ? left : 0n, withheldMinor, creditedMinor };
}

interface CreditedInvoices {
  billed(row: PaidRow): IssuedInvoice | undefined;
  notes(issued: IssuedInvoice): readonly { rebilled?: boolean; lines: IssuedInvoice['lines'] }[];
}

/** The invoices that have these adjustments and were credited for good, with their credit notes. */
async function creditedInvoices(sql: Sql, rows: readonly PaidRow[]): Promise<CreditedInvoices> {
  const keyOf = (of: { account_id: string; period: string; currency: string }) =>
    JSON.stringify([of.account_id, of.period, of.currency]);
  const places = rows.filter(({ amount }) => BigInt(amount) > 0n);
  const numbers = await sql<{ number: string; account_id: string; period: string; currency: string }>(
    `select number, account_id, period, currency from invoicing.invoice
     where (account_id, period, currency) in (select * from unnest($1::text[], $2::text[], $3::text[]))
       and invoice_number is null and exists (
         select 1 from invoicing.invoice note where note.invoice_number = invoice.number and note.rebilled = false)`,
    [places.map((row) => row.account_id), places.map(({ period }) => period), places.map(({ currency }) => currency)],
  );
  const documents = { issued: new Map<string, IssuedInvoice>(), credited: new Map() };
  await loadIssued(
    sql,
    documents,
    numbers.map(({ number }) => number),
  );
  const byPlace = new Map(numbers.map((row) => [keyOf(row), documents.issued.get(row.number)]));
  return {
    billed: (row) => byPlace.get(keyOf(row)),
    notes: ({ number }) => documents.credited.get(number) ?? [],
  };
}
