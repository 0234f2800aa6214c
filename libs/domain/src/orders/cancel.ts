import type { Instant } from '../values/calendar.ts';
import type { Order, OrderBooks, OrderEvent } from './order.ts';

/** O4: stops every line that is not yet released. An order that is not known yet stays cancelled when it comes later. */
export function cancelOrder(
  books: OrderBooks,
  asked: { readonly orderNumber: string; readonly revision: number },
  now: Instant,
): OrderEvent[] {
  const known = books.orders.get(asked.orderNumber);
  if (known && asked.revision <= known.seenRevision) return [];
  const order: Order = {
    ...(known ?? unknownOrder(asked.orderNumber)),
    revision: asked.revision,
    seenRevision: asked.revision,
    state: 'cancelled',
    lines: (known?.lines ?? []).map((line) => (line.state === 'waiting' ? { ...line, state: 'cancelled' } : line)),
  };
  return [{ type: 'OrderCancelled', order, at: now }];
}

function unknownOrder(orderNumber: string): Order {
  return {
    orderNumber,
    revision: 0,
    seenRevision: 0,
    currency: '',
    accounts: [],
    emails: [],
    lines: [],
    state: 'cancelled',
    shipments: 0,
    refusals: [],
  };
}
