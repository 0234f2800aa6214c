import type { CaseBody } from '#contracts/http/http-cases.ts';
import { type Counted, countedBySku } from '#domain/licenses/books/lot.ts';
import type { Needed } from '#runtime/slices/slice.ts';
import type { WireLine } from './books/wire-lines.ts';

/** A request for licenses that `from` gives; `to` is the same account for a purchase or a decrease. */
export interface NeededLine {
  readonly from: string;
  readonly to: string;
  readonly line: WireLine;
}

/** What is counted under a name in an account. */
export interface NeededCount {
  readonly accountId: string;
  readonly counted: Counted;
}

/** What devices are reported by: a product, or a device type as it was told (T6). */
export interface NeededDevices {
  readonly accountId: string;
  readonly sku?: string;
  readonly deviceType?: string;
  /** The device itself, of one that comes or goes. */
  readonly deviceId?: string;
  /** When an absolute count was made: devices that are newer matter (L5). RFC 3339. */
  readonly since?: string;
}

/** A lot that the batch itself brings; its device type as it was told (T6). */
export interface GrantedLot {
  readonly lotId: string;
  readonly sku: string;
  readonly deviceType?: string;
}

/** A passcode of an administrator on its way, in clear or sealed; `id` is the message's (K4). */
export interface ToldPasscode {
  readonly id: string;
  readonly accountId: string;
  readonly email: string;
  readonly passcode?: string;
  readonly sealedPasscode?: string;
}

/** A case that is being submitted, with the passcodes that have to be compared; `id` is the message's, and the case's. */
export interface SubmittedCase extends Pick<CaseBody, 'from' | 'to' | 'lines' | 'passcodes'> {
  readonly id: string;
  readonly person?: string;
}

/** What the decisions about a batch look at. */
export interface LedgerNeeds {
  readonly accounts: Set<string>;
  /** Accounts whose people matter, with the MSP that they belong to. */
  readonly people: Set<string>;
  /** Who asks for something, and so has a right to it or has none (L11). */
  readonly askers: Set<string>;
  readonly products: Set<string>;
  /** Device types that messages tell: the names that are known have to be loaded (T6). */
  readonly names: Set<string>;
  readonly lines: Set<NeededLine>;
  /** Accounts and products of which every lot matters (D5, D6). */
  readonly whole: Set<{ readonly accountId: string; readonly sku: string }>;
  /** Lots that may be there already. */
  readonly lots: Set<string>;
  /** Lots that end, with all who hold them. */
  readonly ending: Set<string>;
  readonly granted: Set<GrantedLot>;
  readonly counts: Set<NeededCount>;
  readonly devices: Set<NeededDevices>;
  readonly transfers: Set<string>;
  readonly cases: Set<string>;
  /** Orders that may have been revised (O10). */
  readonly orders: Set<string>;
  /** Requests that may have had their answer (R9). */
  readonly requests: Set<string>;
  readonly passcodes: Set<ToldPasscode>;
  readonly submitted: Set<SubmittedCase>;
}

export function noNeeds(): LedgerNeeds {
  return {
    accounts: new Set(),
    people: new Set(),
    askers: new Set(),
    products: new Set(),
    names: new Set(),
    lines: new Set(),
    whole: new Set(),
    lots: new Set(),
    ending: new Set(),
    granted: new Set(),
    counts: new Set(),
    devices: new Set(),
    transfers: new Set(),
    cases: new Set(),
    orders: new Set(),
    requests: new Set(),
    passcodes: new Set(),
    submitted: new Set(),
  };
}

/** A transfer of lines from one account to another: both, and the people who may ask for it. */
export function transferNeeds(from: string, to: string, lines: readonly WireLine[]): Needed<LedgerNeeds> {
  return { accounts: [from, to], people: [from, to], lines: lines.map((line) => ({ from, to, line })) };
}

/** A move of stock; of a product all lots, since how much is in stock is told (S2). */
export function stockNeeds(from: string, to: string, lines: readonly WireLine[]): Needed<LedgerNeeds> {
  const whole = lines.flatMap(({ sku }) => (sku === undefined ? [] : [{ accountId: from, sku }]));
  return { ...transferNeeds(from, to, lines), whole };
}

/** An account that wants more or less of a product. */
export function productNeeds({ accountId, sku }: { readonly accountId: string; readonly sku: string }) {
  return {
    accounts: [accountId],
    people: [accountId],
    products: [sku],
    whole: [{ accountId, sku }],
    counts: [{ accountId, counted: countedBySku(sku) }],
  } satisfies Needed<LedgerNeeds>;
}

/** A report about devices. */
export function deviceNeeds(devices: NeededDevices): Needed<LedgerNeeds> {
  const { sku, deviceType } = devices;
  return { devices: [devices], names: sku === undefined && deviceType !== undefined ? [deviceType] : [] };
}
