import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
import type { BilledLot, Movement } from '#domain/invoices/owed/movement.ts';
import type { RecurringLot, RecurringTotal } from '#domain/invoices/owed/recurring.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { boughtOf, joinBought } from './bought-lots.rows.ts';

/** Lots, movements and adjustments as rows: written in one statement a table, read for the accounts at hand. */

/** Adds the lots that are not there yet; sorted, so that two processes wait for each other instead of deadlocking. */
export async function insertLots(sql: Sql, lots: readonly BilledLot[]): Promise<void> {
  const distinct = [...new Map(lots.map((lot) => [lot.lotId, lot])).values()];
  if (distinct.length === 0) return;
  await sql(
    `insert into invoicing.lot (lot_id, sku, name, program, billing, starts_on, ends_on, plan, account_priced)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::text[], $9::boolean[])
       as lot (lot_id, sku, name, program, billing, starts_on, ends_on, plan, account_priced)
     order by lot_id on conflict do nothing`,
    [
      distinct.map(({ lotId }) => lotId),
      distinct.map(({ sku }) => sku),
      distinct.map(({ name }) => name),
      distinct.map(({ program }) => program),
      distinct.map(({ billing }) => billing),
      distinct.map(({ startsOn }) => startsOn),
      distinct.map(({ endsOn }) => endsOn),
      distinct.map(({ plan }) => plan),
      distinct.map(({ accountPriced }) => accountPriced),
    ],
  );
}

/** Records movements. A movement that is there already is an error: the batch is undone, whatever let it come so far. */
export async function insertMovements(sql: Sql, movements: readonly Movement[]): Promise<void> {
  if (movements.length === 0) return;
  await sql(
    `insert into invoicing.movement (movement_id, action_id, account_id, lot_id, currency, price_minor, quantity, share, on_date, lands,
       cause)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::jsonb[], $9::date[],
       $10::text[], $11::jsonb[])`,
    [
      movements.map(({ movementId }) => movementId),
      movements.map(({ actionId }) => actionId),
      movements.map(({ accountId }) => accountId),
      movements.map(({ lot }) => lot.lotId),
      movements.map(({ lot }) => lot.price.currency),
      movements.map(({ lot }) => lot.price.minor.toString()),
      movements.map(({ quantity }) => quantity),
      movements.map(({ share }) => share && JSON.stringify(share)),
      movements.map(({ on }) => on),
      movements.map(({ lands }) => lands),
      movements.map(({ cause }) => JSON.stringify(cause)),
    ],
  );
}

/** Adds lines to invoices that are not issued yet. */
export async function insertAdjustments(sql: Sql, adjustments: readonly Adjustment[]): Promise<void> {
  if (adjustments.length === 0) return;
  await sql(
    `insert into invoicing.adjustment (adjustment_id, movement_id, account_id, period, month, kind, lot_id, currency, price_minor,
       quantity, unit_price_minor, share, amount_minor, recurs, cause, tax_rate)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
       $10::int[], $11::bigint[], $12::jsonb[], $13::numeric[], $14::boolean[], $15::jsonb[], $16::text[])`,
    [
      adjustments.map(({ adjustmentId }) => adjustmentId),
      adjustments.map(({ movementId }) => movementId),
      adjustments.map(({ accountId }) => accountId),
      adjustments.map(({ period }) => period),
      adjustments.map(({ month }) => month),
      adjustments.map(({ kind }) => kind),
      adjustments.map(({ lot }) => lot.lotId),
      adjustments.map(({ lot }) => lot.price.currency),
      adjustments.map(({ lot }) => lot.price.minor.toString()),
      adjustments.map(({ quantity }) => quantity),
      adjustments.map(({ unitPriceMinor }) => unitPriceMinor.toString()),
      adjustments.map(({ share }) => share && JSON.stringify(share)),
      adjustments.map(({ amountMinor }) => amountMinor.toString()),
      adjustments.map(({ recurs }) => recurs),
      adjustments.map(({ cause }) => JSON.stringify(cause)),
      adjustments.map(({ taxRate }) => taxRate),
    ],
  );
}

// As text: bigint would come as text anyhow, and the driver makes dates at midnight of the machine's time zone.
export const lotColumns = `lot.lot_id, lot.sku, lot.name, lot.program, lot.billing, lot.starts_on::text as starts_on,
  lot.ends_on::text as ends_on, lot.plan, lot.account_priced, held.currency, held.price_minor::text as price_minor, held.account_id, held.quantity`;

export interface HeldLotRow {
  lot_id: string;
  sku: string;
  name: string;
  program: string;
  billing: 'once' | 'monthly';
  starts_on: string;
  ends_on: string | null;
  plan: string | null;
  account_priced: boolean | null;
  currency: string;
  price_minor: string;
  account_id: string;
  quantity: number;
}

/** A lot from its columns. */
export function lotOf(row: HeldLotRow): BilledLot {
  return {
    lotId: row.lot_id,
    sku: row.sku,
    name: row.name,
    program: row.program,
    billing: row.billing,
    price: { minor: BigInt(row.price_minor), currency: row.currency },
    startsOn: row.starts_on,
    endsOn: row.ends_on ?? undefined,
    plan: row.plan ?? undefined,
    accountPriced: row.account_priced ?? undefined,
  };
}

/** What the last invoices of accounts ended with, in a fixed order. */
export async function recurringLots(sql: Sql, accountIds: readonly string[]): Promise<RecurringLot[]> {
  const rows = await sql<HeldLotRow>(
    `select ${lotColumns} from invoicing.recurring_lot held join invoicing.lot using (lot_id)
     where account_id = any($1::text[]) order by account_id, lot_id, currency, price_minor`,
    [accountIds],
  );
  return rows.map((row) => ({ accountId: row.account_id, lot: lotOf(row), quantity: row.quantity }));
}

/**
 * The same with lots alike taken together: a few for an account, whatever the number of its lots.
 *
 * @param perOrder those of the accounts that are billed with an invoice for each purchase order: alike is what was bought under one (I17)
 */
export async function recurringTotals(
  sql: Sql,
  accountIds: readonly string[],
  perOrder: readonly string[] = [],
): Promise<Map<string, RecurringTotal[]>> {
  const together = perOrder.length === 0 ? accountIds : accountIds.filter((id) => !perOrder.includes(id));
  const totals = await totalsOf(sql, together, 'select *, null as purchase_order from invoicing.recurring_total');
  if (perOrder.length === 0) return totals;
  return new Map([...totals, ...(await totalsOf(sql, perOrder, totalsByOrder))]);
}

const totalsByOrder = `select held.account_id, sku, name, currency, price_minor, held.ends_on, purchase_order, sum(quantity) as quantity
  from invoicing.recurring_lot held join invoicing.lot using (lot_id) ${joinBought}
  group by 1, 2, 3, 4, 5, 6, 7 having sum(quantity) <> 0`;

async function totalsOf(sql: Sql, accountIds: readonly string[], from: string): Promise<Map<string, RecurringTotal[]>> {
  // One text an account, its totals and their values parted by signs that no text of ours holds (O13): a row or a JSON for each total would
  // take longer than all else that an invoice needs. What tells totals apart stands behind how many there are: most accounts have the same.
  const rows = await sql<{ account_id: string; totals: string }>(
    `with ${boughtOf('$1')}
     select account_id, string_agg(concat_ws(${chr(betweenValues)}, quantity, sku, name,
         case when ends_on < 'infinity' then ends_on::text else '' end, currency, price_minor, purchase_order), ${chr(betweenTotals)}) as totals
     from (${from}) total where account_id = any($1::text[]) group by account_id`,
    [accountIds],
  );
  const known = new Map<string, TotalledLot>();
  return new Map(
    rows.map(({ account_id: accountId, totals }) => [
      accountId,
      totals.split(betweenTotals).map((total) => totalOf(accountId, total, known)),
    ]),
  );
}

const [betweenTotals, betweenValues] = ['\x1e', '\x1f'];
const chr = (sign: string) => `chr(${sign.charCodeAt(0)})`;

/** What the totals of many accounts have in common. */
type TotalledLot = Pick<RecurringTotal, 'lot' | 'purchaseOrder'>;

function totalOf(accountId: string, total: string, known: Map<string, TotalledLot>): RecurringTotal {
  const behind = total.indexOf(betweenValues);
  const [quantity, text] = [Number(total.slice(0, behind)), total.slice(behind + 1)];
  let of = known.get(text);
  if (!of) {
    of = totalledLot(text);
    known.set(text, of);
  }
  const { lot, purchaseOrder } = of;
  return purchaseOrder ? { accountId, lot, quantity, purchaseOrder } : { accountId, lot, quantity };
}

function totalledLot(text: string): TotalledLot {
  const [sku = '', name = '', endsOn = '', currency = '', minor = '', purchaseOrder] = text.split(betweenValues);
  return { lot: { sku, name, price: { minor: BigInt(minor), currency }, endsOn: endsOn || undefined }, purchaseOrder };
}
