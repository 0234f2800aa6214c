import type { EntitlementFulfilled } from '#contracts/entitlements.ts';
import type { Books } from '#domain/licenses/books/books.ts';
import type { Programs } from '#domain/licenses/books/program.ts';
import type { Sold } from '#domain/licenses/rules/editions.ts';
import { deviceTypesFor, type KnownNames, soldAsKnown } from '#domain/licenses/rules/known-names.ts';
import { spelled } from '#domain/values/names/known-name.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Received } from '#runtime/slices/slice.ts';

/** T6: device types and editions of messages, as they are known. */

interface DeviceReport {
  readonly accountId: string;
  readonly sku?: string;
  readonly deviceType?: string;
}

const reports = new Set(['device.enrolled.v1', 'device.unenrolled.v1', 'device-count.reported.v1']);

/** Reads the names that messages have to be held against; nothing where they tell none. */
export async function loadNames(sql: Sql, messages: readonly Received[]): Promise<KnownNames> {
  const sold = messages.some(tellsNames) ? await namesSold(sql) : [];
  const known = new Set(sold.map(({ deviceType }) => deviceType));
  // Mostly the catalog has them: what accounts hold is asked for what is left.
  const others = messages.filter(isReport).filter(({ data }) => data.sku === undefined && !known.has(data.deviceType));
  return { sold, held: await typesHeld(sql, [...new Set(others.map(({ data }) => data.accountId))]) };
}

/** A message with its names as they are known; names that are new stay as they are told. */
export function withKnownNames<Data>(
  message: Received<Data>,
  books: Books,
  names: KnownNames,
  programs: Programs,
): Received<Data> {
  if (isFulfilled(message)) {
    const { product } = message.data;
    return { ...message, data: { ...message.data, product: soldAsKnown(product, books, names, programs) } };
  }
  if (!isReport(message) || message.data.deviceType === undefined) return message;
  const { accountId, deviceType } = message.data;
  const known = spelled(deviceType, deviceTypesFor(books, names, accountId)) ?? deviceType;
  return { ...message, data: { ...message.data, deviceType: known } };
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

function tellsNames({ type, data }: Received): boolean {
  const { editions, deviceType, product } = data as { editions?: object; deviceType?: string; product?: Sold };
  if (type === 'account.updated.v1') return editions !== undefined;
  if (type === 'entitlement.fulfilled.v1') return product?.deviceType !== undefined;
  return (type === 'product.published.v1' || reports.has(type)) && deviceType !== undefined;
}

function isReport<Data>(message: Received<Data>): message is Received<Data & DeviceReport> {
  return reports.has(message.type);
}

function isFulfilled<Data>(message: Received<Data>): message is Received<Data & EntitlementFulfilled> {
  return message.type === 'entitlement.fulfilled.v1';
}
