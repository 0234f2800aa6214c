import { sql as expression, type RawBuilder } from 'kysely';
import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { anywhere, sortingOf } from '#runtime/http/lists/sorting.ts';
import { cursorKey, type KeyPart, type Page, pageOf, pageSize, wrongCursor } from '#runtime/http/paging.ts';
import { namesOneOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { entitlements, type StoredEntitlement, withoutNulls } from './fulfillment.views.ts';

/** Entitlements in a list, for whoever may see an account on their order (F5). */

export interface EntitlementQuery {
  readonly orderNumber?: string;
  /** Part of the id, the order's numbers, sku or product name, in any case. */
  readonly q?: string;
  readonly account?: string;
  readonly sku?: string;
  readonly status?: string;
  /** A day; only what ends before it. */
  readonly endsBefore?: string;
  /** `fulfilledAt` or `endsOn`, with `-` in front for the other way round. */
  readonly sort?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

const end = expression<string>`coalesce(ends_on, 'infinity')`;
// What index entitlement_text is of.
const text = expression<string>`lower(entitlement_id || ' ' || order_number || ' ' || coalesce(purchase_order, '') || ' ' || sku || ' '
  || coalesce(product->>'name', ''))`;

const statusOn = (today: CalendarDate) =>
  expression<string>`case when starts_on > ${today}::date then 'future' when ends_on is null or ends_on >= ${today}::date then 'active'
    when grace_ends_on >= ${today}::date then 'grace' else 'expired' end`;

interface Sortable {
  readonly by: RawBuilder<unknown>;
  readonly type: RawBuilder<unknown>;
  readonly part: KeyPart;
}

const sortable: Readonly<Record<string, Sortable>> = {
  fulfilledAt: { by: expression`entitlement.position`, type: expression`bigint`, part: 'number' },
  endsOn: { by: end, type: expression`date`, part: 'date' },
};

const newestFirst = '-fulfilledAt';

/**
 * A page of what somebody may see, newest first unless another order is asked for.
 *
 * @param today the day that statuses are of, in UTC: entitlements know no other calendar
 */
export async function listEntitlements(
  sql: Sql,
  visible: Visible,
  today: CalendarDate,
  query: EntitlementQuery,
): Promise<Page<StoredEntitlement>> {
  const size = pageSize(query.limit);
  const { sort = newestFirst } = query;
  const { column, direction } = sortingOf(sort, sortable);
  const place = placeOf(query.cursor, sort, column.part);
  const { by, type } = column;
  const beyond = direction === 'desc' ? expression`<` : expression`>`;
  const rows = await entitlements(sql)
    .select(expression<string>`(${by})::text`.as('key'))
    .where(({ and, eb, ref }) =>
      and([
        ...(visible === 'everything' ? [] : [namesOneOf(ref('account_ids'), visible)]),
        ...(query.orderNumber === undefined ? [] : [eb('order_number', '=', query.orderNumber)]),
        ...(query.q === undefined ? [] : [expression<boolean>`${text} like lower(${anywhere(query.q)})`]),
        ...(query.account === undefined ? [] : [namesOneOf(ref('account_ids'), [query.account])]),
        ...(query.sku === undefined ? [] : [eb('sku', '=', query.sku)]),
        ...(query.status === undefined ? [] : [expression<boolean>`${statusOn(today)} = ${query.status}`]),
        ...(query.endsBefore === undefined ? [] : [expression<boolean>`${end} < ${query.endsBefore}::date`]),
        ...(place
          ? [expression<boolean>`(${by}, entitlement.position) ${beyond} (${place[0]}::${type}, ${place[1]}::bigint)`]
          : []),
      ]),
    )
    .orderBy(by, direction)
    .orderBy('entitlement.position', direction)
    .limit(size + 1)
    .execute();
  const page = pageOf(rows, size, ({ key, position }) => (sort === newestFirst ? [position] : [sort, key, position]));
  const items = page.items.map(({ key: _key, ...row }) => withoutNulls(row));
  return { ...page, items };
}

/** Key and position that a page comes after; cursors of the usual order are what they always were. */
function placeOf(cursor: string | undefined, sort: string, part: KeyPart): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  if (sort === newestFirst) {
    const [position = ''] = cursorKey(cursor, ['number']) ?? [];
    return [position, position];
  }
  const [sorted, ...place] = cursorKey(cursor, ['text', part, 'number']) ?? [];
  if (sorted !== sort) throw wrongCursor();
  return place;
}
