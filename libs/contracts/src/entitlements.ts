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
  recordedAccount,
  recordedEmail,
  recordedIdentifier,
  termMonths,
} from './text/primitives.ts';

/** Topic `entitlements`, out: what was fulfilled and what became of the mail about it. Key: end customer account. */

/** `entitlement.fulfilled.v1`: one order line has become an entitlement (F1). */
export const entitlementFulfilled = z.object({
  entitlementId: derivedIdentifier,
  shipmentId: derivedIdentifier,
  orderNumber: recordedIdentifier,
  /** Of the order, as far as accounts and references are told here; absent in events of earlier releases. */
  revision: z.int().optional(),
  lineNumber: z.int(),
  ...recordedHeaderFacts,
  ...lineFacts,
  /** The end customer, to whom the license is assigned (O2). */
  accountId: recordedAccount,
  /** Every account on the order; all of them see the entitlement (O2, F5). */
  accounts: z.array(recordedOrderAccount),
  sku: recordedIdentifier,
  product: recordedProductFacts,
  quantity,
  unitPrice: price,
  currency,
  kind: z.enum(['initial', 'renewal']),
  termMonths: termMonths.optional(),
  startsOn: date,
  /** Last day on which the license runs (F11). Absent: perpetual. */
  endsOn: date.optional(),
  /** Last day of the grace of an initial subscription (F3, F11). */
  graceEndsOn: date.optional(),
  ssrn: z.string().regex(/^\d{12}$/),
  /**
   * The activation code, sealed with the key that the services share: whoever reads the topic does not read the code.
   */
  sealedActivationCode: z.string(),
  fulfilledAt: instant,
  /** BCP 47; what its documents are written in, as the end customer read when it was fulfilled. Absent: English. */
  language: z.string().max(35).optional(),
});

const mailFacts = z.object({
  shipmentId: derivedIdentifier,
  orderNumber: recordedIdentifier,
  messageId: z.string(),
  /** Which part of how many, where the shipment is too large for one mail (F9). */
  part: z.int().optional(),
  parts: z.int().optional(),
});

/** `fulfillment-mail.sent.v1`: the server has taken the mail for these addresses (F8). */
export const fulfillmentMailSent = mailFacts.extend({
  to: z.array(recordedEmail).min(1),
  answer: z.string(),
  at: instant,
});

/** `fulfillment-mail.undeliverable.v1`: refused for good, per address (F8). */
export const fulfillmentMailUndeliverable = mailFacts.extend({
  address: recordedEmail,
  reason: z.string(),
  at: instant,
});

export type EntitlementFulfilled = z.infer<typeof entitlementFulfilled>;
export type FulfillmentMailSent = z.infer<typeof fulfillmentMailSent>;
export type FulfillmentMailUndeliverable = z.infer<typeof fulfillmentMailUndeliverable>;

/** The event types of topic `entitlements`. */
export const entitlementEvents = {
  'entitlement.fulfilled.v1': entitlementFulfilled,
  'fulfillment-mail.sent.v1': fulfillmentMailSent,
  'fulfillment-mail.undeliverable.v1': fulfillmentMailUndeliverable,
} as const;
