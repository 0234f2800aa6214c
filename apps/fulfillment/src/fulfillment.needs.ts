/** A shipment that may have been fulfilled already, and the entitlements that its lines become. */
export interface NeededShipment {
  readonly shipmentId: string;
  readonly entitlementIds: readonly string[];
}

/** What the decisions about a batch look at. */
export interface FulfillmentNeeds {
  readonly shipments: Set<NeededShipment>;
  /** Shipments whose last mail matters. */
  readonly mails: Set<string>;
  /** Orders that may have been revised after their release (O10), by number. */
  readonly orders: Set<string>;
  /** Orders that are being revised: their mails that wait may be replaced. */
  readonly revised: Set<string>;
  /** End customers, whose language documents are written in (F4). */
  readonly customers: Set<string>;
}

export function noNeeds(): FulfillmentNeeds {
  return { shipments: new Set(), mails: new Set(), orders: new Set(), revised: new Set(), customers: new Set() };
}
