import type { Adjustment } from '#domain/invoices/owed/adjustment.ts';
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

/** What open invoices have beside what recurs. */
export interface PendingSums {
  readonly sums: readonly PendingSum[];
  /** True where some adjustments share a cause, and may be one line or none. */
  readonly merged: boolean;
}

const factColumns = [...headerFactNames, ...lineFactNames].map((name) => [name, `"${name}"`] as const);

// What lines that are one have in common.
export const keyColumns = [
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
const minute = `substr(at, 15, 2) collate "C"`;
const quarter = `left(at, 14) || case when ${minute} < '30' then case when ${minute} < '15' then '00:00' else '15:00' end
    when ${minute} < '45' then '30:00' else '45:00' end
  || case when right(at, 1) = 'Z' then 'Z' else right(at, 6) end`;

export const part = `account_id || ' ' || billing || ' ' || month || ' ' || (${quarter}) || ' ' || coalesce(settlement, '')`;

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
// Said of both, the adjustments of each account are read by index, which is faster where no lots are joined.
const openByIndex = `account.account_id = any($1::text[]) and ${open}`;

// A number is grouped and looked up in half the time and memory of a text. Two causes that share one are told apart by their keys.
const causeNumber = `hashtextextended(coalesce(cause->>'id', ''), hashtext(held.account_id))`;

// Most causes have one adjustment: only of others is it worth asking what they have in common.
export const several = `several as materialized (select ${causeNumber} as number from ${adjustments} where ${openByIndex} group by 1 having count(*) > 1)`;

export const said = `select adjustment_id, held.account_id, lot_id, quantity, amount_minor, currency, kind, sku, lot.name, month,
    unit_price_minor, share->>'days' as days, share->>'of' as of_days, held.tax_rate, billing, cause->>'at' as at,
    cause->>'type' as type, cause->>'id' as id, cause->>'initiatedBy' as initiated_by,
    cause->>'counterparty' as counterparty, cause->>'reference' as reference, cause->>'settlement' as settlement,
    ${site}, ${purchaseOrder}, ${facts.join(', ')}
  from ${adjustments} join invoicing.lot using (lot_id) ${joinRevisedHeader} ${joinBought}
  where ${open} and ${causeNumber} in (select number from several)`;

const shown = 'account_id, currency, billing, month, at, settlement, tax_rate, kind, sku, name, site, purchase_order';

const merged = `said as (${said}),
  merged as (select ${shown}, count(*)::int as adjustments, sum(quantity) as quantity, sum(amount_minor) as amount,
      min(adjustment_id collate "C") as first, min(adjustment_id collate "C") filter (where quantity > 0) as gained,
      min(adjustment_id collate "C") filter (where quantity <= 0) as lost
    from said group by account_id, ${keyColumns})`;

const isLine = '(adjustments = 1 or quantity <> 0 or amount <> 0)';

/** What lines may be like: what none of them can be is not looked for in 100,000. */
export interface LinesAsked {
  /** True where some of the accounts have an invoice for each purchase order (I17). */
  readonly perOrder: boolean;
  /** True where some lines may stand for several adjustments. */
  readonly merged: boolean;
}

// The column that says the purchase order, and what it is read from.
const purchaseOrders = (perOrder: boolean) =>
  perOrder
    ? { of: purchaseOrder, joins: `${joinHeaderAsked} ${joinBought}` }
    : { of: `'' as purchase_order`, joins: '' };

/** All lines, each by the adjustment that it has its cause of. */
export function pendingLinesOf(asked: LinesAsked): string {
  const { of, joins } = purchaseOrders(asked.perOrder);
  const single = `select held.account_id, currency, billing, month, cause->>'at' as at, cause->>'settlement' as settlement, held.tax_rate,
      kind, sku, lot.name, ${site}, ${of}, 1 as adjustments, quantity, amount_minor as amount, adjustment_id as id
    from ${adjustments} join invoicing.lot using (lot_id) ${joins} where ${open}`;
  if (!asked.merged) return `${boughtOf('$2')}, line as (${single})`;
  return `${boughtOf('$2')}, ${several}, ${merged},
  line as (${single} and ${causeNumber} not in (select number from several)
    union all
    select ${shown}, adjustments, quantity, amount,
      case when adjustments = 1 then first else coalesce(case when quantity > 0 then gained else lost end, first) end
    from merged where ${isLine})`;
}

// What decides whether and how a line is billed.
const sumColumns = `account_id, currency, billing, month, ${quarter} as at, settlement, tax_rate, purchase_order`;

// `adjustmentsOf` says of most adjustments how their lot is billed: only of the others is it looked up.
const billing = `case when recurs then 'monthly' when kind = 'order' then 'once'
  else (select billing from invoicing.lot where lot.lot_id = held.lot_id) end as billing`;

// Adjustments are added up as they are: what those of one line come to, the line comes to. Only how many lines there are is another number.
function sumsOf(perOrder: boolean): string {
  const { of, joins } = purchaseOrders(perOrder);
  // With `offset 0` what a cause says is taken out of it once, not wherever it is named.
  const own = `select held.account_id, currency, ${billing}, month, cause->>'at' as at, cause->>'settlement' as settlement,
      held.tax_rate, ${of}, amount_minor from ${adjustments} ${joins} where ${openByIndex} offset 0`;
  return `with ${boughtOf('$2')}, ${several}, ${merged},
    sums as (select ${sumColumns}, count(*) as lines, 0 as merged, sum(amount_minor) as amount from (${own}) own group by 1, 2, 3, 4, 5, 6, 7, 8
      union all
      select ${sumColumns}, sum(case when ${isLine} then 1 else 0 end - adjustments), sum(adjustments), 0
      from merged group by 1, 2, 3, 4, 5, 6, 7, 8)
    select sums.account_id, account.open_period as period, currency, billing, month, at, settlement, sums.tax_rate, purchase_order,
      sum(lines)::int as lines, sum(merged) > 0 as merged, sum(amount)::text as amount
    from sums join invoicing.account using (account_id) group by 1, 2, 3, 4, 5, 6, 7, 8, 9`;
}

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
  merged: boolean;
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
): Promise<PendingSums> {
  const rows = await sql<SumRow>(sumsOf(perOrder.length > 0), [accountIds, perOrder]);
  // What came to nothing is no line, and no sum either.
  const sums = rows.flatMap((row, index) => (row.lines > 0 ? sumOf(row, `sum/${index}`) : []));
  return { sums, merged: rows.some(({ merged }) => merged) };
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
