/** Every service, in the order in which an order passes through them. A service that is new begins here: what it lacks does not compile. */
export const serviceNames = ['intake', 'fulfillment', 'ledger', 'invoicing'] as const;

export type ServiceName = (typeof serviceNames)[number];
