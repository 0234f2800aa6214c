import { type RevisedFacts, revisedHeader, revisedLine, type WithLines } from '../values/order-facts.ts';

/** An account as the order names it; what else the order says of it is carried along. */
export interface OrderAccount {
  readonly accountId: string;
  readonly role: 'end-customer' | 'partner' | 'distributor' | 'sold-to' | 'bill-to';
  readonly [more: string]: unknown;
}

/** What of an order may still change once it is released (O10), as one of its revisions has it. */
export interface OrderHeader extends RevisedFacts {
  readonly orderNumber: string;
  readonly revision: number;
  readonly accounts: readonly OrderAccount[];
  readonly emails: readonly string[];
}

/** The newest revision of orders that were revised, by order number. */
export type OrderHeaders = ReadonlyMap<string, OrderHeader>;

/** An order was revised: its entitlements, and mails and certificates made later, go by this. */
export interface OrderFollowed extends OrderHeader {
  readonly type: 'OrderFollowed';
}

/** O10: takes a revision of an order. An older one than is known comes to nothing, whichever arrives last. */
export function followOrder(headers: OrderHeaders, header: OrderHeader): OrderFollowed[] {
  const known = headers.get(header.orderNumber);
  if (known && known.revision >= header.revision) return [];
  return [{ type: 'OrderFollowed', ...header }];
}

/** A shipment, with the lines that it brings. */
export interface RevisedShipment
  extends WithLines,
    Pick<OrderHeader, 'orderNumber' | 'revision' | 'accounts' | 'emails'> {}

/** A shipment with what a newer revision of its order says, where one came before it. */
export function asRevised<Shipment extends RevisedShipment>(headers: OrderHeaders, shipment: Shipment): Shipment {
  const header = headers.get(shipment.orderNumber);
  if (!header || header.revision <= shipment.revision) return shipment;
  const { revision, accounts, emails } = header;
  const lines = shipment.lines.map((line) => ({ ...line, ...revisedLine(header, line.lineNumber) }));
  return { ...shipment, ...revisedHeader(header), revision, accounts, emails, lines };
}
