import { type Expression, type ExpressionBuilder, sql as expression, type SqlBool } from 'kysely';
import { todayOf } from '#domain/licenses/books/account.ts';
import { addDays, type CalendarDate, dateAt, type Instant } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';
import { type Sum, stillHolds, sumColumns } from './account-sums.ts';

/** Accounts with the sums of their figures, so that lists can be sorted and narrowed by them, however many there are (P2, G3). */

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
 * They are what `figuresOf` says of the account, added up over all of its device types: as they are kept, or anew where they are not.
 */
export async function figuredAccounts(sql: Sql, at: Instant, chosen: Chosen, sums: readonly Sum[]) {
  const days = await daysOf(sql, at, chosen);
  return (
    ledger(sql)
      // Once an account: its days are asked for several times.
      .with(
        (name) => name('asked').materialized(),
        (from) =>
          from
            .selectFrom('account')
            .select(({ ref }) => [
              'account_id',
              dayIn(days, ref('time_zone')).as('today'),
              expression<CalendarDate>`greatest(${dayIn(days, ref('time_zone'))}, ${dateAt(at)}::date)`.as('begun'),
            ])
            .where(chosen)
            .$castTo<DayRow>(),
      )
      .with('figured', () => figured(sums))
      .selectFrom('account')
      .innerJoin('figured', 'figured.account_id', 'account.account_id')
  );
}

/** Somebody has to look at an account: it uses more than it has, or something of it ends soon (P2). Needs `over` and `nextEnd`. */
export function isUrgent(at: Instant): Expression<SqlBool> {
  return expression<SqlBool>`(figured.over or figured.ends_on <= ${addDays(dateAt(at), soonDays)}::date)`;
}

/** The day of the zone in which an account stands. */
const dayIn = (days: Readonly<Record<string, CalendarDate>>, zone: Expression<string | null>) =>
  expression<CalendarDate>`(${JSON.stringify(days)}::jsonb ->> coalesce(${zone}, ''))::date`;

/** Which day it is in the zones of accounts, as the domain says it. */
async function daysOf(sql: Sql, at: Instant, chosen: Chosen): Promise<Record<string, CalendarDate>> {
  const rows = await ledger(sql).selectFrom('account').select('time_zone').distinct().where(chosen).execute();
  return Object.fromEntries(
    rows.map(({ time_zone: zone }) => [zone ?? '', todayOf({ timeZone: zone ?? undefined }, at)]),
  );
}

function figured(sums: readonly Sum[]) {
  const columns = sums.map((sum) => {
    const { column, anew } = sumColumns[sum];
    return `, case when kept.account_id is null then ${anew} else kept.${column} end as ${column}`;
  });
  return expression<{ account_id: string }>`${expression.raw(`(
    select asked.account_id${columns.join('')} from asked left join ledger.account_sums kept on ${stillHolds})`)}`;
}
