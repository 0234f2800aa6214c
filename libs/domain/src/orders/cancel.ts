import type { Instant } from '../values/calendar.ts';
import { isCancelled, type Order, type OrderBooks, type OrderEvent, orderWithoutContent } from './order.ts';
import type { PersonsRequest } from './revision.ts';
import { refusedToPerson } from './rules/sender.ts';
import { refusedToOthers } from './source.ts';

/**
 * O4: stops every line that is not yet released, by the order's current revision or a newer one. An order that is not known yet
 * stays cancelled when it comes later; one that was released whole stays what it is, since nothing of it was stopped. Another system
 * stops nothing (O8), and neither does a person without the authority (O7).
 */
export function cancelOrder(
  books: OrderBooks,
  asked: {
    readonly orderNumber: string;
    readonly revision: number;
    readonly source: string;
    readonly person?: PersonsRequest;
  },
  now: Instant,
): OrderEvent[] {
  const known = books.orders.get(asked.orderNumber);
  const notTheirs = refusedToOthers(books, known, { ...asked, content: 'cancelled' }, now);
  if (notTheirs) return notTheirs;
  if (known && isAnswered(known, asked.revision)) return [];
  const notByThem = refusedToPerson(books, known, asked, asked.person, now);
  if (notByThem) return notByThem;
  const before = known ?? orderWithoutContent(asked.orderNumber, 'cancelled');
  const stops = before.lines.length === 0 || before.lines.some((line) => line.state === 'waiting');
  const order: Order = {
    ...before,
    source: before.source ?? asked.source,
    revision: asked.revision,
    seenRevision: Math.max(asked.revision, before.seenRevision),
    state: stops ? 'cancelled' : before.state,
    cancelledAt: before.cancelledAt ?? now,
    lines: before.lines.map((line) => (line.state === 'waiting' ? { ...line, state: 'cancelled' } : line)),
  };
  return [{ type: 'OrderCancelled', order, at: now }];
}

/** True for the same cancellation again, and for one of a revision that a newer one replaced. */
function isAnswered(known: Order, revision: number): boolean {
  return isCancelled(known) ? revision <= known.seenRevision : revision < known.revision;
}
