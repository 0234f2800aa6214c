import type { Instant } from '../values/calendar.ts';
import { factsOfLine, orderFactsOf, withoutOrderFacts } from '../values/order-facts.ts';
import type { BilledAccount } from './account/account.ts';
import { billedAccountOf, type InvoicingBooks } from './books.ts';
import type { InvoicingEvent, OrderHeader } from './events.ts';
import type { Cause, LedgerAction, NamedAccount } from './owed/movement.ts';
import { paidKey } from './owed/paid-lots.ts';
import { billedAsRevised, payerMovements } from './payer-change.ts';
import { recordMovements } from './record.ts';

/** What orders say beside what they cost: how accounts are called, what the customer calls them, and who pays (O6, O10). */

/**
 * O10: takes a revision of an order that was released. An older one than is known comes to nothing, whichever arrives last. What is
 * issued stays as it was issued; lines that are to come go by it, and what another payer was to be billed for moves to the new one.
 *
 * @param released false while nothing of the order is: then its accounts are not known by it yet
 */
export function decideOrderChanged(
  books: InvoicingBooks,
  order: OrderHeader,
  released: boolean,
  now: Instant,
): InvoicingEvent[] {
  const known = books.orders.get(order.orderNumber);
  if (known && known.revision >= order.revision) return [];
  const accounts = released ? accountsNamed(books, order.named) : [];
  const named = new Map(accounts.map((account) => [account.accountId, account]));
  const accountAsNamed = (accountId: string) => named.get(accountId) ?? billedAccountOf(books, accountId);
  const movements = payerMovements(books, order, accountAsNamed);
  return [
    { type: 'OrderFollowed', order },
    ...accounts.map((account) => ({ type: 'AccountChanged', account }) as const),
    ...recordMovements(accountAsNamed, movements, now, books),
  ];
}

/** An action of the ledger with what a newer revision of its order says, where one is known. */
export function asRevised(books: InvoicingBooks, action: LedgerAction): LedgerAction {
  const changes = action.changes.map((change) => billedAsRevised(change, books));
  const order = action.orderNumber === undefined ? undefined : books.orders.get(action.orderNumber);
  if (!order) return { ...action, changes };
  return { ...action, changes, named: order.named, cause: causeAsRevised(action.cause, order) };
}

/** The cause of an order line with what a newer revision of its order calls it. */
export function causeAsRevised(cause: Cause, order: OrderHeader): Cause {
  const lineNumber = cause.reference?.slice(cause.reference.lastIndexOf('/') + 1) ?? '';
  return { ...withoutOrderFacts(cause), ...orderFactsOf(factsOfLine(order, lineNumber)) };
}

/** I17: the purchase order under which an account bought a lot, as the newest revision of its order has it; undefined where it did under none. */
export function orderOfLot(books: InvoicingBooks, accountId: string, lotId: string): string | undefined {
  const cause = books.bought.get(paidKey(accountId, lotId));
  if (!cause) return undefined;
  const { reference = '' } = cause;
  const order = books.orders.get(reference.slice(0, reference.lastIndexOf('/')));
  return (order ? causeAsRevised(cause, order) : cause).purchaseOrder;
}

/** O6: an order's name counts until an account's own system tells of it, its country until that one does. */
export function accountsNamed(books: InvoicingBooks, named: readonly NamedAccount[] = []): BilledAccount[] {
  return named.flatMap(({ accountId, name, country }) => {
    const known = billedAccountOf(books, accountId);
    const seen = {
      ...known,
      ...(name !== undefined && known.factsAt === undefined && { name }),
      ...(country !== undefined && { orderCountry: country }),
    };
    const same = seen.name === known.name && seen.orderCountry === known.orderCountry;
    return same ? [] : [seen];
  });
}
