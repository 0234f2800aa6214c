import type { Instant } from '../values/calendar.ts';
import type { Order, OrderBooks, OrderEvent, Refusal } from './order.ts';

/** Whose an order is (O8): the system that sent it first, by the `source` of its CloudEvents. */

/** So many foreign messages about one order are told apart; the same one again has had its answer. */
const mostForeign = 20;

/**
 * O8: what becomes of a revision or a cancellation that another system sends under the number of a known order. It is refused by
 * name, and the order stays as it is.
 *
 * @param content what tells one such message from another
 * @returns undefined when the sender is the order's own system, or one that is declared to be the same
 */
export function refusedToOthers(
  books: OrderBooks,
  known: Order | undefined,
  asked: { readonly source: string; readonly revision: number; readonly content: string },
  now: Instant,
): OrderEvent[] | undefined {
  // Orders that were taken before their source was kept are whoever's asks next.
  if (known?.source === undefined || isOneSystem(books, known.source, asked.source)) return undefined;
  const digest = books.digest(JSON.stringify([asked.source, asked.revision, asked.content]));
  const foreign = known.foreign ?? [];
  if (foreign.includes(digest)) return [];
  const refusal = refusalOf(known.orderNumber, known.source, asked, now);
  const order: Order = {
    ...known,
    foreign: withForeign(foreign, digest),
    refusals: withRefusal(known.refusals, refusal),
  };
  return [{ type: 'OrderRejected', order, refusal }];
}

/** The digests of what was refused to others with one more; the oldest go. */
export function withForeign(earlier: readonly string[] = [], digest: string): string[] {
  return [...earlier, digest].slice(-mostForeign);
}

/** The refusals of an order with one more; the oldest go. */
export function withRefusal(earlier: readonly Refusal[], refusal: Refusal): Refusal[] {
  return [...earlier, refusal].slice(-20);
}

/** Whether two sources are one system. */
export function isOneSystem({ sharedSources }: OrderBooks, one: string, other: string): boolean {
  return one === other || sharedSources.some((group) => group.includes(one) && group.includes(other));
}

/** The refusal of what another system sends under a number. */
export function refusalOf(
  orderNumber: string,
  holder: string,
  { source, revision }: { readonly source: string; readonly revision: number },
  at: Instant,
): Refusal {
  return {
    revision,
    source,
    at,
    violations: [
      {
        code: 'ORDER_OF_ANOTHER_SOURCE',
        path: 'orderNumber',
        value: orderNumber,
        message: `order ${orderNumber} is held by ${holder}; what ${source} sends under that number was ignored`,
        limit: holder,
        actual: source,
        remedy:
          'send it under a number that no other system uses; systems that share their numbers are declared to be one in ORDER_SOURCES',
      },
    ],
  };
}
