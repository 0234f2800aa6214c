import { z } from 'zod';
import { recordedOrderAccount, recordedProductFacts } from './sale-facts.ts';
import { lineFacts, recordedHeaderFacts } from './text/order-facts.ts';
import {
  currency,
  date,
  derivedIdentifier,
  instant,
  price,
  quantity,
  recordedEmail,
  recordedIdentifier,
  termMonths,
  violation,
} from './text/primitives.ts';

/** Topic `orders`, out: what order intake made of a sales order. Key: order number. */

/** The system whose the order is; of a refusal, the one that is refused (O8). Orders of earlier releases do not say. */
const eventSource = z.string().min(1).max(512);

const lineState = z.enum(['waiting', 'released', 'cancelled']);

const acceptedLine = z.object({
  lineNumber: z.int(),
  sku: recordedIdentifier,
  quantity,
  unitPrice: price,
  requestedShipDate: date.optional(),
  activationDate: date.optional(),
  ...lineFacts,
  state: lineState,
});

/**
 * `order.accepted.v1` and `order.changed.v1`: the order as it now stands. What of it may follow a release is followed by every
 * service that has it (O10).
 */
export const orderAccepted = z.object({
  orderNumber: recordedIdentifier,
  source: eventSource.optional(),
  revision: z.int(),
  ...recordedHeaderFacts,
  placedAt: instant.optional(),
  currency,
  accounts: z.array(recordedOrderAccount),
  emails: z.array(recordedEmail),
  lines: z.array(acceptedLine),
  at: instant,
});
export const orderChanged = orderAccepted;

/** `order.rejected.v1`: refused as a whole, with everything that is wrong with it (O5). */
export const orderRejected = z.object({
  orderNumber: recordedIdentifier,
  source: eventSource.optional(),
  revision: z.int(),
  violations: z.array(violation).min(1),
  at: instant,
});

/** What the answer to a document says of its order. `mixed`: what had gone out stays. `kept`: a cancellation that stopped nothing. */
export const answerOutcome = z.enum([
  'received',
  'accepted',
  'waiting',
  'mixed',
  'rejected',
  'cancelled',
  'kept',
  'fulfilled',
]);

/** `order.cancelled.v1`: which lines it stopped and which were too far gone (O4). */
export const orderCancelled = z.object({
  orderNumber: recordedIdentifier,
  revision: z.int(),
  cancelledLines: z.array(z.int()),
  releasedLines: z.array(z.int()),
  at: instant,
});

/** A line that goes to fulfillment, with the catalog's facts as they were at order time (O6). */
export const releasedLine = z.object({
  lineNumber: z.int(),
  sku: recordedIdentifier,
  quantity,
  unitPrice: price,
  kind: z.enum(['initial', 'renewal']),
  /** Absent: perpetual. */
  termMonths: termMonths.optional(),
  /** The term starts on this day, where it has not come when the line is fulfilled (O11). */
  activationDate: date.optional(),
  ...lineFacts,
  product: recordedProductFacts,
});

/** `shipment.released.v1`: the lines of one order that are due together (O3). */
export const shipmentReleased = z.object({
  shipmentId: derivedIdentifier,
  orderNumber: recordedIdentifier,
  revision: z.int(),
  ...recordedHeaderFacts,
  currency,
  accounts: z.array(recordedOrderAccount),
  emails: z.array(recordedEmail),
  lines: z.array(releasedLine).min(1),
  releasedAt: instant,
});

/** An answer to the document that an order came in, in its sender's own format; no license is activated with it. */
const orderAnswer = z.object({
  answerId: z.string(),
  orderNumber: recordedIdentifier,
  /** 0 where nothing of the document went on. */
  revision: z.int(),
  sender: z.string(),
  documentId: z.string(),
  outcome: answerOutcome,
  format: z.string(),
  tries: z.int().min(1),
});

/** `order-answer.sent.v1`: the sender's system has taken it. */
export const orderAnswerSent = orderAnswer.extend({ at: instant });

/** `order-answer.undeliverable.v1`: it was given up. */
export const orderAnswerUndeliverable = orderAnswer.extend({ reason: z.string(), at: instant });

export type OrderAccepted = z.infer<typeof orderAccepted>;
export type OrderChanged = z.infer<typeof orderChanged>;
export type OrderRejected = z.infer<typeof orderRejected>;
export type OrderCancelled = z.infer<typeof orderCancelled>;
export type ShipmentReleased = z.infer<typeof shipmentReleased>;
export type OrderAnswerSent = z.infer<typeof orderAnswerSent>;
export type OrderAnswerUndeliverable = z.infer<typeof orderAnswerUndeliverable>;

/** The event types of topic `orders`. */
export const orderEvents = {
  'order.accepted.v1': orderAccepted,
  'order.rejected.v1': orderRejected,
  'order.changed.v1': orderChanged,
  'order.cancelled.v1': orderCancelled,
  'shipment.released.v1': shipmentReleased,
  'order-answer.sent.v1': orderAnswerSent,
  'order-answer.undeliverable.v1': orderAnswerUndeliverable,
} as const;
