import { type CalendarDate, dateAt, type Instant } from '../values/calendar.ts';
import type { Order, OrderBooks, OrderEvent, OrderLine } from './order.ts';

/**
 * O3: releases what is due on a day as one shipment: lines whose requested ship date has come or passed, and lines without
 * one. Nothing when nothing is due.
 */
export function released(order: Order, today: CalendarDate, at: Instant): OrderEvent[] {
  if (order.state !== 'accepted') return [];
  const isDue = (line: OrderLine) =>
    line.state === 'waiting' && (line.requestedShipDate === undefined || line.requestedShipDate <= today);
  if (!order.lines.some(isDue)) return [];
  const shipmentId = `${order.orderNumber}-S${order.shipments + 1}`;
  const lines = order.lines.map(
    (line): OrderLine => (isDue(line) ? { ...line, state: 'released', shipmentId, releasedAt: at } : line),
  );
  const after: Order = { ...order, lines, shipments: order.shipments + 1 };
  const shipment = { shipmentId, lines: lines.filter((line) => line.shipmentId === shipmentId) };
  return [{ type: 'ShipmentReleased', order: after, shipment, at }];
}

/** The scheduler's command: releases what of an order is due by now. */
export function releaseDue(books: OrderBooks, orderNumber: string, now: Instant): OrderEvent[] {
  const order = books.orders.get(orderNumber);
  return order ? released(order, dateAt(now), now) : [];
}
