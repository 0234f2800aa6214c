import type { BilledAccount } from './account.ts';
import { accountOf, type InvoicingBooks, type InvoicingEvent, type OrderHeader } from './books.ts';
import type { LedgerAction, NamedAccount } from './movement.ts';

/** What orders say beside what they cost: how accounts are called, and the customer's own number (O6, O10). */

/**
 * O10: takes a revision of an order that was released. An older one than is known comes to nothing, whichever arrives last. What is
 * issued stays as it was issued; lines that are to come go by it.
 *
 * @param released false while nothing of the order is: then its accounts are not known by it yet
 */
export function decideOrderChanged(books: InvoicingBooks, order: OrderHeader, released: boolean): InvoicingEvent[] {
  const known = books.orders.get(order.orderNumber);
  if (known && known.revision >= order.revision) return [];
  const accounts = released ? accountsNamed(books, order.named) : [];
  return [
    { type: 'OrderFollowed', order },
    ...accounts.map((account) => ({ type: 'AccountChanged', account }) as const),
  ];
}

/** An action of the ledger with what a newer revision of its order says, where one is known. */
export function asRevised(books: InvoicingBooks, action: LedgerAction): LedgerAction {
  const order = action.orderNumber === undefined ? undefined : books.orders.get(action.orderNumber);
  if (!order) return action;
  const { purchaseOrder: _before, ...cause } = action.cause;
  const { purchaseOrder, named } = order;
  return { ...action, named, cause: { ...cause, ...(purchaseOrder !== undefined && { purchaseOrder }) } };
}

/** O6: an order's name counts until an account's own system tells of it, its country until that one does. */
export function accountsNamed(books: InvoicingBooks, named: readonly NamedAccount[] = []): BilledAccount[] {
  return named.flatMap(({ accountId, name, country }) => {
    const known = accountOf(books, accountId);
    const seen = {
      ...known,
      ...(name !== undefined && known.factsAt === undefined && { name }),
      ...(country !== undefined && { orderCountry: country }),
    };
    const same = seen.name === known.name && seen.orderCountry === known.orderCountry;
    return same ? [] : [seen];
  });
}
