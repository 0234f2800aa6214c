import { z } from 'zod';
import { orderAccount, productFacts } from '../sale-facts.ts';
import { salesOrder, salesOrderEvents } from '../sales-orders.ts';
import { headerFacts, lineFacts } from '../text/order-facts.ts';
import {
  currency,
  date,
  derivedIdentifier,
  identifier,
  instant,
  price,
  quantity,
  recordedEmail,
  termMonths,
  violation,
} from '../text/primitives.ts';
import { documentTypes } from './documents/http-documents.ts';
import { json, page, paging, type Route } from './http-route.ts';

/** Orders over HTTP: the way in for what has no Kafka, and what became of them. */

const orderLine = z.looseObject({
  lineNumber: z.int(),
  sku: identifier,
  quantity,
  unitPrice: price,
  kind: z.enum(['initial', 'renewal']),
  termMonths: termMonths.optional(),
  requestedShipDate: date.optional(),
  activationDate: date.optional(),
  ...lineFacts,
  product: productFacts,
  state: z.enum(['waiting', 'released', 'cancelled']),
  shipmentId: derivedIdentifier.optional(),
  releasedAt: instant.optional().describe('When it was released; absent of what earlier releases let go.'),
});

/** How an order can stand. */
export const orderState = z.enum(['accepted', 'rejected', 'cancelled']);

const source = z.string().optional();

const refusal = z.object({ revision: z.int(), source, at: instant, violations: z.array(violation).min(1) });

// What a refused order says about itself is as the sender wrote it, so nothing beside number and revision is sure.
const order = z.looseObject({
  orderNumber: identifier,
  source,
  revision: z.int(),
  ...headerFacts,
  placedAt: instant.optional(),
  currency: currency.or(z.literal('')),
  accounts: z.array(orderAccount),
  emails: z.array(recordedEmail),
  state: orderState,
  acceptedRevisions: z
    .array(z.object({ revision: z.int(), at: instant }))
    .optional()
    .describe('The last 20 revisions that were accepted, the latest last; absent of what earlier releases took.'),
  cancelledAt: instant
    .optional()
    .describe('When a cancellation came; the order is still accepted when everything had been released by then.'),
  lines: z.array(orderLine),
  refusals: z.array(refusal),
  receivedAt: instant,
});

const received = z.object({
  orderNumber: identifier,
  revision: z.int(),
  messageId: z.string().describe('CloudEvents id of the message that the order became.'),
  order: z.string().describe('Where to see what intake makes of it.'),
});

const salesOrderEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(512),
  source: z.string().min(1).max(512),
  type: z.enum(Object.keys(salesOrderEvents) as (keyof typeof salesOrderEvents)[]),
  subject: z.string().optional(),
  time: instant.optional(),
  data: salesOrder,
});

/** Schemas of these routes that are worth a name. */
export const intakeSchemas = {
  SalesOrder: salesOrder,
  SalesOrderEvent: salesOrderEvent,
  SalesOrderReceived: received,
  Order: order,
  OrderLine: orderLine,
  OrderRefusal: refusal,
  OrderAccount: orderAccount,
  ProductFacts: productFacts,
};

export const intakeRoutes: readonly Route[] = [
  {
    id: 'placeSalesOrder',
    method: 'POST',
    path: '/api/sales-orders',
    service: 'intake',
    summary: 'Hand in a sales order',
    description:
      'For systems without Kafka: the order goes onto topic `sales-orders` and the way of every other. Plain JSON is a placed ' +
      'order; a CloudEvent, structured (`application/cloudevents+json`) or binary (`ce-*` headers), can be changed or ' +
      'cancelled as well. Whether the order is accepted shows at `/api/orders/{orderNumber}`.',
    bytes: 'with-sender',
    query: {
      sender: {
        schema: z.string(),
        description:
          'Whose document the body is, of any format that the profile of the sender has; a header `sender` says the same. The answer ' +
          'is that of `/api/senders/{sender}/documents`.',
      },
    },
    body: { 'application/json': salesOrder, 'application/cloudevents+json': salesOrderEvent, ...documentTypes },
    idempotent: true,
    answers: [json(202, 'Taken; it will be decided on in its turn.', received)],
    problems: {
      404: 'There is no profile of that sender.',
      403: 'You do not administer every account that receives or pays.',
      409: '`EVENT_ID_REUSED`: the event id came before with other content; the problem says what it held.',
      422: 'Order number or revision cannot be read, or the event type is none of this topic.',
    },
  },
  {
    id: 'listOrders',
    method: 'GET',
    path: '/api/orders',
    service: 'intake',
    summary: 'Orders of your accounts',
    description: 'Newest first.',
    query: {
      state: { schema: orderState, description: 'Those in one state alone.' },
      q: { schema: z.string(), description: "Part of the order number or of the customer's own number, in any case." },
      account: { schema: identifier, description: 'Only orders that this account stands on.' },
      from: { schema: date, description: 'Only those that came first on that day (UTC) or later.' },
      to: { schema: date, description: 'Only those that came first on that day (UTC) or earlier.' },
      ...paging,
    },
    answers: [json(200, 'A page of orders.', page(order))],
  },
  {
    id: 'showOrder',
    method: 'GET',
    path: '/api/orders/{orderNumber}',
    service: 'intake',
    summary: 'One order, with its lines and every refusal',
    parameters: { orderNumber: 'As the ERP gave it.' },
    answers: [json(200, 'The order as it stands.', order)],
    problems: { 404: 'There is no such order that you can see.' },
  },
];
