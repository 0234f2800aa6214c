/**
 * What a document says, before anybody's profile is applied: the orders in it, each fact as the text that stood there, with its place.
 * A format (`format.ts`) makes readings of bytes; a sender's profile makes orders of readings. Field by field: docs of each format's folder.
 */

/** A place in a document: a path in the format's own terms, and where counting makes sense, line and column from 1. */
export interface At {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** A fact as it stood in the document, and where. Text is trimmed and never empty. */
export interface Found<Value> {
  readonly value: Value;
  readonly at: At;
}

/** An exact decimal, `digits` / 10^`scale`: 118.00 is 11800n and 2. Scale is 0 or more. Never a float. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** What is wrong with a document, at its place there. Codes are published, upper case, and never renamed. */
export interface SourceViolation {
  readonly code: string;
  readonly at: At;
  readonly message: string;
  readonly value?: string;
  readonly limit?: string;
  readonly actual?: string;
  readonly remedy?: string;
  /** Warnings are told in the answer and stop nothing. */
  readonly isWarning?: boolean;
}

/** Who is told what a reader finds wrong. */
export type Tell = (violation: SourceViolation) => void;

/** Every system whose documents are read. */
export const formatNames = [
  ...(['ubl', 'cxml', 'x12', 'edifact', 'idoc', 's4', 's4-event', 'business-central'] as const),
  ...(['netsuite', 'salesforce', 'odoo', 'erpnext', 'dynamics-365', 'shopify', 'woocommerce', 'json'] as const),
];
export type FormatName = (typeof formatNames)[number];

/** Who a party is to the order. `other:` carries codes that only a profile knows (N1, NAD, PARVW). */
export type SourceRole = 'buyer' | 'endUser' | 'shipTo' | 'billTo' | 'seller' | `other:${string}`;

/** A party of a document. `ids` are `scheme:value`, or the value alone where no scheme stands. */
export interface SourceParty {
  readonly role: SourceRole;
  readonly ids: readonly Found<string>[];
  readonly name?: Found<string>;
  readonly country?: Found<string>;
  readonly mails: readonly Found<string>[];
}

/** An allowance takes off, a charge puts on. `reason` is a code or the words that stood there. */
export interface Allowance {
  readonly kind: 'allowance' | 'charge';
  readonly amount: Found<Decimal>;
  readonly reason?: Found<string>;
}

/** By whom an item is numbered. */
export type ItemNumbering = 'seller' | 'gtin' | 'buyer' | 'maker';

export interface SourceLine {
  /** The line's own number, as it came. Without one, its position counts. */
  readonly number?: Found<string>;
  readonly name?: Found<string>;
  /** Of a patch: what is to be done with the line. */
  readonly act?: 'add' | 'change' | 'delete' | 'same';
  readonly items: readonly { readonly by: ItemNumbering; readonly id: Found<string> }[];
  readonly quantity?: Found<Decimal>;
  readonly unit?: Found<string>;
  /** For `priceBase` units; 1 where that is absent. */
  readonly price?: Found<Decimal>;
  readonly priceBase?: Found<Decimal>;
  readonly amount?: Found<Decimal>;
  readonly allowances: readonly Allowance[];
  readonly notBefore?: Found<string>;
  readonly by?: Found<string>;
  readonly properties: Readonly<Record<string, Found<string>>>;
  readonly at: At;
}

/** One order of a document, or a change, a cancellation or a mere key of one. */
export interface SourceReading {
  readonly format: FormatName;
  /** `lookup`: only a key came, and the order is to be read back. */
  readonly act: 'whole' | 'patch' | 'cancel' | 'lookup';
  /** A test document is read, checked and answered, and placed only where the profile says so. */
  readonly test: boolean;
  /** Of the order, in a change or a cancellation too. */
  readonly id: Found<string>;
  /** The sender's own version, where there is one: sorts as text or as a number. */
  readonly version?: Found<string>;
  /** The revision that the document states, where it states one. */
  readonly stated?: Found<number>;
  /** The document's own id: payloadID, ISA13+GS06+ST02, the UBL ID of a change. */
  readonly documentId?: string;
  readonly purchaseOrder?: Found<string>;
  readonly buyerReference?: Found<string>;
  readonly placed?: Found<string>;
  readonly currency?: Found<string>;
  readonly parties: readonly SourceParty[];
  readonly lines: readonly SourceLine[];
  readonly allowances: readonly Allowance[];
  readonly totals: readonly { readonly of: 'lines' | 'payable' | 'count'; readonly value: Found<Decimal> }[];
  /** Why nothing is to be placed yet: a block, a credit hold, an approval that is pending. */
  readonly hold?: Found<string>;
  /** What an answer has to give back as it came (names of items, endpoint ids), in the format's own terms. */
  readonly kept?: Readonly<Record<string, string>>;
}

/** The orders that a document holds; what is wrong with its parts; or why it cannot be read at all (a dead letter). */
export type ReadResult =
  | { readonly readings: readonly SourceReading[]; readonly violations: readonly SourceViolation[] }
  | { readonly unreadable: string; readonly at?: At };
