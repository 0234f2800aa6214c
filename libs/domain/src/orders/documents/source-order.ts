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
  /** Where patches made it what it is: what they were applied to, and the patches, oldest version first. */
  readonly patched?: PatchedOrder;
  readonly isCancelled: boolean;
}

/** A patch that comes late takes its place among those that came before: the order ends as if all had come in turn. */
export interface PatchedOrder {
  readonly base: DocumentedOrder;
  readonly baseVersion?: string;
  readonly patches: readonly KeptPatch[];
}

export interface KeptPatch extends OrderPatch {
  readonly version?: string;
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

/** What a patch changes: the lines that it names, and nothing else. */
export interface OrderPatch {
  /** What it says of the order around its lines. That has to be as it is: only a whole order changes it. */
  readonly around?: OrderAround;
  readonly lines: readonly LinePatch[];
}

export interface OrderAround {
  readonly currency?: string;
  /** The account that it names as the one that receives. */
  readonly endCustomer?: string;
  /** All accounts that it names. */
  readonly accounts?: readonly string[];
}

/**
 * What is done with one line. `reference` is the line's number as its sender writes it: lines whose numbers are no whole numbers are
 * found by it alone. A change says what changes, and nothing of the rest.
 */
export type LinePatch = { readonly reference?: string } & (
  | { readonly act: 'add'; readonly line: Omit<RequestedLine, 'lineNumber'> & PatchedLine }
  | { readonly act: 'change'; readonly line: Partial<Omit<RequestedLine, 'lineNumber'>> & PatchedLine }
  | { readonly act: 'delete'; readonly line: PatchedLine }
);

/** Without a number of its own, an added line gets the next one that is free. */
interface PatchedLine {
  readonly lineNumber?: number;
}

/** What becomes of it; `after` is what is known of the order from then on. */
export type DocumentDecision =
  | { readonly outcome: 'placed' | 'changed'; readonly after: SourceOrder; readonly order: RequestedOrder }
  | { readonly outcome: 'cancelled' | 'repeated' | 'stale'; readonly after: SourceOrder }
  | { readonly outcome: 'refused'; readonly violations: readonly Violation[] };
