import { amountOf, duesOf, firstDayOf, later, type Proration } from '#domain/values/billing.ts';
import { type CalendarDate, dateAt, type Month } from '#domain/values/calendar.ts';
import type { Share } from '#domain/values/settlement.ts';
import type { BilledLot, Cause, Movement } from './movement.ts';

/** A signed line of one invoice that a movement caused (I1): quantity × price of the lot, or a share of that, for one month. */
export interface Adjustment {
  readonly adjustmentId: string;
  readonly movementId: string;
  readonly accountId: string;
  /** Month of the invoice that it lands on; it stays there for good. */
  readonly period: Month;
  /** The month that it is for; earlier than `period` when a movement was told of late, or when it is prorated. */
  readonly month: Month;
  readonly kind: 'order' | 'adjustment';
  readonly lot: BilledLot;
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  /** Where only days of the price are charged. */
  readonly share?: Share;
  readonly amountMinor: bigint;
  /** True when the quantity is billed again, as part of the recurring line, from the next invoice on. */
  readonly recurs: boolean;
  readonly cause: Cause;
  /** Of what is billed again: the rate that it was billed at, which it keeps (I9). */
  readonly taxRate?: string;
  /** What the rate of its supply was when it was recorded, for whoever hears of it; what it is taxed by is asked at issue. */
  readonly expectedTaxRate?: string;
  /** Of an account that had paid for its monthly licenses in advance when it was recorded, for whoever hears of it. */
  readonly prepaid?: boolean;
  /** Where an account gets an invoice for each purchase order: under which it bought the lot, whatever the cause names (I17). */
  readonly purchaseOrder?: string;
  /** The account whose invoice bore it when it was recorded, where that is another (I16), for whoever hears of it. */
  readonly billedWith?: string;
}

/**
 * What a movement adds to the account's invoices, of which `openPeriod` is the first that is not issued (I2).
 * Told of in time, that is one line on the invoice that it lands on. Told of late, it is one line for each month that
 * was issued without it, all on the open invoice.
 */
export function adjustmentsOf(movement: Movement, openPeriod: Month, proration: Proration): Adjustment[] {
  const { movementId, accountId, lot, quantity, cause } = movement;
  const period = later(movement.lands, openPeriod);
  const unitPriceMinor = lot.price.minor;
  return duesOf(movement, period, proration).map(({ month, share = movement.share }) => ({
    adjustmentId: `${movementId}/${month}`,
    movementId,
    accountId,
    period,
    month,
    kind: cause.type === 'license.granted.v1' && lot.billing === 'once' ? 'order' : 'adjustment',
    lot,
    quantity,
    unitPriceMinor,
    share,
    amountMinor: amountOf(quantity, unitPriceMinor, share),
    recurs: lot.billing === 'monthly' && month === period,
    cause,
  }));
}

/**
 * The day of the supply that an adjustment is for, on the account's calendar (I9): of licenses billed monthly the first day of
 * the month, or the day of the cause where that is within it; of licenses billed once the day of the cause.
 */
export function suppliedOn({ lot, month, cause }: Adjustment, timeZone: string): CalendarDate {
  const on = dateAt(cause.at, timeZone);
  if (lot.billing === 'once') return on;
  return on.startsWith(month) ? on : firstDayOf(month);
}
