import type { CalendarDate } from '#domain/values/calendar.ts';
import type { OrderFacts } from '#domain/values/order-facts.ts';
import { type OnceSettlement, payingAccount } from '#domain/values/settlement.ts';

export const categoryNames = ['paid', 'trial', 'usage-based'] as const;

/**
 * One batch of licenses with one set of terms. Its terms never change; who holds how many of it does, and who pays for it until
 * that is billed (O10).
 */
export interface Lot extends OrderFacts {
  readonly lotId: string;
  readonly sku: string;
  readonly name: string;
  readonly program: string;
  readonly category: (typeof categoryNames)[number];
  readonly billing: 'once' | 'monthly';
  /** Minor units of `currency`, for one license: once or each month, as `billing` says. */
  readonly unitPriceMinor: bigint;
  readonly currency: string;
  readonly startsOn: CalendarDate;
  /** Last day on which the license runs, on its holder's calendar (F11). Absent: perpetual. */
  readonly endsOn?: CalendarDate;
  /** Last day of the grace of an initial subscription (F3, F11). */
  readonly graceEndsOn?: CalendarDate;
  /** The account that claimed it (M5). */
  readonly originAccountId: string;
  /** Every account that sees it, the holders aside (O2). */
  readonly visibleTo: readonly string[];
  /** Stock of a reseller: to be moved on until `endsOn` (S1). */
  readonly stock: boolean;
  /** Term that a customer gets when stock is moved to them (S2). Absent: perpetual. */
  readonly termMonths?: number;
  readonly deviceType?: string;
  readonly edition?: string;
  readonly package?: string;
  /** Subscription plan of the product. */
  readonly plan?: string;
  /** Whether it costs the holder's own price where there is one (I10). Absent on lots older than this fact. */
  readonly accountPriced?: boolean;
  /** Who paid for what is billed once (I7). */
  readonly payerAccountId?: string;
  /** What moves with licenses that are billed once; nothing when absent (I7). */
  readonly settlement?: OnceSettlement;
  readonly licenseKey?: string;
  readonly orderNumber?: string;
  readonly lineNumber?: number;
  readonly entitlementId?: string;
  readonly contractId?: string;
  readonly ssrn?: string;
  readonly sealedActivationCode?: string;
}

/** O10, I7: a lot that is billed once, with the payer on record as a revision of its order has it. */
export function paidAsRevised(lot: Lot, order: PayingOrder): Lot {
  if (lot.orderNumber !== order.orderNumber || lot.billing !== 'once') return lot;
  return { ...lot, payerAccountId: payingAccount(order.accounts) ?? lot.originAccountId };
}

interface PayingOrder {
  readonly orderNumber: string;
  readonly accounts: Parameters<typeof payingAccount>[0];
}

export const statusNames = ['future', 'active', 'grace', 'expired'] as const;

export type LotStatus = (typeof statusNames)[number];

/**
 * What a lot is on a day of its holder's calendar: active through `endsOn`, in grace through `graceEndsOn` (F11).
 *
 * @param begun until which day what starts has begun (`begunBy`), where that is further
 */
export function statusOn(
  lot: Pick<Lot, 'startsOn' | 'endsOn' | 'graceEndsOn'>,
  day: CalendarDate,
  begun: CalendarDate = day,
): LotStatus {
  if (begun < lot.startsOn) return 'future';
  if (lot.endsOn === undefined || day <= lot.endsOn) return 'active';
  if (lot.graceEndsOn !== undefined && day <= lot.graceEndsOn) return 'grace';
  return 'expired';
}

/** Whether the lot runs on a day; its grace does not count. */
export function isActiveOn(lot: Pick<Lot, 'startsOn' | 'endsOn'>, day: CalendarDate): boolean {
  return lot.startsOn <= day && (lot.endsOn === undefined || day <= lot.endsOn);
}

/** L4: the day on which what a lot covers is counted: today, or its start when that is later. */
export function countingDay(lot: Pick<Lot, 'startsOn'>, today: CalendarDate): CalendarDate {
  return lot.startsOn > today ? lot.startsOn : today;
}

/** Sorts what ends first to the front, perpetual lots last; equal ends by start, then id, so that the order is one. */
export function byEnd(a: Lot, b: Lot): number {
  return (
    compare(a.endsOn ?? '9999-99-99', b.endsOn ?? '9999-99-99') ||
    compare(a.startsOn, b.startsOn) ||
    compare(a.lotId, b.lotId)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * What devices are counted by (L5): a product, or all products of a device type. Written `sku:…` or `type:…`.
 */
export type Counted = string;

/** How devices of a product are counted. */
export function countedBySku(sku: string): Counted {
  return `sku:${sku}`;
}

/** How devices of a type are counted, over all products for it. */
export function countedByType(deviceType: string): Counted {
  return `type:${deviceType}`;
}

/** The device type that is counted by; undefined where it is a product. */
export function deviceTypeIn(counted: Counted): string | undefined {
  return counted.startsWith('type:') ? counted.slice('type:'.length) : undefined;
}

/** Everything that a lot's licenses are counted under. */
export function countedOf(lot: Pick<Lot, 'sku' | 'deviceType'>): readonly Counted[] {
  const bySku = countedBySku(lot.sku);
  return lot.deviceType === undefined ? [bySku] : [bySku, countedByType(lot.deviceType)];
}
