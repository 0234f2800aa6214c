import { type Expression, type ExpressionBuilder, sql as expression, type SqlBool } from 'kysely';
import { todayOf } from '#domain/licenses/books/account.ts';
import { addDays, type CalendarDate, dateAt, type Instant } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';

/** Accounts with the sums of their figures, so that lists can be sorted and narrowed by them, however many there are (P2, G3). */

/** What lists ask of an account's sums; each is added up only where it is asked for. */
export type Sum = 'total' | 'inUse' | 'nextEnd' | 'over';

interface DayRow {
  readonly account_id: string;
  readonly today: CalendarDate;
  readonly begun: CalendarDate;
}

export type Accounts = ExpressionBuilder<LedgerTables, 'account'>;
type Chosen = (of: Accounts) => Expression<SqlBool>;

/** Something that ends within so many days has to be looked at. */
const soonDays = 60;

/**
 * A query of the accounts that are chosen, each with the sums that are asked for under the name `figured`: `total`, `in_use`, `ends_on`, `over`.
 * They are what `figuresOf` says of the account, added up over all of its device types.
 */
export async function figuredAccounts(sql: Sql, at: Instant, chosen: Chosen, sums: readonly Sum[]) {
  const days = await daysOf(sql, at, chosen);
  return ledger(sql)
    .with('asked', (from) =>
      from
        .selectFrom('account')
        .select(({ ref }) => [
          'account_id',
          dayIn(days, ref('document')).as('today'),
          expression<CalendarDate>`greatest(${dayIn(days, ref('document'))}, ${dateAt(at)}::date)`.as('begun'),
        ])
        .where(chosen)
        .$castTo<DayRow>(),
    )
    .with('figured', () => figured(sums))
    .selectFrom('account')
    .innerJoin('figured', 'figured.account_id', 'account.account_id');
}

/** Somebody has to look at an account: it uses more than it has, or something of it ends soon (P2). Needs `over` and `nextEnd`. */
export function isUrgent(at: Instant): Expression<SqlBool> {
  return expression<SqlBool>`(figured.over or figured.ends_on <= ${addDays(dateAt(at), soonDays)}::date)`;
}

/** The day of the zone in which an account stands. */
const dayIn = (days: Readonly<Record<string, CalendarDate>>, document: Expression<unknown>) =>
  expression<CalendarDate>`(${JSON.stringify(days)}::jsonb ->> coalesce(${document}->>'timeZone', ''))::date`;

/** Which day it is in the zones of accounts, as the domain says it. */
async function daysOf(sql: Sql, at: Instant, chosen: Chosen): Promise<Record<string, CalendarDate>> {
  const zone = ({ ref }: Accounts) => expression<string | null>`${ref('document')}->>'timeZone'`;
  const rows = await ledger(sql)
    .selectFrom('account')
    .select((of) => zone(of).as('zone'))
    .distinct()
    .where(chosen)
    .execute();
  return Object.fromEntries(
    rows.map(({ zone: timeZone }) => [timeZone ?? '', todayOf({ timeZone: timeZone ?? undefined }, at)]),
  );
}

/** Every lot stands under its product, whatever it is for: so nothing is counted twice. */
const totals = `select account_id, sum(change)::bigint as total from ledger.coverage join asked using (account_id)
  where day <= begun and counted like 'sku:%' group by account_id`;

/** L5, T14: devices of a type are as many as the larger of the two counts says. What a product is for, its lots say, or else the catalog. */
const usesByType = `
  select account_id, type, greatest(
      coalesce(sum(in_use) filter (where counted like 'type:%'), 0), coalesce(sum(in_use) filter (where counted like 'sku:%'), 0)) as in_use
  from (
    select account_id, counted, in_use, case when counted like 'type:%' then substr(counted, 6) else product_type.type end as type
    from ledger.device_count join asked using (account_id) left join (
      select listed.counted, case when lot.lot_id is null then product.document->>'deviceType' else lot.device_type end as type
      from (
        select counted, substr(counted, 5) as sku, min(account_id) as account_id from ledger.device_count join asked using (account_id)
        where counted like 'sku:%' and in_use > 0 group by counted) listed
        left join lateral (
          select lot_id, device_type from ledger.holding join ledger.lot using (lot_id, sku)
          where holding.account_id = listed.account_id and holding.sku = listed.sku order by holding.ends_on, lot_id limit 1) lot on true
        left join ledger.product using (sku)) product_type using (counted)
    where in_use > 0) counts
  group by account_id, type`;

const uses = `select account_id, sum(in_use)::bigint as in_use from uses_by_type group by account_id`;

/** What is in use beyond what is covered, by product or by type. */
const overs = `
  select distinct account_id, true as over from (
    select account_id, counted, in_use from ledger.device_count
    union all
    select account_id, 'type:' || type, in_use from uses_by_type where type is not null) counts
    join asked using (account_id)
  where in_use > (
    select coalesce(sum(change), 0) from ledger.coverage
    where coverage.account_id = counts.account_id and coverage.counted = counts.counted and day <= asked.begun)`;

/** The next end of what the account has or uses: what is still to begin is no part of its figures. */
const ends = `
  select account_id, next.ends_on from asked cross join lateral (
    select ends_on from ledger.holding
    where holding.account_id = asked.account_id and ends_on >= asked.today and ends_on < 'infinity' and (
      0 < (select sum(change) from ledger.coverage
           where coverage.account_id = holding.account_id and coverage.counted = 'sku:' || holding.sku and day <= asked.begun)
      or exists (
        select from ledger.device_count
        where device_count.account_id = holding.account_id and device_count.counted = 'sku:' || holding.sku and in_use > 0))
    order by ends_on limit 1) next`;

/** By what is asked for: its column, and where that comes from. */
const parts: Readonly<Record<Sum, readonly [column: string, from: string]>> = {
  total: ['total', totals],
  inUse: ['in_use', uses],
  over: ['over', overs],
  nextEnd: ['ends_on', ends],
};

function figured(sums: readonly Sum[]) {
  const asked = sums.map((sum) => parts[sum]);
  return expression<{ account_id: string }>`${expression.raw(`(
    with uses_by_type as (${usesByType})
    select asked.account_id${asked.map(([column]) => `, ${column}`).join('')}
    from asked ${asked.map(([column, from]) => `left join (${from}) of_${column} using (account_id)`).join(' ')})`)}`;
}
