import type { KnownRevision } from '#domain/orders/documents/known-revision.ts';
import type { SourceOrder } from '#domain/orders/documents/source-order.ts';
import type { OrderBooks, OrderEvent } from '#domain/orders/order.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { SourceReading } from '#formats/reading.ts';
import type { Slice } from '#runtime/slices/slice.ts';
import type { IntakeNeeds } from '../intake.needs.ts';
import type { AskedLookup } from '../lookups/asked-lookup.ts';
import type { KeptPlaces } from './canonical/kept-places.ts';
import type { IgnoredLine } from './canonical/lines.ts';

/** What became of one order of a document. */
export interface DocumentOutcome {
  /** Which one it is of the document's orders, from 0. */
  readonly position: number;
  readonly act: SourceReading['act'];
  /** The sender's own number of it. */
  readonly sourceId: string;
  readonly orderNumber: string;
  /** Not there where nothing of it goes on. */
  readonly revision?: number;
  /**
   * `placed`, `changed`, `cancelled`: it went on to topic `sales-orders`, where it is decided on. `repeated`, `stale`: it says nothing
   * new. `refused`: see the violations. `test`: it was checked, and nothing more. `held`: its sender does not want it placed yet.
   * `lookup`: only a key came.
   */
  readonly outcome: 'placed' | 'changed' | 'cancelled' | 'repeated' | 'stale' | 'refused' | 'test' | 'held' | 'lookup';
  readonly violations: readonly Violation[];
  readonly warnings: readonly Violation[];
  readonly ignored: readonly IgnoredLine[];
  /** Canonical path to the place in the document. */
  readonly places: KeptPlaces;
}

/** A document as it is kept. */
export interface KeptDocument {
  readonly id: string;
  readonly sender: string;
  readonly format: string;
  readonly contentType?: string;
  /** Of the bytes as they came, in hex. */
  readonly sha256: string;
  readonly receivedAt: string;
  readonly orders: readonly DocumentOutcome[];
  /** What is wrong with parts that are of no order. */
  readonly violations: readonly Violation[];
  /** Who may see it: accounts that stand on each of its orders. */
  readonly accountIds: readonly string[];
}

/** What goes on to topic `sales-orders`. */
export interface SentOrder {
  readonly type: 'sales-order.placed.v1' | 'sales-order.changed.v1' | 'sales-order.cancelled.v1';
  readonly sender: string;
  readonly orderNumber: string;
  readonly data: object;
}

/** A document came, was read and numbered. */
export interface DocumentTaken {
  readonly type: 'DocumentTaken';
  readonly document: KeptDocument;
  /** Without the secrets in them. */
  readonly bytes: Uint8Array;
  readonly after: readonly SourceOrder[];
  readonly sent: readonly SentOrder[];
  /** What is to be read back. */
  readonly lookups: readonly AskedLookup[];
}

/** The very same document came again: nothing changes, and its sender is answered as before. */
export interface DocumentRepeated {
  readonly type: 'DocumentRepeated';
  readonly document: KeptDocument;
}

/** A line of an order has become an entitlement; nothing of the order changes. */
export interface LineFulfilled {
  readonly type: 'LineFulfilled';
  readonly orderNumber: string;
  readonly shipmentId: string;
  readonly lineNumber: number;
  readonly at: string;
}

/** An order of a document came, and the order knew it already: nothing changes, and whoever waits for an answer has one. */
export interface RevisionKnown extends KnownRevision {
  readonly type: 'RevisionKnown';
}

export type IntakeEvent = OrderEvent | DocumentTaken | DocumentRepeated | LineFulfilled | RevisionKnown;

/** What changes no order and is told to nobody: the store writes it down, or whoever asked is answered. */
export type QuietEvent = DocumentRepeated | LineFulfilled | RevisionKnown;

export function isQuiet(event: IntakeEvent): event is QuietEvent {
  return event.type === 'DocumentRepeated' || event.type === 'LineFulfilled' || event.type === 'RevisionKnown';
}

/** The documents and the senders' orders that a batch loaded. */
export interface DocumentBooks {
  readonly taken: Map<string, KeptDocument>;
  /** By {@link sourceOrderKey}. */
  readonly sourceOrders: Map<string, SourceOrder>;
}

export interface IntakeBooks extends OrderBooks {
  readonly documents: DocumentBooks;
}

export type IntakeSlice<Data> = Slice<Data, IntakeNeeds, IntakeBooks, IntakeEvent>;

/** A sender's order, as one text. */
export function sourceOrderKey({ sender, sourceId }: Pick<SourceOrder, 'sender' | 'sourceId'>): string {
  return `${sender}\n${sourceId}`;
}

export function emptyDocuments(): DocumentBooks {
  return { taken: new Map(), sourceOrders: new Map() };
}
