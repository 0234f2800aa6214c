import { type Lot, statusNames } from '#domain/licenses/books/lot.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';
import { anywhere, asPeopleSort, sortingOf } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type KeyPart, wrongCursor } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { lotFrom } from '../books/ledger.rows.ts';
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

interface Sortable {
  readonly expression: string;
  readonly type: 'date' | 'text' | 'bigint';
  readonly part: KeyPart;
}

const sortable: Readonly<Record<string, Sortable>> = {
  endsOn: { expression: 'holding.ends_on', type: 'date', part: 'date' },
  startsOn: { expression: 'lot.starts_on', type: 'date', part: 'date' },
  name: { expression: `lot.name ${asPeopleSort}`, type: 'text', part: 'text' },
  sku: { expression: 'lot.sku', type: 'text', part: 'text' },
  quantity: { expression: 'holding.quantity', type: 'bigint', part: 'number' },
};

const endFirst = 'endsOn';

/** What `statusOn` says, as SQL. */
const statusSql = `case when $8::date < lot.starts_on then 'future' when lot.ends_on is null or $7::date <= lot.ends_on then 'active'
  when $7::date <= lot.grace_ends_on then 'grace' else 'expired' end`;

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
  { today, begun }: Days,
  query: LicenseQuery,
  after: readonly string[] | undefined,
  limit: number,
): Promise<HeldRow[]> {
  const { name, status, program, stock, sort = endFirst } = query;
  const { column, direction } = sortingOf(sort, sortable);
  const { expression, type } = column;
  const rows = await sql<{ document: unknown; quantity: string; key: string }>(
    `select lot.document, holding.quantity, (${expression})::text as key from ledger.holding join ledger.lot using (lot_id)
     where account_id = $1 and ($2::text is null or lot.name ilike $2 or lot.sku ilike $2)
       and ($3::${type} is null or (${expression}, lot_id) ${direction === 'desc' ? '<' : '>'} ($3::${type}, $4::text))
       and ($5::text is null or lot.program = $5) and ($6::boolean is null or lot.stock = $6)
       and ($9::text is null or ${statusSql} = $9)
     order by ${expression} ${direction}, lot_id ${direction} limit $10`,
    [
      accountId,
      name === undefined ? null : anywhere(name),
      after?.[0] ?? null,
      after?.[1] ?? null,
      program ?? null,
      stock === undefined ? null : stock === 'true',
      today,
      begun,
      statusNames.find((each) => each === status) ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({ lot: lotFrom(row.document), quantity: Number(row.quantity), key: row.key }));
}
