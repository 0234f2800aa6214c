import type { z } from 'zod';
import { entitlementFulfilled } from '#contracts/entitlements.ts';
import type { IntakeSlice } from '../../document.books.ts';

/** What of an entitlement is told on: which line of which shipment, and when. Its code, sealed as it is, is not even read. */
const fulfilledLine = entitlementFulfilled.pick({
  orderNumber: true,
  shipmentId: true,
  lineNumber: true,
  fulfilledAt: true,
});

/** A line of an order has become an entitlement: its sender hears of it where its profile says so. */
export const noticeFulfilled: IntakeSlice<z.infer<typeof fulfilledLine>> = {
  type: 'entitlement.fulfilled.v1',
  schema: fulfilledLine,
  // Two processes that have lines of one shipment wait for each other: the second sees that it is whole.
  streams: ({ shipmentId }) => [`shipment/${shipmentId}`],
  // Of most orders nobody is told: what there is to know of the others is looked up where it is written down.
  needs: () => ({}),
  decide: (_books, { data: { orderNumber, shipmentId, lineNumber, fulfilledAt } }) => [
    { type: 'LineFulfilled', orderNumber, shipmentId, lineNumber, at: fulfilledAt },
  ],
};
