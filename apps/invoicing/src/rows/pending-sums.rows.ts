import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
import type { LotOfLine } from '#domain/invoices/owed/line.ts';
import { type MergedSum, namedLots } from '#domain/invoices/owed/merged-lines.ts';
import { headerFactNames, lineFactNames } from '#domain/values/order-facts.ts';
import type { Settlement } from '#domain/values/settlement.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { boughtOf, joinBought } from './bought-lots.rows.ts';
import { joinRevisedHeader } from './pending.rows.ts';

/**
 * What adjustments of open invoices come to, added up where they are: of an account with 100,000 order lines a few sums are read, and
 * a page of lines (R17). Which adjustments are one line is `mergedByCause`'s to say; a test holds both against each other.
 */

/** Lines of an open invoice that are taxed and paid for alike, as one adjustment of the amount of all. */
export interface PendingSum extends Adjustment {
  readonly lines: number;
}

/** A line of an open invoice, by the adjustment that its cause is taken from. */
export interface PendingLine {
  readonly adjustmentId: string;
  /** What all of its adjustments come to; absent where that is the only one. */
  readonly sum?: MergedSum;
}

const factColumns = [...headerFactNames, ...lineFactNames].map((name) => [name, `"${name}"`] as const);

// What lines that are one have in common.
const keyColumns = [
  ...['currency', 'kind', 'sku', 'name', 'month', 'unit_price_minor', 'days', 'of_days', 'tax_rate', 'billing', 'at'],
  ...[
    'type',
    'id',
    'initiated_by',
    'counterparty',
    'reference',
    'settlement',
    'site',
    'purchase_order',
    ...factColumns.map(([, column]) => column),
  ],
].join(', ');

// A quarter of an hour of the cause: a day begins with one in every time zone, so that all of it is supplied on one day.
const quarter = `left(at, 14) || lpad((substr(at, 15, 2)::int / 15 * 15)::text, 2, '0') || ':00'
  || case when right(at, 1) = 'Z' then 'Z' else right(at, 6) end`;

const part = `account_id || ' ' || billing || ' ' || month || ' ' || (${quarter}) || ' ' || coalesce(settlement, '')`;

// A revision says the facts of all of a line, whatever was known before it.
const facts = factColumns.map(
  ([name, column]) => `case when order_header.order_number is null then cause->>'${name}' end as ${column}`,
);

// I17: which invoice a line is on, of accounts that want one for each purchase order; others are not asked.
const purchaseOrder = `case when held.account_id = any($2::text[]) then coalesce(nullif(btrim(case when order_header.order_number is null
    then cause->>'purchaseOrder' else order_header.document->>'purchaseOrder' end), ''), bought.purchase_order, '') else '' end as purchase_order`;

const joinHeaderAsked = `left join invoicing.order_header on order_header.order_number
  = case when held.account_id = any($2::text[]) and cause->>'type' = 'license.granted.v1' then substring(cause->>'reference' from '^(.*)/[0-9]+$') end`;

const site = `cause->'site'->>'accountId' as site`;

const adjustments = 'invoicing.adjustment held join invoicing.account using (account_id)';
const open = 'held.account_id = any($1::text[]) and held.period = account.open_period';

// Most causes have one adjustment: only of others is it worth asking what they have in common.
const several = `several as materialized (select held.account_id, cause->>'id' as id
  from ${adjustments} where ${open} group by 1, 2 having count(*) > 1)`;

const said = `select adjustment_id, held.account_id, lot_id, quantity, amount_minor, currency, kind, sku, lot.name, month,
    unit_price_minor, share->>'days' as days, share->>'of' as of_days, held.tax_rate, billing, cause->>'at' as at,
    cause->>'type' as type, cause->>'id' as id, cause->>'initiatedBy' as initiated_by,
    cause->>'counterparty' as counterparty, cause->>'reference' as reference, cause->>'settlement' as settlement,
    ${site}, ${purchaseOrder}, ${facts.join(', ')}
  from ${adjustments} join invoicing.lot using (lot_id) ${joinRevisedHeader} ${joinBought}
  where ${open} and (held.account_id, cause->>'id') in (select account_id, id from several)`;

const shown = 'account_id, currency, billing, month, at, settlement, tax_rate, kind, sku, name, site, purchase_order';

// All lines, each by the adjustment that it has its cause of.
const lines = `${boughtOf('$2')}, ${several},
  single as (select held.account_id, currency, billing, month, cause->>'at' as at, cause->>'settlement' as settlement, held.tax_rate,
      kind, sku, lot.name, ${site}, ${purchaseOrder}, quantity, amount_minor, adjustment_id
    from ${adjustments} join invoicing.lot using (lot_id) ${joinHeaderAsked} ${joinBought}
    where ${open}
      and not exists (select from several where several.account_id = held.account_id and several.id = held.cause->>'id')),
  said as (${said}),
  merged as (select ${shown}, count(*)::int as adjustments, sum(quantity) as quantity, sum(amount_minor) as amount,
      min(adjustment_id collate "C") as first, min(adjustment_id collate "C") filter (where quantity > 0) as gained,
      min(adjustment_id collate "C") filter (where quantity <= 0) as lost
    from said group by account_id, ${keyColumns}),
  line as (select ${shown}, 1 as adjustments, quantity, amount_minor as amount, adjustment_id as id from single
    union all
    select ${shown}, adjustments, quantity, amount,
      case when adjustments = 1 then first else coalesce(case when quantity > 0 then gained else lost end, first) end
    from merged where adjustments = 1 or quantity <> 0 or amount <> 0)`;

interface SumRow {
  account_id: string;
  period: string;
  currency: string;
  billing: 'once' | 'monthly';
  month: string;
  at: string;
  settlement: Settlement | null;
  tax_rate: string | null;
  purchase_order: string;
  lines: number;
  amount: string;
}

/**
 * What the open invoices of accounts have beside what recurs: a sum for each of what decides whether and how it is billed.
 *
 * @param perOrder those of the accounts that are billed with an invoice for each purchase order (I17)
 */
export async function pendingSums(
  sql: Sql,
  accountIds: readonly string[],
  perOrder: readonly string[] = [],
): Promise<PendingSum[]> {
  const rows = await sql<SumRow>(
    `with ${lines}
     select account_id, account.open_period as period, currency, billing, month, ${quarter} as at, settlement, line.tax_rate,
       purchase_order, count(*)::int as lines, sum(amount)::text as amount
     from line join invoicing.account using (account_id) group by 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    [accountIds, perOrder],
  );
  return rows.map((row, index) => sumOf(row, `sum/${index}`));
}

function sumOf(row: SumRow, id: string): PendingSum {
  const amountMinor = BigInt(row.amount);
  const price = { minor: amountMinor, currency: row.currency };
  return {
    adjustmentId: id,
    movementId: id,
    accountId: row.account_id,
    period: row.period,
    month: row.month,
    kind: 'adjustment',
    lot: { lotId: id, sku: '', name: '', program: '', billing: row.billing, price, startsOn: row.at.slice(0, 10) },
    quantity: 1,
    unitPriceMinor: amountMinor,
    amountMinor,
    recurs: false,
    cause: {
      type: 'sum',
      id,
      at: row.at,
      initiatedBy: '',
      ...(row.settlement && { settlement: row.settlement }),
      ...(row.purchase_order !== '' && { purchaseOrder: row.purchase_order }),
    },
    ...(row.tax_rate !== null && { taxRate: row.tax_rate }),
    lines: row.lines,
  };
}

/** Of which accounts and currency lines are read, without those that are not billed. */
export interface PendingOf {
  readonly accountIds: readonly string[];
  readonly currency: string;
  /** Of accounts that are billed with an invoice for each purchase order: which one, empty for lines that name none (I17). */
  readonly purchaseOrder?: string;
  readonly left: readonly PendingSum[];
}

/** So many lines from a place on, from 0. */
export interface LinePlaces {
  readonly start: number;
  readonly size: number;
}

// The account's own lines stand before those of accounts that are on its invoice.
const ownFirst = `coalesce(site, nullif(account_id, ($1::text[])[1])) collate "C" nulls first`;

/** Lines from a place on, in the order that an invoice has them in. */
export async function pendingLines(
  sql: Sql,
  { accountIds, currency, purchaseOrder, left }: PendingOf,
  { start, size }: LinePlaces,
): Promise<PendingLine[]> {
  const perOrder = purchaseOrder === undefined ? [] : accountIds;
  const rows = await sql<{ id: string; adjustments: number; quantity: string; amount: string }>(
    `with ${lines}
     select id, adjustments, quantity::text as quantity, amount::text as amount from line
     where currency = $3 and (cardinality($4::text[]) = 0 or not (${part}) = any($4::text[]))
       and ($7::text is null or purchase_order = $7)
     order by kind = 'adjustment', ${ownFirst}, at collate "C", sku collate "C", name collate "C", month collate "C", id collate "C"
     offset $5::bigint limit $6::int`,
    [accountIds, perOrder, currency, left.map(partOf), start, size, purchaseOrder],
  );
  const several = rows.flatMap(({ id, adjustments }) => (adjustments > 1 ? id : []));
  const lots = several.length === 0 ? new Map<string, LotsRow>() : await lotsOf(sql, accountIds, perOrder, several);
  return rows.map(({ id, adjustments, quantity, amount }) => {
    if (adjustments === 1) return { adjustmentId: id };
    const { lots: named = [], lotCount = 0 } = lots.get(id) ?? {};
    return {
      adjustmentId: id,
      sum: { quantity: Number(quantity), amountMinor: BigInt(amount), lots: named, lotCount },
    };
  });
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
async function lotsOf(
  sql: Sql,
  accountIds: readonly string[],
  perOrder: readonly string[],
  adjustmentIds: readonly string[],
): Promise<Map<string, LotsRow>> {
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
    [accountIds, perOrder, adjustmentIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
