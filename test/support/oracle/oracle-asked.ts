import type { OrderSent } from '../samples/orders.ts';

/** What was asked of the system from outside, and so has to come of it. */
export interface Asked {
  readonly orders: OrderSent[];
  /** Bytes that nobody can process, and whose dead letters they have to become. */
  readonly poison: { readonly service: string; readonly topic: string; readonly value: Buffer }[];
  readonly transfers: TransferAsked[];
  /** Codes and SSRNs at the last look, by entitlement: they never change. */
  readonly codes: Map<string, string>;
  /** Digests of issued documents at the last look, by number: they never change either. */
  readonly issued: Map<string, string>;
}

export interface TransferAsked {
  /** Of the CloudEvent: neither alone says which request it is. */
  readonly id: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
}
