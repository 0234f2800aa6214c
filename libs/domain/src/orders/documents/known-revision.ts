import type { Instant } from '../../values/calendar.ts';
import { isCancelled, type Order, type OrderBooks, type Refusal } from '../order.ts';
import { isOneSystem, refusalOf } from '../source.ts';
import type { AnsweredEvent } from './order-answer.ts';

/** What came and changed nothing: its order knew it already. */
export interface KnownRevision {
  readonly orderNumber: string;
  readonly revision: number;
  readonly source: string;
  /** It asks for the order's cancellation. */
  readonly cancels: boolean;
}

/**
 * What is answered to a document whose revision changed nothing: what was decided of that revision before, as the order stands now. It
 * came another way first, or a newer one did. Undefined where the order is not there.
 */
export function answeredBefore(books: OrderBooks, asked: KnownRevision, at: Instant): AnsweredEvent | undefined {
  const { orderNumber, revision, source, cancels } = asked;
  const order = books.orders.get(orderNumber);
  if (!order) return undefined;
  if (order.source !== undefined && !isOneSystem(books, order.source, source)) {
    // O8: of another system's order nothing is told but that it is another's.
    return { type: 'OrderRejected', order, refusal: refusalOf(orderNumber, order.source, asked, at) };
  }
  if (isCancelled(order) && (cancels || order.revision >= revision)) {
    if (cancels) return { type: 'OrderCancelled', order: { ...order, revision }, at };
    return refused(order, asked, at, 'ORDER_CANCELLED', `order ${orderNumber} is cancelled`);
  }
  const isCurrent = order.state === 'accepted' && order.revision === revision && !cancels;
  if (isCurrent) return { type: 'OrderAccepted', order, at };
  const refusal = order.refusals.findLast((each) => each.revision === revision && !cancels);
  if (refusal) return { type: 'OrderRejected', order, refusal: { ...refusal, source } };
  const message = `revision ${order.seenRevision} of order ${orderNumber} came before revision ${revision}, which changed nothing`;
  return refused(order, asked, at, 'REVISION_OUTDATED', message);
}

function refused(
  order: Order,
  { revision, source, cancels }: KnownRevision,
  at: Instant,
  code: string,
  message: string,
): AnsweredEvent {
  const remedy = cancels ? 'cancel the order as it stands now' : 'send what is meant with a higher revision';
  const refusal: Refusal = { revision, source, at, violations: [{ code, path: 'revision', message, remedy }] };
  return { type: 'OrderRejected', order, refusal };
}
