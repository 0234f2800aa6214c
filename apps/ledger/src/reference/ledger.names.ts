import type { Books } from '#domain/licenses/books/books.ts';
import { type Counted, countedBySku, countedByType } from '#domain/licenses/books/lot.ts';
import type { Sold } from '#domain/licenses/rules/editions.ts';
import { deviceTypesFor, type KnownNames } from '#domain/licenses/rules/known-names.ts';
import { spelled } from '#domain/values/names/known-name.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { LedgerNeeds, NeededDevices } from '../ledger.needs.ts';

/** T6: device types and editions, as they are known. */

/** Reads the names that what was told has to be held against; nothing where nothing is told. */
export async function loadNames(sql: Sql, needs: LedgerNeeds): Promise<KnownNames> {
  const sold = needs.names.size > 0 ? await namesSold(sql) : [];
  const known = new Set<string | undefined>(sold.map(({ deviceType }) => deviceType));
  // Mostly the catalog has them: what accounts hold is asked for what is left.
  const others = [...needs.devices].filter(({ sku, deviceType }) => sku === undefined && !known.has(deviceType));
  return { sold, held: await typesHeld(sql, [...new Set(others.map(({ accountId }) => accountId))]) };
}

/** What devices are counted by: the product where one is named, else the device type (L5). */
export function countedIn({ sku, deviceType = '' }: Pick<NeededDevices, 'sku' | 'deviceType'>): Counted {
  return sku === undefined ? countedByType(deviceType) : countedBySku(sku);
}

/** The same with the device type as it is known (T6). */
export function countedAsKnown(
  { accountId, sku, deviceType = '' }: Omit<NeededDevices, 'deviceId' | 'since'>,
  books: Books,
  names: KnownNames,
): Counted {
  const known = sku === undefined ? spelled(deviceType, deviceTypesFor(books, names, accountId)) : undefined;
  return countedIn({ sku, deviceType: known ?? deviceType });
}

/** The device types and editions that the catalog has. */
export async function namesSold(sql: Sql): Promise<Sold[]> {
  const rows = await sql<{ deviceType: string; edition: string | null }>(
    `select distinct document->>'deviceType' collate "C" as "deviceType", document->>'edition' collate "C" as edition
     from ledger.product where document->>'deviceType' is not null order by 1, 2`,
  );
  return rows.map(({ deviceType, edition }) => ({ deviceType, ...(edition === null ? {} : { edition }) }));
}

async function typesHeld(sql: Sql, accountIds: readonly string[]): Promise<Map<string, string[]>> {
  if (accountIds.length === 0) return new Map();
  const rows = await sql<{ accountId: string; types: string[] }>(
    `select account_id as "accountId", array_agg(distinct device_type order by device_type) as types
     from ledger.holding join ledger.lot using (lot_id)
     where account_id = any($1::text[]) and device_type is not null group by account_id`,
    [accountIds],
  );
  return new Map(rows.map(({ accountId, types }) => [accountId, types]));
}
