import { sql as expression } from 'kysely';
import type { EntitlementFulfilled } from '#contracts/entitlements.ts';
import type { OrderFacts } from '#domain/values/order-facts.ts';
import { type CodeKeys, openSealedCode } from '#runtime/environment/keys/sealed-codes.ts';
import { millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type LicenseFacts, printedFacts } from './documents/certificate/license-facts.ts';
import { fulfillment } from './fulfillment.tables.ts';

/** An entitlement as it is stored: its code is sealed. */
export interface StoredEntitlement extends Omit<EntitlementFulfilled, 'sealedActivationCode'> {
  readonly position: string;
  readonly sealedActivationCode: string;
}

/** An entitlement as those see it who may: contracts.md, "Demo JSON", and all that the event says. */
export interface EntitlementView extends Omit<StoredEntitlement, 'position' | 'sealedActivationCode'> {
  readonly activationCode: string;
  /** Path of the certificate below the public address. */
  readonly certificate: string;
}

/** Entitlements as they are stored. */
export const entitlements = (sql: Sql) =>
  fulfillment(sql)
    .selectFrom('entitlement')
    .select(['entitlement.position', 'entitlement_id as entitlementId', 'shipment_id as shipmentId'])
    .select(['order_number as orderNumber', 'line_number as lineNumber', 'purchase_order as purchaseOrder', 'facts'])
    .select([
      'account_id as accountId',
      'accounts',
      'sku',
      'product',
      'quantity',
      'unit_price as unitPrice',
      'currency',
    ])
    .select(['kind', 'term_months as termMonths', 'starts_on as startsOn', 'ends_on as endsOn'])
    .select(['grace_ends_on as graceEndsOn', 'language', 'ssrn', 'sealed_activation_code as sealedActivationCode'])
    .select(({ ref }) => millisOf(ref('fulfilled_at')).as('fulfilledAt'));

/** The entitlements of shipments, in the order of their lines. */
export async function entitlementsOfShipments(sql: Sql, shipmentIds: readonly string[]): Promise<StoredEntitlement[]> {
  // One look into the index for each: without statistics, as on a fresh database, the planner would read the whole table.
  const rows = await fulfillment(sql)
    .selectFrom(expression<{ id: string }>`unnest(${shipmentIds}::text[])`.as<'shipment'>(expression`shipment(id)`))
    .crossJoinLateral(
      entitlements(sql)
        .whereRef('shipment_id', '=', expression.ref('shipment.id'))
        .offset(expression.lit(0))
        .as('of_shipment'),
    )
    .selectAll('of_shipment')
    .orderBy('orderNumber')
    .orderBy('lineNumber')
    .execute();
  return rows.map(withoutNulls);
}

/** One entitlement; undefined when there is none of that id. */
export async function entitlementOf(sql: Sql, id: string): Promise<StoredEntitlement | undefined> {
  const row = await entitlements(sql).where('entitlement_id', '=', id).executeTakeFirst();
  return row && withoutNulls(row);
}

/** The entitlement that a code or an SSRN belongs to; a code is looked for by its keyed hash. */
export async function entitlementBy(
  sql: Sql,
  key: { readonly activationCodeHash: string } | { readonly ssrn: string },
): Promise<StoredEntitlement | undefined> {
  const row = await ('ssrn' in key
    ? entitlements(sql).where('ssrn', '=', key.ssrn)
    : entitlements(sql).where('activation_code_hash', '=', key.activationCodeHash)
  ).executeTakeFirst();
  return row && withoutNulls(row);
}

/** What certificate, key file and mail say about an entitlement; opens its code. */
export function licenseFactsOf(entitlement: StoredEntitlement, keys: CodeKeys): LicenseFacts {
  const { product, accounts } = entitlement;
  return {
    entitlementId: entitlement.entitlementId,
    orderNumber: entitlement.orderNumber,
    ...printedFacts(entitlement),
    lineNumber: entitlement.lineNumber,
    sku: entitlement.sku,
    name: product.name,
    description: product.description,
    instructionsUrl: product.instructionsUrl,
    deviceType: product.deviceType,
    edition: product.edition,
    package: product.package,
    quantity: entitlement.quantity,
    kind: entitlement.kind,
    termMonths: entitlement.termMonths,
    startsOn: entitlement.startsOn,
    endsOn: entitlement.endsOn,
    graceEndsOn: entitlement.graceEndsOn,
    activationCode: openSealedCode(keys, entitlement.entitlementId, entitlement.sealedActivationCode),
    ssrn: entitlement.ssrn,
    scenario: product.scenario,
    accounts: accounts.map(({ accountId, role, name, country }) => ({
      accountId,
      role,
      name: name ?? accountId,
      country,
    })),
    fulfilledAt: entitlement.fulfilledAt,
    language: entitlement.language,
  };
}

/** The entitlement with its code, for those who may see it. */
export function entitlementView(entitlement: StoredEntitlement, keys: CodeKeys): EntitlementView {
  const { position: _position, sealedActivationCode, ...facts } = entitlement;
  return {
    ...facts,
    activationCode: openSealedCode(keys, entitlement.entitlementId, sealedActivationCode),
    certificate: `/api/entitlements/${encodeURIComponent(entitlement.entitlementId)}/certificate.pdf`,
  };
}

type WithoutNulls<Row> = { [Name in keyof Row as null extends Row[Name] ? never : Name]: Row[Name] } & {
  [Name in keyof Row as null extends Row[Name] ? Name : never]?: NonNullable<Row[Name]>;
};

/** The database has null where the wire has nothing; facts stand among the fields of the line there. */
export function withoutNulls<Row extends { readonly facts: OrderFacts | null }>({ facts, ...row }: Row) {
  const said: Record<string, unknown> = {};
  // By hand: lists of names and values would be 10 kB for each order that is mailed.
  for (const part of [row, facts ?? {}] as Readonly<Record<string, unknown>>[])
    for (const name of Object.keys(part)) if (part[name] !== null) said[name] = part[name];
  return said as WithoutNulls<Omit<Row, 'facts'>> & OrderFacts;
}
