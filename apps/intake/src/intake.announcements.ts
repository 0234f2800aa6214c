import type { z } from 'zod';
import type { OrderAccepted, OrderCancelled, OrderRejected, ShipmentReleased } from '#contracts/orders.ts';
import { lineFacts, recordedHeaderFacts } from '#contracts/text/order-facts.ts';
import type { Order, OrderEvent, OrderLine } from '#domain/orders/order.ts';
import type { Announcement } from '#runtime/slices/slice.ts';

/** What the outside hears of orders, on topic `orders`. */
export function announce(event: OrderEvent): Announcement[] {
  switch (event.type) {
    case 'OrderAccepted':
      return [toOrders(event.order, 'order.accepted.v1', acceptedData(event.order, event.at))];
    case 'OrderChanged':
      return [toOrders(event.order, 'order.changed.v1', acceptedData(event.order, event.at))];
    case 'OrderRejected':
      return [toOrders(event.order, 'order.rejected.v1', rejectedData(event))];
    case 'OrderCancelled':
      return [toOrders(event.order, 'order.cancelled.v1', cancelledData(event.order, event.at))];
    case 'ShipmentReleased':
      return [toOrders(event.order, 'shipment.released.v1', shipmentData(event))];
    case 'LinesBilled':
    case 'ProductPublished':
    case 'ProductWithdrawn':
      return [];
  }
}

function toOrders({ orderNumber }: Order, type: string, data: unknown): Announcement {
  return { topic: 'orders', key: orderNumber, type, subject: orderNumber, data };
}

function acceptedData(order: Order, at: string): OrderAccepted {
  const { orderNumber, source, revision, placedAt, currency, accounts, emails } = order;
  return {
    orderNumber,
    source,
    revision,
    ...soundFacts(recordedHeaderFacts, order),
    placedAt,
    currency,
    accounts: accounts as OrderAccepted['accounts'],
    emails: [...emails],
    lines: order.lines.map(({ lineNumber, sku, quantity, unitPrice, ...line }) => ({
      lineNumber,
      sku,
      quantity,
      unitPrice,
      requestedShipDate: line.requestedShipDate,
      activationDate: line.activationDate,
      ...soundFacts(lineFacts, line),
      state: line.state,
    })),
    at,
  };
}

/** What is sound of facts that pass through: an order may be older than a field, and have anything under its name. */
function soundFacts<Name extends string>(
  schemas: Readonly<Record<Name, z.ZodType<string | undefined>>>,
  kept: { readonly [Each in NoInfer<Name>]?: unknown },
): { readonly [Each in Name]?: string } {
  const facts: { [Each in Name]?: string } = {};
  for (const name in schemas) facts[name] = schemas[name].safeParse(kept[name]).data;
  return facts;
}

function rejectedData({ order, refusal }: Extract<OrderEvent, { type: 'OrderRejected' }>): OrderRejected {
  return {
    orderNumber: order.orderNumber,
    source: refusal.source,
    revision: refusal.revision,
    violations: [...refusal.violations],
    at: refusal.at,
  };
}

function cancelledData(order: Order, at: string): OrderCancelled {
  const inState = (state: OrderLine['state']) =>
    order.lines.filter((line) => line.state === state).map((line) => line.lineNumber);
  return {
    orderNumber: order.orderNumber,
    revision: order.revision,
    cancelledLines: inState('cancelled'),
    releasedLines: inState('released'),
    at,
  };
}

function shipmentData({ order, shipment, at }: Extract<OrderEvent, { type: 'ShipmentReleased' }>): ShipmentReleased {
  return {
    shipmentId: shipment.shipmentId,
    orderNumber: order.orderNumber,
    revision: order.revision,
    ...soundFacts(recordedHeaderFacts, order),
    currency: order.currency,
    accounts: order.accounts as ShipmentReleased['accounts'],
    emails: [...order.emails],
    lines: shipment.lines.map(
      ({ lineNumber, sku, quantity, unitPrice, kind, termMonths, activationDate, product, ...line }) => ({
        lineNumber,
        sku,
        quantity,
        unitPrice,
        kind,
        termMonths,
        activationDate,
        ...soundFacts(lineFacts, line),
        product: product as ShipmentReleased['lines'][number]['product'],
      }),
    ),
    releasedAt: at,
  };
}
