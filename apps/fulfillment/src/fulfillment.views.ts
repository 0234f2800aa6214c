import type { EntitlementFulfilled } from '#contracts/entitlements.ts';
import type { OrderFacts } from '#domain/values/order-facts.ts';
import { type CodeKeys, openSealedCode } from '#runtime/environment/sealed-codes.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type LicenseFacts, printedFacts } from './documents/certificate/license-facts.ts';

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

// As text: the driver makes dates at midnight of the machine's time zone otherwise.
const columns = `position::text as "position", entitlement_id as "entitlementId", shipment_id as "shipmentId",
  order_number as "orderNumber", line_number as "lineNumber", purchase_order as "purchaseOrder", facts, account_id as "accountId",
  accounts, sku, product, quantity, unit_price as "unitPrice", currency, kind, term_months as "termMonths",
  starts_on::text as "startsOn", ends_on::text as "endsOn", grace_ends_on::text as "graceEndsOn", ssrn,
  sealed_activation_code as "sealedActivationCode",
  to_char(fulfilled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "fulfilledAt"`;

/** The entitlements of shipments, in the order of their lines. */
export async function entitlementsOfShipments(sql: Sql, shipmentIds: readonly string[]): Promise<StoredEntitlement[]> {
  // One look into the index for each: without statistics, as on a fresh database, the planner would read the whole table.
  const rows = await sql<StoredEntitlement>(
    `select of_shipment.* from unnest($1::text[]) shipment(id) cross join lateral (
       select ${columns} from fulfillment.entitlement where shipment_id = shipment.id offset 0) of_shipment
     order by "orderNumber", "lineNumber"`,
    [shipmentIds],
  );
  return rows.map(withoutNulls);
}

/** One entitlement; undefined when there is none of that id. */
export async function entitlementOf(sql: Sql, id: string): Promise<StoredEntitlement | undefined> {
  const rows = await sql<StoredEntitlement>(
    `select ${columns} from fulfillment.entitlement where entitlement_id = $1`,
    [id],
  );
  return rows.map(withoutNulls)[0];
}

/** The entitlement that a code or an SSRN belongs to; a code is looked for by its keyed hash. */
export async function entitlementBy(
  sql: Sql,
  key: { readonly activationCodeHash: string } | { readonly ssrn: string },
): Promise<StoredEntitlement | undefined> {
  const [column, value] = 'ssrn' in key ? ['ssrn', key.ssrn] : ['activation_code_hash', key.activationCodeHash];
  const rows = await sql<StoredEntitlement>(`select ${columns} from fulfillment.entitlement where ${column} = $1`, [
    value,
  ]);
  return rows.map(withoutNulls)[0];
}

/** A page of what somebody may see (F5), newest first, from before a position; `orderNumber` narrows it to one order. */
export async function visibleEntitlements(
  sql: Sql,
  visible: Visible,
  page: { readonly before?: string; readonly limit: number; readonly orderNumber?: string },
): Promise<StoredEntitlement[]> {
  const rows = await sql<StoredEntitlement>(
    `select ${columns} from fulfillment.entitlement
     where ($1::bigint is null or position < $1::bigint) and ($2::text is null or order_number = $2)
       and ($4::text[] is null or account_ids && $4::text[])
     order by entitlement.position desc limit $3::int`,
    [page.before, page.orderNumber, page.limit, visible === 'everything' ? null : visible],
  );
  return rows.map(withoutNulls);
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

// The database has null where the wire has nothing; facts stand among the fields of the line there.
function withoutNulls({
  facts,
  ...row
}: StoredEntitlement & { readonly facts?: OrderFacts | null }): StoredEntitlement {
  const said = Object.entries({ ...row, ...facts }).filter(([, value]) => value !== null);
  return Object.fromEntries(said) as unknown as StoredEntitlement;
}
