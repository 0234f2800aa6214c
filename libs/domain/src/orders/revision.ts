import type { Violation } from '../values/violation.ts';
import type { OrderDraft, RequestedOrder } from './order.ts';

/** A revision of an order as it came: whole, or as far as it could be read with what is wrong with the rest. */
export type OrderRevision = { readonly source: string; readonly person?: PersonsRequest } & (
  | { readonly readable: 'whole'; readonly order: RequestedOrder }
  | {
      readonly readable: 'partly';
      readonly orderNumber: string;
      readonly revision: number;
      readonly draft: OrderDraft;
      readonly violations: readonly Violation[];
    }
);

/** What a person sent over HTTP. A machine states what it likes, and has none of this. */
export interface PersonsRequest {
  /** Whom the token names, in the one spelling of a mailbox; undefined where nobody was named, which is no authority at all. */
  readonly email: string | undefined;
  /** The id of the request: delivered again, it has had its answer, whatever the person may do by then. */
  readonly requestId: string;
  /** The order as far as it can be read; of a cancellation its revision alone. */
  readonly asked: AskedOrder;
}

/** What a person asks for, as far as it can be read; the order's own rules find what is wrong with the rest. */
export interface AskedOrder {
  readonly revision?: unknown;
  readonly currency?: unknown;
  readonly accounts?: unknown;
  readonly lines?: unknown;
}
