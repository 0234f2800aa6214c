import type { FormatName } from '#formats/reading.ts';

/** A request to a sender's system: a GET, or with a body of JSON a POST. */
export interface SystemAsk {
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Where a system is, and what a profile says of it beside its credentials. */
export interface SystemService {
  readonly address: string;
  readonly database?: string;
  readonly fields?: { readonly order: readonly string[]; readonly lines: readonly string[] };
}

/** A page of the list of what changed. */
export interface ListPage {
  readonly keys: readonly string[];
  readonly next?: SystemAsk;
}

/** What an event says that has an order looked up. */
export interface LookAgain {
  readonly id: string;
  readonly sender: string;
  readonly isDeleted: boolean;
}

/** JSON as it was parsed: what is asked of it are keys and links, never amounts. */
export type Json = { readonly [name: string]: unknown };

/**
 * How orders are read from one kind of system, as pure functions: what is asked, and what is in the answers. Keys come from outside;
 * what has not the form of one is in no address.
 */
export interface ReadSystem {
  /** What a sender's documents have to be allowed to be: what its system notifies by, and what is read. */
  readonly formats: readonly FormatName[];
  /** Whose cancellation it is where the system has an order no more. */
  readonly format: FormatName;
  readonly keyForm: RegExp;
  /** A key as events have it, of one that stands in a list. */
  readonly keyOf: (key: string) => string;
  /** Whether keys are the numbers of orders too. */
  readonly hasNumbersAsKeys?: boolean;
  /** One order with its lines. */
  readonly order: (service: SystemService, key: string) => SystemAsk;
  /** Whether a good answer says that there is no such order. */
  readonly isMissing?: (answer: unknown) => boolean;
  /** The first page of the orders that changed since an instant in UTC (`YYYY-MM-DDThh:mm:ssZ`), keys only. */
  readonly changed: (service: SystemService, since: string) => SystemAsk;
  readonly page: (answer: unknown, asked: SystemAsk, service: SystemService) => ListPage;
  /** Invoices of an order, by its number, where the system deletes orders that were invoiced. */
  readonly invoices?: (service: SystemService, number: string) => SystemAsk;
  /** What, taken as a document, has the order looked up again. */
  readonly event: (key: string, again: LookAgain) => object;
  /** What a profile may say beside the address. */
  readonly takes?: readonly ('database' | 'fields')[];
}

/** The address of a service without what stands behind its last `/`. */
export function rootOf({ address }: SystemService): string {
  return address.replace(/\/+$/, '');
}

/** The day before an instant: of systems that tell times in a zone of their own, nothing is missed then. */
export function dayBefore(since: string): string {
  return new Date(Date.parse(since) - 86_400_000).toISOString().slice(0, 10);
}

/** The texts of one field of a list of records, without empty ones. */
export function keysIn(list: unknown, field: string): readonly string[] {
  const records = (Array.isArray(list) ? list : []) as readonly Json[];
  return records.map((each) => String(each[field] ?? '')).filter((key) => key !== '');
}
