import { z } from 'zod';
import type { EntitlementFulfilled as EntitlementFulfilledData } from '#contracts/entitlements.ts';
import { type MailChanged, mailChanged } from '#contracts/mails.ts';
import { type OrderChanged, orderChanged, type ShipmentReleased, shipmentReleased } from '#contracts/orders.ts';
import { derivedIdentifier, identifier } from '#contracts/text/primitives.ts';
import { decideOrderChanged } from '#domain/entitlements/follow.ts';
import {
  type Candidate,
  type EntitlementFulfilled,
  entitlementIdOf,
  evolveFulfillment,
  type FulfillmentState,
  fulfilShipment,
} from '#domain/entitlements/fulfil.ts';
import type { OrderFollowed } from '#domain/entitlements/order-header.ts';
import { type MailQueued, resendMail } from '#domain/entitlements/shipment-mail.ts';
import { revisedFactsOf } from '#domain/values/order-facts.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Announcement, Context, Slice } from '#runtime/slices/slice.ts';
import { type FulfillmentNeeds, noNeeds } from './fulfillment.needs.ts';

/** What the catalog said of a product at order time. */
export type ShippedProduct = ShipmentReleased['lines'][number]['product'];

/** The part of the service's state that a batch loads; candidates are drawn before anything is decided. */
export interface FulfillmentBooks extends FulfillmentState {
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** What stands behind the @ of Message-IDs. */
  readonly mailDomain: string;
}

/** A mail keeps the correlation of the message that queued it, so that its own events belong to the same chain. */
export type QueuedShipmentMail = MailQueued & { readonly correlationId: string };

export type FulfillmentEvent =
  | EntitlementFulfilled<ShippedProduct>
  | QueuedShipmentMail
  | OrderFollowed
  | { readonly type: 'ForeignMailChanged'; readonly mail: MailChanged }
  | { readonly type: 'ResendRefused'; readonly violations: readonly Violation[] };

type FulfillmentSlice<Data> = Slice<Data, FulfillmentNeeds, FulfillmentBooks, FulfillmentEvent>;

/** F1: a shipment that is due becomes entitlements and a mail. */
const fulfil: FulfillmentSlice<ShipmentReleased> = {
  type: 'shipment.released.v1',
  schema: shipmentReleased,
  streams: ({ orderNumber }) => [orderNumber],
  needs: ({ shipmentId, orderNumber, accounts, lines }) => ({
    shipments: [
      { shipmentId, entitlementIds: lines.map(({ lineNumber }) => entitlementIdOf(orderNumber, lineNumber)) },
    ],
    mails: [shipmentId],
    orders: [orderNumber],
    customers: accounts.flatMap(({ accountId, role }) => (role === 'end-customer' ? [accountId] : [])),
  }),
  decide: (books, { data, correlationId }, now) =>
    fulfilShipment(books, data, books.candidates, now, books.mailDomain).map((event) =>
      event.type === 'MailQueued' ? { ...event, correlationId } : event,
    ),
};

/** O10: what of a released order was revised, its addresses, accounts and references. */
const follow: FulfillmentSlice<OrderChanged> = {
  type: 'order.changed.v1',
  schema: orderChanged,
  streams: ({ orderNumber }) => [orderNumber],
  needs: ({ orderNumber }) => ({ orders: [orderNumber], revised: [orderNumber] }),
  decide: (books, { data, correlationId }, now) => {
    const { orderNumber, revision, accounts, emails } = data;
    const header = { orderNumber, revision, ...revisedFactsOf(data), accounts, emails };
    return decideOrderChanged(books, header, now, books.mailDomain).map((event) =>
      event.type === 'MailQueued' ? { ...event, correlationId } : event,
    );
  },
};

/** F10: what has become of a mail of another service. */
const register: FulfillmentSlice<MailChanged> = {
  type: 'mail.changed.v1',
  schema: mailChanged,
  streams: ({ messageId }) => [messageId],
  needs: () => ({}),
  decide: (_books, { data }) => [{ type: 'ForeignMailChanged', mail: data }],
};

/** The command that HTTP gives. */
export const resendCommand = 'resend-fulfillment-mail';

const resendRequest = z.object({ shipmentId: derivedIdentifier, orderNumber: identifier });
export type ResendRequest = z.infer<typeof resendRequest>;

/** F8: somebody wants the mail of a shipment again. */
const resend: FulfillmentSlice<ResendRequest> = {
  type: resendCommand,
  schema: resendRequest,
  streams: ({ orderNumber }) => [orderNumber],
  needs: ({ shipmentId, orderNumber }) => ({ mails: [shipmentId], orders: [orderNumber] }),
  decide: (books, { data, correlationId }, now) => {
    const result = resendMail(books, data.shipmentId, now, books.mailDomain);
    return result.ok
      ? [{ ...result.value, correlationId }]
      : [{ type: 'ResendRefused', violations: result.violations }];
  },
};

/** All that fulfillment decides. */
export const fulfillmentContext: Context<FulfillmentNeeds, FulfillmentBooks, FulfillmentEvent> = {
  slices: [fulfil, follow, register, resend],
  // An order is fulfilled by its shipments; requests for mails are heard by the service that has the mail.
  passesOver: [
    'order.accepted.v1',
    'order.rejected.v1',
    'order.cancelled.v1',
    'order-answer.sent.v1',
    'order-answer.undeliverable.v1',
    'mail.resend-requested.v1',
  ],
  noNeeds,
  evolve: (books, event) => {
    if (event.type !== 'ResendRefused' && event.type !== 'ForeignMailChanged') evolveFulfillment(books, event);
  },
  announce: (event) => (event.type === 'EntitlementFulfilled' ? [announcementOf(event)] : []),
};

function announcementOf(event: EntitlementFulfilled<ShippedProduct>): Announcement {
  const { type: _type, activationCodeHash: _hash, accounts, ...facts } = event;
  const data: EntitlementFulfilledData = { ...facts, accounts: [...accounts] as EntitlementFulfilledData['accounts'] };
  return {
    topic: 'entitlements',
    key: event.accountId,
    type: 'entitlement.fulfilled.v1',
    subject: event.entitlementId,
    data,
  };
}
