import { z } from 'zod';
import { type ProductPublished, productWithdrawn } from '#contracts/catalog.ts';
import { type CreditNoteIssued, type InvoiceIssued, invoiceEvents } from '#contracts/invoices.ts';
import type { OrderAccepted, OrderCancelled, OrderRejected, ShipmentReleased } from '#contracts/orders.ts';
import { isExactNumber } from '#contracts/reading/json-text.ts';
import { readAs } from '#contracts/reading/read-as.ts';
import {
  type ReadableSalesOrder,
  readableSalesOrder,
  salesOrder,
  salesOrderCancelled,
} from '#contracts/sales-orders.ts';
import { lineFactFields } from '#contracts/text/line-facts.ts';
import { lineOfText } from '#contracts/text/primitives.ts';
import { cancelOrder } from '#domain/orders/cancel.ts';
import { publishProduct, withdrawProduct } from '#domain/orders/catalog.ts';
import { formOf } from '#domain/orders/content.ts';
import {
  type AskedOrder,
  evolve,
  type Order,
  type OrderBooks,
  type OrderDraft,
  type OrderEvent,
  type OrderLine,
  type OrderRevision,
  type PersonsRequest,
  type Product,
} from '#domain/orders/order.ts';
import { placeOrder } from '#domain/orders/place.ts';
import { releaseDue } from '#domain/orders/release.ts';
import type { LineFacts } from '#domain/values/order-facts.ts';
import type { Announcement, Context, Received, Slice } from '#runtime/slices/slice.ts';
import { pricedProduct } from './catalog/catalog.product.ts';

/** The source of what people ask for over HTTP. */
export const ownSource = '/seatwright/http';

type IntakeSlice<Data> = Slice<Data, OrderBooks, OrderEvent>;

/** A whole order in a revision; placed and changed differ in name only, since either may be the first that arrives. */
function orderRevision(type: string): IntakeSlice<ReadableSalesOrder> {
  return {
    type,
    schema: readableSalesOrder,
    streams: orderStreams,
    content: (raw) => formOf(raw),
    decide: (books, message, now) => placeOrder(books, revisionOf(message), now),
  };
}

const orderCancelled: IntakeSlice<{ orderNumber: string; revision: number }> = {
  type: 'sales-order.cancelled.v1',
  schema: salesOrderCancelled,
  streams: orderStreams,
  decide: (books, message, now) => {
    const { source, data } = message;
    return cancelOrder(books, { ...data, source, person: personOf(message, { revision: data.revision }) }, now);
  },
};

/** The scheduler's own command: never on a topic. */
export const releaseDueLines: IntakeSlice<{ orderNumber: string }> = {
  type: 'seatwright.release-due-lines',
  schema: z.object({ orderNumber: z.string() }),
  streams: orderStreams,
  decide: (books, message, now) => releaseDue(books, message.data.orderNumber, now),
};

const catalogPublished: IntakeSlice<ProductPublished> = {
  type: 'product.published.v1',
  schema: pricedProduct,
  streams: ({ sku }) => [`product/${sku}`],
  decide: (books, message) => publishProduct(books, productOf(message)),
};

const catalogWithdrawn: IntakeSlice<{ sku: string }> = {
  type: 'product.withdrawn.v1',
  schema: productWithdrawn,
  streams: ({ sku }) => [`product/${sku}`],
  decide: (books, message) => withdrawProduct(books, message.data.sku, message.time),
};

/** O10: what is billed has a payer that stays. A document of a month with more to give back than to pay is a credit note. */
function linesBilled(
  type: 'invoice.issued.v1' | 'credit-note.issued.v1',
): IntakeSlice<InvoiceIssued | CreditNoteIssued> {
  return {
    type,
    schema: invoiceEvents[type],
    // Nothing of an order changes, and a document may have thousands: an order that is revised at this moment is billed first or later.
    streams: () => [],
    decide(_books, { data: { number, orders = [] } }) {
      const lines = orders.flatMap(({ orderNumber, lines: of }) =>
        of.map((lineNumber) => ({ orderNumber, lineNumber })),
      );
      return lines.length === 0 ? [] : [{ type: 'LinesBilled', invoiceNumber: number, lines }];
    },
  };
}

/** All that order intake decides. */
export const intakeContext: Context<OrderBooks, OrderEvent> = {
  slices: [
    orderRevision('sales-order.placed.v1'),
    orderRevision('sales-order.changed.v1'),
    orderCancelled,
    releaseDueLines,
    catalogPublished,
    catalogWithdrawn,
    linesBilled('invoice.issued.v1'),
    linesBilled('credit-note.issued.v1'),
  ],
  evolve,
  announce,
};

function orderStreams({ orderNumber }: { readonly orderNumber: string }): string[] {
  return [`order/${orderNumber}`];
}

/** What of a message is an order; where the schema finds fault, the sound parts go on to the rules all the same (O5). */
function revisionOf(message: Received<ReadableSalesOrder>): OrderRevision {
  const { data, source } = message;
  const read = readAs(salesOrder, data);
  if (read.success) return { readable: 'whole', source, person: personOf(message, read.data), order: read.data };
  const { orderNumber, revision } = data;
  const draft = withoutFaults(read.sound, read.faults);
  const person = personOf(message, data);
  return { readable: 'partly', source, person, orderNumber, revision, draft, violations: read.violations };
}

/** O7: undefined for what a system sent. What our own HTTP took names the person who is signed in; without one, it names nobody. */
function personOf({ id, source, person }: Received, asked: AskedOrder): PersonsRequest | undefined {
  return person === undefined && source !== ownSource ? undefined : { email: person, requestId: id, asked };
}

/** A copy without the fields that a schema complained of; null, where it may stand, means that nothing does. */
function withoutFaults(data: unknown, faults: readonly (readonly PropertyKey[])[]): OrderDraft {
  const copy = withoutNulls(data) as Record<PropertyKey, unknown>;
  for (const path of faults) {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], copy);
    const field = path.at(-1);
    if (field !== undefined && typeof parent === 'object' && parent !== null) {
      (parent as Record<PropertyKey, unknown>)[field] = undefined;
    }
  }
  return copy as OrderDraft;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutNulls(each ?? undefined));
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value ?? undefined;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutNulls(each)]));
}

function productOf({ data, time }: Received<ProductPublished>): Product {
  const { sku, termMonths, prices, ...facts } = data;
  return { sku, facts, termMonths, prices, withdrawn: false, asOf: time };
}

function announce(event: OrderEvent): Announcement[] {
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
