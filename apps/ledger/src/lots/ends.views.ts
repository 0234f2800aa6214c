import { sql as expression } from 'kysely';
import { dateAt, monthAfter, monthOf } from '#domain/values/calendar.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ledger } from '../ledger.tables.ts';

/** How many licenses of a product end in a month. */
export interface MonthOfEnds {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly sku: string;
  readonly quantity: number;
}

/** So many months are looked ahead, this one included. */
const months = 12;

/** What ends from today on in the next twelve months, of accounts that the reader sees; stock has a list of its own. */
export async function listEnds(sql: Sql, visible: Visible, now: string, account?: string): Promise<MonthOfEnds[]> {
  const today = dateAt(now);
  const month = expression<string>`to_char(holding.ends_on, 'YYYY-MM')`;
  const rows = await ledger(sql)
    .selectFrom('holding')
    .innerJoin('lot', 'lot.lot_id', 'holding.lot_id')
    .select([month.as('month'), 'holding.sku', ({ fn }) => fn.sum<string>('holding.quantity').as('quantity')])
    .where((of) =>
      of.and([
        of('holding.ends_on', '>=', today),
        of('holding.ends_on', '<', `${monthAfter(monthOf(today), months)}-01`),
        of('holding.quantity', '>', '0'),
        of('lot.stock', '=', false),
        ...(visible === 'everything' ? [] : [of('holding.account_id', '=', anyOf(visible))]),
        ...(account === undefined ? [] : [of('holding.account_id', '=', account)]),
      ]),
    )
    .groupBy([month, 'holding.sku'])
    .orderBy(month)
    .orderBy('holding.sku')
    .execute();
  return rows.map(({ quantity, ...ending }) => ({ ...ending, quantity: Number(quantity) }));
}
