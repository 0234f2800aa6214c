import { type Expression, sql as expression, type NotNull } from 'kysely';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';
import { ledger } from '../ledger.tables.ts';
import type { ListQuery } from './accounts.views.ts';

/** How many devices are enrolled for a product or for a device type (L5). */
export interface DeviceCountView {
  readonly sku?: string;
  readonly deviceType?: string;
  readonly inUse: number;
  readonly reportedAt?: string;
}

/** A page of an account's counts: by device type last. */
export async function listDevices(sql: Sql, accountId: string, query: ListQuery): Promise<Page<DeviceCountView>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, ['text']) ?? [];
  const rows = await ledger(sql)
    .selectFrom('device_count')
    .select(['counted', 'in_use as inUse'])
    .select(({ ref }) => millisOf(ref('reported_at')).as('reportedAt'))
    .where(({ and, eb }) =>
      and([eb('account_id', '=', accountId), ...(after === undefined ? [] : [eb('counted', '>', after)])]),
    )
    .orderBy('counted')
    .limit(size + 1)
    .execute();
  const page = pageOf(rows, size, ({ counted }) => [counted]);
  return { ...page, items: page.items.map(viewOf) };
}

/** The latest time that anything was told of what is counted; undefined when nothing ever was. */
export async function lastToldOf(sql: Sql, accountId: string, counted: string): Promise<string | undefined> {
  const [row] = await sql<{ at: string | null }>(
    `select ${instantSql('greatest(max(count.reported_at), max(device.at))')} as at
     from (select $1::text as account_id, $2::text as counted) asked
       left join ledger.device_count count using (account_id, counted) left join ledger.device using (account_id, counted)`,
    [accountId, counted],
  );
  return row?.at ?? undefined;
}

function viewOf({ counted, inUse, reportedAt }: { counted: string; inUse: number; reportedAt: string | null }) {
  const [kind, ...name] = counted.split(':');
  const of = kind === 'sku' ? { sku: name.join(':') } : { deviceType: name.join(':') };
  return { ...of, inUse, ...(reportedAt === null ? {} : { reportedAt }) };
}

/** The device types that devices of an account can be counted by: those of the catalog and of what it holds. */
export async function deviceTypes(sql: Sql, accountId: string): Promise<string[]> {
  const of = ledger(sql);
  const sold = of
    .selectFrom('product')
    .select(({ ref }) => soldFor(ref('document')).as('type'))
    .where(({ ref }) => soldFor(ref('document')), 'is not', null);
  const had = of
    .selectFrom('holding')
    .innerJoin('lot', 'lot.lot_id', 'holding.lot_id')
    .select('lot.device_type as type')
    .where('holding.account_id', '=', accountId)
    .where('lot.device_type', 'is not', null)
    .$narrowType<{ type: NotNull }>();
  const rows = await sold.union(had).orderBy('type').execute();
  return rows.map(({ type }) => type);
}

const soldFor = (product: Expression<unknown>) => expression<string>`${product}->>'deviceType'`;

/** True for a product of the catalog, a withdrawn one too, and for what the account has or had licenses of. */
export async function isKnownProduct(sql: Sql, accountId: string, sku: string): Promise<boolean> {
  const of = ledger(sql);
  const sold = of.selectFrom('product').select('product.sku').where('product.sku', '=', sku);
  const had = of
    .selectFrom('holding')
    .innerJoin('lot', 'lot.lot_id', 'holding.lot_id')
    .select('lot.sku')
    .where('holding.account_id', '=', accountId)
    .where('lot.sku', '=', sku);
  return (await sold.unionAll(had).limit(1).executeTakeFirst()) !== undefined;
}
