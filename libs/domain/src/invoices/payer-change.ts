import { countsFrom, landingMonth } from '../values/billing.ts';
import type { BilledAccount } from './account/account.ts';
import type { InvoicingBooks } from './books.ts';
import type { OrderHeader } from './events.ts';
import type { LedgerChange, Movement } from './owed/movement.ts';

/** Who pays for an order may change until it is billed (O10): what was recorded for one payer moves to another. */

/** A side of a ledger action with the payer that the newest known revision of its order names. */
export function billedAsRevised(change: LedgerChange, books: Pick<InvoicingBooks, 'orders'>): LedgerChange {
  const payer = books.orders.get(change.orderNumber ?? '')?.payerAccountId;
  if (payer === undefined) return change;
  if (change.payerAccountId !== undefined) return { ...change, payerAccountId: payer };
  if (change.heldBy === undefined) return change;
  // Without a settlement it is the order line itself, which names the end customer where another account pays.
  const counterparty = change.settlement ? change.counterparty : otherThan(payer, change.heldBy);
  return { ...change, accountId: payer, counterparty };
}

/**
 * The movements that take an order from the payers that it has by now to the one of a revision: what each was billed for, or is to
 * be, leaves it and comes to the other with the same cause. On an open invoice the two come to nothing; what was issued stays, and
 * comes back on the next one. None where it has no other payer.
 */
export function payerMovements(
  books: Pick<InvoicingBooks, 'paid'>,
  order: OrderHeader,
  accountOf: (accountId: string) => BilledAccount,
): Movement[] {
  const { orderNumber, revision, payerAccountId: payer, customerId } = order;
  if (payer === undefined) return [];
  const actionId = `${orderNumber}/payer/${revision}`;
  const movements: Movement[] = [];
  const add = (movement: Movement) =>
    movements.push({ ...movement, orderNumber, actionId, movementId: `${actionId}/${movements.length + 1}` });
  for (const { movement, quantity } of netByAccount(books.paid.get(orderNumber) ?? [])) {
    if (movement.accountId === payer || quantity === 0) continue;
    add({ ...movement, quantity: -quantity, cause: { ...movement.cause, revision } });
    const { counterparty: _customer, revision: _before, ...cause } = movement.cause;
    const counterparty = cause.settlement ? movement.cause.counterparty : otherThan(payer, customerId);
    const on = countsFrom(cause.at, accountOf(payer).timeZone, movement.lot);
    const moved = { accountId: payer, quantity, on, lands: landingMonth(on) };
    add({ ...movement, ...moved, cause: { ...cause, ...(counterparty && { counterparty }) } });
  }
  return movements;
}

interface NetMovement {
  readonly movement: Movement;
  readonly quantity: number;
}

/** What movements of one lot and cause add up to for each account. */
function netByAccount(paid: readonly Movement[]): NetMovement[] {
  const keyOf = ({ accountId, lot, cause, share }: Movement) =>
    JSON.stringify([
      accountId,
      lot.lotId,
      `${lot.price.minor}`,
      cause.type,
      cause.id,
      share,
      cause.withheld,
      cause.rounding,
    ]);
  return [...Map.groupBy(paid, keyOf).values()].flatMap((alike) => {
    const [movement] = alike;
    return movement ? [{ movement, quantity: alike.reduce((sum, { quantity }) => sum + quantity, 0) }] : [];
  });
}

function otherThan(accountId: string, other: string | undefined): string | undefined {
  return other === accountId ? undefined : other;
}
