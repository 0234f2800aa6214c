import { later } from '../values/billing.ts';
import type { Month } from '../values/calendar.ts';
import type { Money } from '../values/money.ts';
import { type BilledAccount, type InvoicingSettings, isAccountPriced } from './account.ts';
import type { Adjustment } from './adjustment.ts';
import type { RecurringLot } from './invoice.ts';
import { type Cause, type Movement, repriced, samePrice } from './movement.ts';

/** The account with its own price from the invoice of a month on, in place of what was to come from then. */
export function withOwnPrice(account: BilledAccount, price: Money, from: Month): BilledAccount {
  return { ...account, ownPrices: [...account.ownPrices.filter((step) => step.from < from), { from, price }] };
}

/**
 * What a new price of the account's own does to the licences that it has (I1, I2): all leave their price and come back at
 * the new one on the invoice of `from`, and those whose billing starts later on the invoice that it starts on.
 *
 * @param actionId names the change; two changes must not have the same
 */
export function priceMovements(
  actionId: string,
  price: Money,
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
    if (!isAccountPriced(lot, settings) || samePrice(lot.price, price)) return;
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
    .flatMap(({ lands, ...licences }, index) => repriced(licences, price, lands, `${actionId}/${index + 1}`));
}
