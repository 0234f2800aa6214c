import type { DraftLine, LotOfLine } from '#domain/invoices/owed/line.ts';
import { type MergedSum, namedLots } from '#domain/invoices/owed/merged-lines.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { boughtOf } from './bought-lots.rows.ts';
import { keyColumns, type PendingSum, part, pendingLinesOf, said, several } from './pending-sums.rows.ts';

/** Lines of open invoices page by page, in the order that the invoice has them in (I4, R17). */

/** A line of an open invoice, by the adjustment that its cause is taken from. */
export interface PendingLine {
  readonly adjustmentId: string;
  /** What all of its adjustments come to; absent where that is the only one. */
  readonly sum?: MergedSum;
}

/** A line as it is shown. */
export type ShownLine = Omit<DraftLine, 'suppliedOn'>;

/** Of which accounts and currency lines are read, without those that are not billed. */
export interface PendingOf {
  readonly accountIds: readonly string[];
  readonly currency: string;
  /** Of accounts that are billed with an invoice for each purchase order: which one, empty for lines that name none (I17). */
  readonly purchaseOrder?: string;
  readonly left: readonly PendingSum[];
  /** True where a line may stand for several adjustments. */
  readonly merged: boolean;
}

/** So many lines from a place on, from 0. */
export interface LinePlaces {
  readonly start: number;
  readonly size: number;
}

// In the order of `draftsOf`: the account's own lines stand before those of accounts that are on its invoice.
const place = [
  `(kind = 'adjustment')`,
  ...[`coalesce(site, nullif(account_id, ($1::text[])[1]), '')`, 'at', 'sku', 'name', 'month', 'id'].map(
    (text) => `${text} collate "C"`,
  ),
].join(', ');

const asked = `currency = $3 and (cardinality($4::text[]) = 0 or not (${part}) = any($4::text[]))
  and ($5::text is null or purchase_order = $5)`;

function parametersOf({ accountIds, currency, purchaseOrder, left }: PendingOf): unknown[] {
  return [accountIds, purchaseOrder === undefined ? [] : accountIds, currency, left.map(partOf), purchaseOrder];
}

function linesOf({ purchaseOrder, merged }: PendingOf): string {
  return pendingLinesOf({ perOrder: purchaseOrder !== undefined, merged });
}

/** Lines from a place on, in the order that an invoice has them in. */
export async function pendingLines(sql: Sql, of: PendingOf, { start, size }: LinePlaces): Promise<PendingLine[]> {
  const rows = await sql<{ id: string; adjustments: number; quantity: string; amount: string }>(
    `with ${linesOf(of)}
     select id, adjustments, quantity::text as quantity, amount::text as amount from line
     where ${asked} order by ${place} offset $6::bigint limit $7::int`,
    [...parametersOf(of), start, size],
  );
  const merged = rows.flatMap(({ id, adjustments }) => (adjustments > 1 ? id : []));
  const lots = merged.length === 0 ? new Map<string, LotsRow>() : await lotsOf(sql, of, merged);
  return rows.map(({ id, adjustments, quantity, amount }) => {
    if (adjustments === 1) return { adjustmentId: id };
    const { lots: named = [], lotCount = 0 } = lots.get(id) ?? {};
    return {
      adjustmentId: id,
      sum: { quantity: Number(quantity), amountMinor: BigInt(amount), lots: named, lotCount },
    };
  });
}

/** How many of those lines stand before each of other lines of the same invoice, which are few. */
export async function linesBefore(sql: Sql, of: PendingOf, others: readonly ShownLine[]): Promise<number[]> {
  if (others.length === 0) return [];
  const places = others.map(({ kind, site, cause, sku, name, month, adjustmentId }, index) => {
    return {
      index,
      later: kind === 'adjustment',
      site: site?.accountId ?? '',
      at: cause?.at,
      sku,
      name,
      month,
      id: adjustmentId,
    };
  });
  const rows = await sql<{ before: number }>(
    `with ${linesOf(of)}
     select count(line.id)::int as before
     from jsonb_to_recordset($6::jsonb) as other (index int, later boolean, site text, at text, sku text, name text, month text, id text)
       left join (select id, row(${place}) as place from line where ${asked}) line
         on line.place < row(later, other.site collate "C", other.at collate "C", other.sku collate "C", other.name collate "C",
           other.month collate "C", other.id collate "C")
     group by other.index order by other.index`,
    [...parametersOf(of), JSON.stringify(places)],
  );
  return rows.map(({ before }) => before);
}

function partOf({ accountId, lot, month, cause }: PendingSum): string {
  return `${accountId} ${lot.billing} ${month} ${cause.at} ${cause.settlement ?? ''}`;
}

interface LotsRow {
  readonly id: string;
  readonly lotCount: number;
  readonly lots: readonly LotOfLine[];
}

/** The lots of lines that stand for several adjustments, by one adjustment of each: as many as a line names, and how many there are. */
async function lotsOf(sql: Sql, of: PendingOf, adjustmentIds: readonly string[]): Promise<Map<string, LotsRow>> {
  const rows = await sql<LotsRow>(
    `with ${boughtOf('$2')}, ${several},
       said as (select adjustment_id, lot_id, quantity, jsonb_build_array(account_id, ${keyColumns}) as key from (${said}) said),
       lot as (select wanted.adjustment_id as id, said.lot_id, sum(said.quantity)::int as quantity,
           min(said.adjustment_id collate "C") as first
         from said join said wanted using (key) where wanted.adjustment_id = any($3::text[])
         group by 1, 2 having sum(said.quantity) <> 0),
       placed as (select *, row_number() over (partition by id order by first) as place, count(*) over (partition by id) as lots from lot)
     select id, max(lots)::int as "lotCount", json_agg(json_build_object('lotId', lot_id, 'quantity', quantity, 'adjustmentId', first)
         order by place) as lots
     from placed where place <= ${namedLots} group by id`,
    [...parametersOf(of).slice(0, 2), adjustmentIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
