import { later } from '#domain/values/billing.ts';
import type { Month } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import { type BilledAccount, type InvoicingSettings, isAccountPriced, isOfPlan } from '../account/account.ts';
import type { Adjustment } from './adjustment.ts';
import { type Cause, type Movement, repriced, samePrice } from './movement.ts';
import type { RecurringLot } from './recurring.ts';

/** A license price of the account's own, and the plan whose products it is for. */
export interface OwnPrice {
  readonly price: Money;
  readonly plan?: string;
}

/**
 * True where a price is another than the one that was told last, or for another plan: one that comes back after a price for all plans,
 * or for another one, is told anew (I10).
 */
export function isNewPrice({ ownPrices }: Pick<BilledAccount, 'ownPrices'>, { price, plan }: OwnPrice): boolean {
  const last = ownPrices.at(-1);
  return !last || last.plan !== plan || !samePrice(last.price, price);
}

/** The account with its own price from the invoice of a month on, in place of what was to come from then for that plan. */
export function withOwnPrice(account: BilledAccount, { price, plan }: OwnPrice, from: Month): BilledAccount {
  const stays = account.ownPrices.filter((step) => step.from < from || (plan !== undefined && step.plan !== plan));
  const ownPrices = [...stays, { from, price, plan }].sort((one, other) => compare(one.from, other.from));
  return { ...account, ownPrices };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * What a new price of the account's own does to the licenses that it has of the price's plan (I1, I2, I10): all leave their
 * price and come back at the new one on the invoice of `from`, those whose billing starts later on the invoice that it
 * starts on. Licenses of an order keep the price of the order.
 *
 * @param actionId names the change; two changes must not have the same
 */
export function priceMovements(
  actionId: string,
  { price, plan }: OwnPrice,
  from: Month,
  recurring: readonly RecurringLot[],
  pending: readonly Adjustment[],
  cause: Cause,
  settings: InvoicingSettings,
): Movement[] {
  const held = new Map<
    string,
    Pick<Movement, 'actionId' | 'accountId' | 'lot' | 'quantity' | 'cause'> & { lands: Month }
  >();
  const add = ({ accountId, lot, quantity }: RecurringLot, lands: Month): void => {
    if (!isAccountPriced(lot, settings) || !isOfPlan(lot, plan) || samePrice(lot.price, price)) return;
    const key = JSON.stringify([lands, lot.lotId, lot.price.currency, lot.price.minor.toString()]);
    held.set(key, {
      actionId,
      accountId,
      lot,
      lands,
      cause,
      quantity: (held.get(key)?.quantity ?? 0) + quantity,
    });
  };
  for (const lot of recurring) add(lot, from);
  for (const adjustment of pending) {
    if (adjustment.recurs) add(adjustment, later(adjustment.period, from));
  }
  return [...held.values()]
    .filter(({ quantity }) => quantity !== 0)
    .flatMap(({ lands, ...licenses }, index) => repriced(licenses, price, lands, `${actionId}/${index + 1}`));
}
