import type { Violation } from '../../values/violation.ts';
import type { RequestedLine, RequestedOrder } from '../order.ts';

/** An order as a document has it: a revision is given to it when it is numbered. */
export type DocumentedOrder = Omit<RequestedOrder, 'revision'>;

/** An order of a sender, as the documents have brought it so far. */
export interface SourceOrder {
  readonly sender: string;
  /** The sender's own number of it. */
  readonly sourceId: string;
  readonly orderNumber: string;
  /** The revision that was last given. */
  readonly revision: number;
  /** The sender's version that came last, where there are versions. */
  readonly version?: string;
  /** The order as it was last sent on, and the digest of what counts of it; not there where only a cancellation came. */
  readonly order?: DocumentedOrder;
  readonly digest?: string;
  readonly isCancelled: boolean;
}

/** What a document asks for about one order. */
export type AskedOfOrder = {
  readonly sender: string;
  readonly sourceId: string;
  readonly orderNumber: string;
  readonly version?: string;
  /** The revision that the document states. */
  readonly stated?: number;
} & (
  | { readonly act: 'whole'; readonly order: DocumentedOrder }
  | { readonly act: 'patch'; readonly patch: OrderPatch }
  | { readonly act: 'cancel' }
);

/** What a patch changes: of the header what it names, and lines by their numbers. */
export interface OrderPatch {
  readonly header: Partial<Omit<DocumentedOrder, 'lines'>>;
  readonly lines: readonly LinePatch[];
}

export type LinePatch =
  | { readonly act: 'add'; readonly line: RequestedLine }
  | { readonly act: 'change'; readonly line: Partial<RequestedLine> & { readonly lineNumber: number } }
  | { readonly act: 'delete'; readonly line: { readonly lineNumber: number } };

/** What becomes of it; `after` is what is known of the order from then on. */
export type DocumentDecision =
  | { readonly outcome: 'placed' | 'changed'; readonly after: SourceOrder; readonly order: RequestedOrder }
  | { readonly outcome: 'cancelled' | 'repeated' | 'stale'; readonly after: SourceOrder }
  | { readonly outcome: 'refused'; readonly violations: readonly Violation[] };
