import { type CalendarDate, daysBetween } from './calendar.ts';

/** Which money moves with licenses (I7): previews of the ledger and invoices say the same, because both ask here. */

/** What a program lets move with licenses that are billed once: nothing, or what is left of their price. */
export type OnceSettlement = 'none' | 'remaining-term';

/**
 * How a change of who holds licenses was settled. `monthly`: each side's next invoice. `paid-once`: they moved with what was
 * paid. `remaining-term`: the unused days' share of the price. `reseller-stock`: between reseller and customer.
 */
export type Settlement = 'monthly' | 'paid-once' | 'remaining-term' | 'reseller-stock';

/** A part of a price: so many days of so many. */
export interface Share {
  readonly days: number;
  readonly of: number;
}

/** The terms of a lot that say what moves with it. */
export interface SettledTerms {
  readonly billing: 'once' | 'monthly';
  readonly settlement?: OnceSettlement;
}

/** How a transfer, a return or a decrease of a lot's licenses is settled (I7). */
export function settlementOf({ billing, settlement }: SettledTerms): Settlement {
  if (billing === 'monthly') return 'monthly';
  return settlement === 'remaining-term' ? 'remaining-term' : 'paid-once';
}

/**
 * The share of a term that is unused on a day, that day included; undefined where there is no term, and all of it is
 * unused for good. Never less than nothing, never more than the whole.
 */
export function unusedShare(
  { startsOn, endsOn }: { readonly startsOn: CalendarDate; readonly endsOn?: CalendarDate },
  on: CalendarDate,
): Share | undefined {
  if (endsOn === undefined) return undefined;
  const of = Math.max(1, daysBetween(startsOn, endsOn));
  return { days: Math.min(of, Math.max(0, daysBetween(on, endsOn))), of };
}

/** Who pays for an order: bill-to, else sold-to, else the end customer; undefined where it names none of them. */
export function payingAccount(
  accounts: readonly { readonly accountId: string; readonly role: string }[],
): string | undefined {
  const withRole = (role: string) => accounts.find((account) => account.role === role)?.accountId;
  return withRole('bill-to') ?? withRole('sold-to') ?? withRole('end-customer');
}

/**
 * The payer on record of licenses: for their first holder whoever paid for the order, for every other holder itself,
 * because it has been charged for them when it got them (I7).
 */
export function payerOf(
  lot: { readonly originAccountId: string; readonly payerAccountId?: string },
  holder: string,
): string {
  return holder === lot.originAccountId ? (lot.payerAccountId ?? holder) : holder;
}
