import type { OrderAccepted, OrderCancelled, OrderRejected, ShipmentReleased } from '#contracts/orders.ts';
import { lineFactFields } from '#contracts/text/line-facts.ts';
import { lineOfText } from '#contracts/text/primitives.ts';
import type { Order, OrderEvent, OrderLine } from '#domain/orders/order.ts';
import type { LineFacts } from '#domain/values/order-facts.ts';
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
  const { orderNumber, source, revision, purchaseOrder, placedAt, currency, accounts, emails } = order;
  return {
    orderNumber,
    source,
    revision,
    purchaseOrder,
    buyerReference: reference(order.buyerReference),
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
      ...soundFacts(line),
      state: line.state,
    })),
    at,
  };
}

/** Orders that were taken before there was such a field may have kept anything under its name. */
function reference(kept: unknown): string | undefined {
  return kept === undefined ? undefined : lineOfText.safeParse(kept).data;
}

/** The same of what a line passes through. */
function soundFacts(line: LineFacts): LineFacts {
  const kept: Readonly<Record<string, unknown>> = { ...line };
  const facts = Object.entries(lineFactFields).map(([name, schema]) => [name, schema.safeParse(kept[name]).data]);
  return Object.fromEntries(facts);
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
    purchaseOrder: order.purchaseOrder,
    buyerReference: reference(order.buyerReference),
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
        ...soundFacts(line),
        product: product as ShipmentReleased['lines'][number]['product'],
      }),
    ),
    releasedAt: at,
  };
}
