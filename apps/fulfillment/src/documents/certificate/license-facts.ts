import type { CalendarDate, Instant } from '#domain/values/calendar.ts';
import { type OrderFacts, orderFactsOf } from '#domain/values/order-facts.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';

/** How a product's license reaches its user (F6). */
export type Scenario = 'activation' | 'license-key' | 'entitlement-only' | 'no-activation' | 'legacy-portal' | 'paper';

/** What an account has to do with an order. */
export type AccountRole = 'end-customer' | 'partner' | 'distributor' | 'sold-to' | 'bill-to';

/** An account that an entitlement belongs to or is visible to (F5). */
export interface LicenseAccount {
  readonly accountId: string;
  readonly role: AccountRole;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}

/** What the order says beside that: but for what only invoices are matched by. */
export type PrintedFacts = Pick<OrderFacts, 'purchaseOrder'>;

/** The facts of an order and its line that documents of an entitlement are made of. */
export function printedFacts(order: OrderFacts): PrintedFacts {
  const { purchaseOrder } = orderFactsOf(order);
  return purchaseOrder === undefined ? {} : { purchaseOrder };
}

/** Everything that certificate, license key file and mail say about one entitlement (F4, F7). Plain data. */
export interface LicenseFacts extends PrintedFacts {
  readonly entitlementId: string;
  readonly orderNumber: string;
  readonly lineNumber: number;
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly instructionsUrl: string;
  readonly deviceType?: string;
  readonly edition?: string;
  readonly package?: string;
  readonly quantity: number;
  readonly kind: 'initial' | 'renewal';
  /** Absent for a perpetual license. */
  readonly termMonths?: number;
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate;
  readonly graceEndsOn?: CalendarDate;
  readonly activationCode: string;
  readonly ssrn: string;
  readonly scenario: Scenario;
  readonly accounts: readonly LicenseAccount[];
  readonly fulfilledAt: Instant;
  /** What its documents are written in, as it was when it was fulfilled; absent: English. */
  readonly language?: string;
}

/**
 * SHA-256 over the facts, in hexadecimal: the same for the same facts whatever the order in which their fields were
 * written, so that certificate, license key file and database can be held against each other (F7).
 */
export function digestOf(facts: LicenseFacts): string {
  return sha256(signableJson(facts));
}

/**
 * JSON with sorted keys and no spaces; fields that are undefined are left out. As RFC 8785 for data without fractions.
 * @throws TypeError for what JSON cannot say the same way everywhere: numbers that are not finite, functions, bigints.
 */
export function signableJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((entry) => signableJson(entry)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no canonical JSON`);
  let fields = '';
  for (const name of Object.keys(value).sort()) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    if (field !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${signableJson(field)}`;
  }
  return `{${fields}}`;
}
