import { type Expression, type ExpressionBuilder, sql as expression } from 'kysely';
import { type Lot, statusNames } from '#domain/licenses/books/lot.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';
import { anywhere, asPeopleSort, sortingOf } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type KeyPart, wrongCursor } from '#runtime/http/paging.ts';
import { beyond } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { lotFrom } from '../books/ledger.rows.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';
import type { ListQuery } from './accounts.views.ts';

/** Which of an account's licenses are asked for, and in which order, as SQL. */

export interface LicenseQuery extends ListQuery {
  /** Part of name or sku. */
  readonly name?: string;
  readonly hideNonTransferable?: string;
  readonly status?: string;
  readonly program?: string;
  /** `true` or `false`. */
  readonly stock?: string;
  /** A column, with `-` in front for the other way round; those that end first come first without it. */
  readonly sort?: string;
}

/** The day on the holder's calendar, and until which day what starts has begun there. */
export interface Days {
  readonly today: CalendarDate;
  readonly begun: CalendarDate;
}

/** A lot that an account holds, with the key of its place in the list. */
export interface HeldRow {
  readonly lot: Lot;
  readonly quantity: number;
  readonly key: string;
}

type Held = ExpressionBuilder<LedgerTables, 'holding' | 'lot'>;

interface Sortable {
  readonly by: (of: Held) => Expression<unknown>;
  readonly type: 'date' | 'text' | 'bigint';
  readonly part: KeyPart;
}

const sortable: Readonly<Record<string, Sortable>> = {
  endsOn: { by: ({ ref }) => ref('holding.ends_on'), type: 'date', part: 'date' },
  startsOn: { by: ({ ref }) => ref('lot.starts_on'), type: 'date', part: 'date' },
  name: {
    by: ({ ref }) => expression`${ref('lot.name')} ${expression.raw(asPeopleSort)}`,
    type: 'text',
    part: 'text',
  },
  sku: { by: ({ ref }) => ref('lot.sku'), type: 'text', part: 'text' },
  quantity: { by: ({ ref }) => ref('holding.quantity'), type: 'bigint', part: 'number' },
};

const endFirst = 'endsOn';

/** What `statusOn` says, as SQL. */
const statusOf = ({ ref }: Held, { today, begun }: Days) =>
  expression<string>`case when ${begun}::date < ${ref('lot.starts_on')} then 'future'
    when ${ref('lot.ends_on')} is null or ${today}::date <= ${ref('lot.ends_on')} then 'active'
    when ${today}::date <= ${ref('lot.grace_ends_on')} then 'grace' else 'expired' end`;

/** The place that a page comes after: undefined on the first. */
export function placeOf({ sort = endFirst, cursor }: LicenseQuery): readonly string[] | undefined {
  const { column } = sortingOf(sort, sortable);
  if (cursor === undefined) return undefined;
  // Cursors of the usual order are what they always were.
  if (sort === endFirst) return cursorKey(cursor, ['date', 'text']);
  const [sorted, ...place] = cursorKey(cursor, ['text', column.part, 'text']) ?? [];
  if (sorted !== sort) throw wrongCursor();
  return place;
}

/** What {@link placeOf} reads. */
export function keyOfPlace({ sort = endFirst }: LicenseQuery, { key, lot }: HeldRow): readonly string[] {
  return sort === endFirst ? [key, lot.lotId] : [sort, key, lot.lotId];
}

/** Lots that an account holds, from after a place. */
export async function heldRows(
  sql: Sql,
  accountId: string,
  days: Days,
  query: LicenseQuery,
  after: readonly string[] | undefined,
  limit: number,
): Promise<HeldRow[]> {
  const { name, program, stock, sort = endFirst } = query;
  const { column, direction } = sortingOf(sort, sortable);
  const { by, type } = column;
  const status = statusNames.find((each) => each === query.status);
  const rows = await ledger(sql)
    .selectFrom('holding')
    .innerJoin('lot', 'lot.lot_id', 'holding.lot_id')
    .select(['lot.document', 'holding.quantity', (of) => expression<string>`(${by(of)})::text`.as('key')])
    .where((of) =>
      of.and([
        of('holding.account_id', '=', accountId),
        ...(name === undefined
          ? []
          : [of.or([of('lot.name', 'ilike', anywhere(name)), of('lot.sku', 'ilike', anywhere(name))])]),
        ...(after?.[0] === undefined || after[1] === undefined
          ? []
          : [
              beyond(
                direction,
                [by(of), of.ref('holding.lot_id')],
                [expression`${after[0]}::${expression.raw(type)}`, of.val(after[1])],
              ),
            ]),
        ...(program === undefined ? [] : [of('lot.program', '=', program)]),
        ...(stock === undefined ? [] : [of('lot.stock', '=', stock === 'true')]),
        ...(status === undefined ? [] : [of(statusOf(of, days), '=', status)]),
      ]),
    )
    .orderBy(by, direction)
    .orderBy('holding.lot_id', direction)
    .limit(limit)
    .execute();
  return rows.map((row) => ({ lot: lotFrom(row.document), quantity: Number(row.quantity), key: row.key }));
}
