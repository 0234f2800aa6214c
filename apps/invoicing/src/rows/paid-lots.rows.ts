import type { InvoicingBooks } from '#domain/invoices/books.ts';
import { lotsOfLines } from '#domain/invoices/documents/lots-of-lines.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import type { Cause, LedgerChange } from '#domain/invoices/owed/movement.ts';
import { afterMovement, nothingPaid, type PaidLot, paidKey } from '#domain/invoices/owed/paid-lots.ts';
import { billedAsRevised } from '#domain/invoices/payer-change.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { lineSources } from './line-sources.rows.ts';

/** What accounts paid for lots of which something was given back, by credit notes and as unused days (I7). */

interface AskedLot {
  readonly accountId: string;
  readonly lotId: string;
  /** Of lots that an order brought. */
  readonly orderNumber?: string;
}

/** Reads into the books what was paid for the lots of changes that are settled by the unused days. */
export async function loadPaidLots(sql: Sql, books: InvoicingBooks, settled: readonly LedgerChange[]): Promise<void> {
  const asked = settled
    .map((change) => billedAsRevised(change, books))
    .map(({ accountId, lot, orderNumber }) => ({ accountId, lotId: lot.lotId, orderNumber }));
  for (const [key, paid] of await paidFor(sql, asked)) books.paidLots.set(key, paid);
}

/** Of an invoice that is to be credited: the lots that its lines stand for, what is left of each, and what its credits gave back before. */
export async function loadCreditedLots(sql: Sql, books: InvoicingBooks, number: string): Promise<void> {
  const issued = books.issued.get(number);
  if (!issued) return;
  const { orders, ...sources } = await lineSources(sql, issued);
  const lots = lotsOfLines(issued, sources);
  books.lotsOfLines.set(number, lots);
  const asked = new Map(
    [...lots.values()].flat().map(({ lotId, accountId = issued.accountId }) => {
      return [paidKey(accountId, lotId), { accountId, lotId, orderNumber: orders.get(lotId) }];
    }),
  );
  for (const [key, paid] of await paidFor(sql, [...asked.values()])) books.paidLots.set(key, paid);
  const credited = await sql<{ lot_id: string; account_id: string; amount_minor: string }>(
    'select lot_id, account_id, amount_minor from invoicing.credited_lot where invoice_number = $1',
    [number],
  );
  const given = credited.map(({ lot_id: lotId, account_id: accountId, amount_minor: minor }) => {
    return { lotId, ...(accountId !== issued.accountId && { accountId }), minor: BigInt(minor) };
  });
  if (given.length > 0) books.creditedLots.set(number, given);
}

/** What all credits of invoices give back of each lot for good, in place of what is known of that. */
export async function saveCreditedLots(sql: Sql, events: readonly InvoicingEvent[]): Promise<void> {
  const credited = new Map(
    events.flatMap((event) =>
      event.type === 'InvoiceCredited' && event.creditedLots
        ? [[event.creditNote.invoiceNumber, { accountId: event.creditNote.accountId, lots: event.creditedLots }]]
        : [],
    ),
  );
  if (credited.size === 0) return;
  await sql('delete from invoicing.credited_lot where invoice_number = any($1::text[])', [[...credited.keys()]]);
  const rows = [...credited].flatMap(([number, { accountId, lots }]) =>
    lots.map(({ lotId, accountId: of = accountId, minor }) => ({ number, accountId: of, lotId, minor: `${minor}` })),
  );
  await sql(
    `insert into invoicing.credited_lot (invoice_number, account_id, lot_id, amount_minor)
     select * from jsonb_to_recordset($1::jsonb) as credited ("number" text, "accountId" text, "lotId" text, minor numeric)`,
    [JSON.stringify(rows)],
  );
}

interface PaidRow {
  account_id: string;
  lot_id: string;
  quantity: number;
  price: string;
  share: Share | null;
  cause: Cause;
  credited: string;
}

/** By account and lot: what is left of what was paid, and what of it credit notes gave back for good. */
async function paidFor(sql: Sql, asked: readonly AskedLot[]): Promise<ReadonlyMap<string, PaidLot>> {
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
     select account_id, lot_id, quantity, price_minor::text as price, share, cause, coalesce((
       select sum(amount_minor) from invoicing.credited_lot
       where credited_lot.account_id = paid.account_id and credited_lot.lot_id = paid.lot_id), 0)::text as credited
     from paid`,
    [JSON.stringify(asked)],
  );
  const ofLots = Map.groupBy(rows, (row) => paidKey(row.account_id, row.lot_id));
  return new Map([...ofLots].map(([key, of]) => [key, paidOf(of)]));
}

function paidOf(rows: readonly PaidRow[]): PaidLot {
  const paid = rows.reduce((before, { quantity, price, share, cause }) => {
    const lot = { billing: 'once', price: { minor: BigInt(price) } } as const;
    return afterMovement(before, { lot, quantity, share: share ?? undefined, cause });
  }, nothingPaid);
  const creditedMinor = BigInt(rows[0]?.credited ?? 0);
  return { ...paid, creditedMinor, leftMinor: paid.leftMinor - creditedMinor };
}
