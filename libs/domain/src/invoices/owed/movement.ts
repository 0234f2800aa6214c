import { countsFrom, firstDayOf, landingMonth, type PricedTerms } from '#domain/values/billing.ts';
import { type CalendarDate, type Instant, type Month, monthOf } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import type { OrderFacts } from '#domain/values/order-facts.ts';
import type { Settlement, Share } from '#domain/values/settlement.ts';
import { type BilledAccount, type InvoicingSettings, priceIn } from '../account/account.ts';

/** An account whose licenses stand on the invoice of another, as it was called then (I16). */
export interface BilledSite {
  readonly accountId: string;
  readonly name: string;
}

/** Why an invoice changed: a ledger action, a price change or a credit note, so that every cent can be traced (I1, I3). */
export interface Cause extends OrderFacts {
  /** Type of the event that told of it, `license.transferred.v1`. */
  readonly type: string;
  /** Transfer id where there is one, else the journal's. */
  readonly id: string;
  readonly at: Instant;
  readonly initiatedBy: string;
  /** The other account of a transfer, or the end customer of an order that somebody else pays. */
  readonly counterparty?: string;
  /** Order number and line, `SO-10001/1`. */
  readonly reference?: string;
  /** Of a change of who holds licenses: which money moved with them (I7). */
  readonly settlement?: Settlement;
  /** The payer on record of what is billed once, where it is not the account itself (I7). */
  readonly payerAccountId?: string;
  /** Of a share of the price that the payer on record gets back or is charged: the first holder, whose licenses they are (I7). */
  readonly heldBy?: string;
  /** Of unused days that are not given back, because what was paid for them had been given back before (I7). */
  readonly withheld?: true;
  /** Of what takes the sum of unused days to what it is when it is rounded once (I7). */
  readonly rounding?: true;
  /** Of what leaves a payer: the revision of the order that named another one (O10). */
  readonly revision?: number;
  /** Of what is billed again of an invoice for several accounts: whose licenses it bills (I16). */
  readonly site?: BilledSite;
}

/** The terms of a lot that decide what it costs. */
export interface BilledLot extends PricedTerms {
  readonly lotId: string;
  readonly sku: string;
  readonly name: string;
  readonly program: string;
  /** Subscription plan of the product. */
  readonly plan?: string;
  /** Whether it costs the account's own price where there is one; absent on lots older than this fact (I10). */
  readonly accountPriced?: boolean;
}

/** One ledger action as invoicing reads it: who holds, or pays for, how many more or fewer of which lot. */
export interface LedgerAction {
  /** Id of the journal. */
  readonly id: string;
  readonly cause: Cause;
  readonly changes: readonly LedgerChange[];
  /** Of a line that was granted: the order that it is of. */
  readonly orderNumber?: string;
  /** What an order says of the accounts that it names (O6). */
  readonly named?: readonly NamedAccount[];
}

/** An account as an order names it. */
export interface NamedAccount {
  readonly accountId: string;
  readonly name?: string;
  readonly country?: string;
}

/** One side of a ledger action. */
export interface LedgerChange {
  readonly accountId: string;
  readonly lot: BilledLot;
  /** Signed. */
  readonly quantity: number;
  readonly counterparty?: string;
  readonly settlement?: Settlement;
  readonly payerAccountId?: string;
  /** Where the account is billed as the payer on record of an order: whose licenses they are (I7). */
  readonly heldBy?: string;
  /** The order that the lot comes from. */
  readonly orderNumber?: string;
  /** The part of the lot's price that moves; absent: all of it. */
  readonly share?: Share;
}

/** A signed number of licenses of a lot, at the price that they have for the account that is billed for them. */
export interface Movement {
  /** Id of the action and a position: the same action always makes the same movements, whatever is delivered again. */
  readonly movementId: string;
  /** Natural key: all movements of an action are recorded together, and once. */
  readonly actionId: string;
  readonly accountId: string;
  readonly lot: BilledLot;
  readonly quantity: number;
  /** The part of the price that moves; absent: all of it. */
  readonly share?: Share;
  /** The day it counts from, in the account's time zone. */
  readonly on: CalendarDate;
  /** Month of the invoice that owes it. */
  readonly lands: Month;
  readonly cause: Cause;
  /** Of what the payer of an order is billed for. */
  readonly orderNumber?: string;
}

/** The movements of a ledger action (I1): one for each side, and more where a price has changed since it happened. */
export function movementsOf(
  action: LedgerAction,
  accountOf: (accountId: string) => BilledAccount,
  settings: InvoicingSettings,
): Movement[] {
  return action.changes.flatMap((change, index) => {
    const account = accountOf(change.accountId);
    const on = countsFrom(action.cause.at, account.timeZone, change.lot);
    const { counterparty, settlement, payerAccountId, heldBy, orderNumber, share } = change;
    const of = {
      ...(counterparty && { counterparty }),
      ...(payerAccountId && { payerAccountId }),
      ...(heldBy && settlement && { heldBy }),
    };
    const cause = { ...action.cause, ...of, ...(settlement && { settlement }) };
    const movementId = `${action.id}/${index + 1}`;
    const lands = landingMonth(on);
    const { accountId, quantity } = change;
    const lot = withoutMoney(settlement) ? { ...change.lot, price: { ...change.lot.price, minor: 0n } } : change.lot;
    const billed = { movementId, actionId: action.id, accountId, quantity, share, on, lands, cause, lot };
    const movement = heldBy && orderNumber ? { ...billed, orderNumber } : billed;
    return atPricesOf(account, movement, settings);
  });
}

/** True where licenses change hands and no money of ours does (I7): told of with an amount of 0, and on no invoice. */
export function withoutMoney(settlement: Settlement | undefined): boolean {
  return settlement === 'paid-once' || settlement === 'reseller-stock';
}

/**
 * A movement at the price of the first month that it owes. Where a later month has another price the same licenses leave the
 * old one and come back at the new one in that month: neither a price change before nor one after it is told differently.
 */
function atPricesOf(account: BilledAccount, movement: Movement, settings: InvoicingSettings): Movement[] {
  const first = settings.proration === 'day' ? monthOf(movement.on) : movement.lands;
  let price = priceIn(account, movement.lot, first, settings);
  const movements = [{ ...movement, lot: { ...movement.lot, price } }];
  for (const { from } of account.ownPrices) {
    const next = priceIn(account, movement.lot, from, settings);
    if (from <= first || samePrice(price, next)) continue;
    const priced = { ...movement, lot: { ...movement.lot, price } };
    movements.push(...repriced(priced, next, from, `${movement.movementId}/${from}`));
    price = next;
  }
  return movements;
}

/** Two movements that take licenses from one price to another, from the invoice of a month on; they are not prorated. */
export function repriced(
  held: Pick<Movement, 'actionId' | 'accountId' | 'lot' | 'quantity' | 'cause'>,
  price: Money,
  lands: Month,
  movementId: string,
): Movement[] {
  const on = firstDayOf(lands);
  return [
    { ...held, movementId: `${movementId}/old`, quantity: -held.quantity, on, lands },
    { ...held, movementId: `${movementId}/new`, lot: { ...held.lot, price }, on, lands },
  ];
}

/** True for the same amount of the same currency. */
export function samePrice(one: Money, other: Money): boolean {
  return one.minor === other.minor && one.currency === other.currency;
}
