import type { Instant } from '#domain/values/calendar.ts';
import { factsOfLine, type OrderFacts } from '#domain/values/order-facts.ts';
import { type Account, accountFromOrder, type OrderAccount, supersedesAccount } from '../books/account.ts';
import { accountChange } from '../books/account-history.ts';
import type { Books } from '../books/books.ts';
import type { ReferenceEvent } from '../books/events.ts';
import type { OrderHeader } from '../books/order-accounts.ts';

/** What an order tells the ledger beside its lines: who stands on it, and under what names (O1, O2, O10). */

/** An order as a message tells of it, and who said so when. */
export interface ToldOrder extends OrderHeader {
  readonly at: Instant;
  readonly initiatedBy: string;
}

/**
 * O10: takes a revision of an order that was released. An older one than is known comes to nothing, whichever arrives last. Lots keep
 * their terms; who sees their codes, and who pays, follows from here.
 *
 * @param released false while nothing of the order is: then its accounts are not known by it yet
 */
export function decideOrderChanged(books: Books, told: ToldOrder, released: boolean): ReferenceEvent[] {
  const { at: _at, initiatedBy: _by, ...order } = told;
  const known = books.orders.get(order.orderNumber);
  if (known && known.revision >= order.revision) return [];
  const followed: ReferenceEvent = { type: 'OrderFollowed', order };
  return released ? [followed, ...accountsSeen(books, told)] : [followed];
}

/** A fulfilled line with what a newer revision of its order says, where one came before it. */
export function asRevised<Line extends OrderLine>(books: Books, line: Line): Line {
  const known = books.orders.get(line.orderNumber);
  if (!known || known.revision <= (line.revision ?? 0)) return line;
  return { ...line, ...factsOfLine(known, line.lineNumber), accounts: known.accounts };
}

interface OrderLine extends OrderFacts {
  readonly orderNumber: string;
  readonly revision?: number;
  readonly lineNumber: number;
  readonly accounts: readonly OrderAccount[];
}

/** Accounts that nothing better is known of become known by an order, or are called what it calls them now (O1). */
export function accountsSeen(books: Books, { accounts, at, initiatedBy }: Omit<ToldOrder, 'orderNumber' | 'revision'>) {
  return [...new Map(accounts.toReversed().map((seen) => [seen.accountId, seen])).values()].flatMap(
    (seen): ReferenceEvent[] => {
      const known = books.accounts.get(seen.accountId);
      const account = calledBy(seen, known, at);
      if (!saysSomething(known, account)) return [];
      return [{ type: 'AccountUpdated', account, change: accountChange(known, account, { source: initiatedBy, at }) }];
    },
  );
}

// What an order leaves out of an account that another order named stays as that one said it.
function calledBy(seen: OrderAccount, known: Account | undefined, at: Instant): Account {
  const told = accountFromOrder(seen, at);
  if (!known?.fromOrder) return told;
  return { ...told, name: seen.name ?? known.name, country: seen.country ?? known.country };
}

// The same partner stands on every order: it is written when it is new or something else is said of it.
function saysSomething(known: Account | undefined, told: Account): boolean {
  if (!known) return true;
  const isOther = told.name !== known.name || told.country !== known.country;
  return isOther && supersedesAccount(known, told);
}
