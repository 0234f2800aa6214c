import type { Change } from './oracle-changes.ts';
import type { Accounted, Rate } from './oracle-exchange.ts';
import { type Party, sameRate } from './oracle-tax.ts';

/** Lines and documents as the oracle of invoices has them. */

/** What is billed again of a credit note. */
export interface Again {
  readonly accountId: string;
  /** Whose line it was, where another account's invoice bore it (I16). */
  readonly site?: string;
  /** The purchase order that it names (I17). */
  readonly order: string;
  readonly currency: string;
  readonly period: string;
  readonly rate: string;
  readonly minor: bigint;
}

/** A line that is billed again: its quantity and amount, and what it has in common with those that it is one line with. */
export interface Part {
  readonly alike: string;
  readonly site?: string;
  readonly order: string;
  readonly rate: string;
  readonly quantity: number;
  readonly minor: bigint;
}

/** A document as it has to be. */
export interface Expected {
  readonly number?: string;
  readonly accountId: string;
  readonly period: string;
  readonly currency: string;
  /** The purchase order that it is about, where there is one for each; else empty (I17). */
  readonly order: string;
  /** What the lines of each account on it come to (I16). */
  readonly sites: ReadonlyMap<string, bigint>;
  readonly kind: 'invoice' | 'credit-note';
  readonly net: bigint;
  readonly total: bigint;
  readonly rates: readonly { rate: string; net: bigint; tax: bigint; category: string }[];
  /** The tax in the seller's currency, where that has to be said. */
  readonly accounted?: Accounted;
  /** Of an issued one: when an invoice is due, its language, and whose clocks it tells by. */
  readonly terms?: { readonly due: string; readonly language?: string; readonly zone: string };
}

/** The open period of an account as it has to be. */
export type Next =
  | {
      readonly state: 'open';
      readonly documents: readonly Expected[];
      /** Lines that come to nothing together, so that there is no document of them (I11). */
      readonly nothing: readonly Line[];
    }
  | { readonly state: 'held'; readonly missing: readonly string[]; readonly nets: ReadonlyMap<string, bigint> };

export interface Line {
  readonly currency: string;
  readonly site: string;
  readonly order: string;
  readonly rate?: string;
  /** Of an unknown rate: the day that it is unknown on. */
  readonly day: string;
  quantity: bigint;
  minor: bigint;
  count: number;
}

/** Terms of all that is issued. */
export interface OracleTerms {
  readonly byDay: boolean;
  readonly seller: Party & { readonly exemptionReason?: string };
  /** Absent: tax is said in the currency of a document alone. */
  readonly exchange?: readonly Rate[];
  /** Days that drafts wait, where the account does not say. */
  readonly reviewDays?: number;
}

/** Days to pay, where the account does not say. */
export const usualDays = 14;

/** What the monthly run has to do. */
export interface Run {
  /** In its order. */
  readonly issued: Expected[];
  /** Whom it holds, with what they lack. */
  readonly held: Map<string, readonly string[]>;
  /** Whose draft begins to wait, and until when. */
  readonly drafted: Map<string, string>;
}

/** A month of an account on an invoice, its own or its payer's. */
export interface MonthOn<Account> {
  readonly account: Account;
  readonly month: string;
}

/** What lines come to. */
export function netOf(lines: readonly Line[]): bigint {
  return lines.reduce((sum, { minor }) => sum + minor, 0n);
}

/** What the lines of each account come to (I16). */
export function bySite(lines: readonly Line[]): ReadonlyMap<string, bigint> {
  return new Map([...Map.groupBy(lines, ({ site }) => site)].map(([site, of]) => [site, netOf(of)]));
}

/** A change as the lines that it is: its own, and one of the cents that it has beside it (I7). */
export function partsOf({ quantity, odd = 0n }: Change, minor: bigint, share: Change['share']) {
  const cents = odd === 0n ? [] : [{ quantity: odd < 0n ? -1n : 1n, minor: odd < 0n ? -odd : odd, share: undefined }];
  return [{ quantity, minor, share }, ...cents];
}

/** I11: nothing is to be paid at any rate. */
export function isNothing(lines: readonly Line[]): boolean {
  const nets = new Map<string, bigint>();
  for (const { rate, day, minor } of lines) {
    const name = rate === undefined ? `unknown on ${day}` : sameRate(rate);
    nets.set(name, (nets.get(name) ?? 0n) + minor);
  }
  return [...nets.values()].every((net) => net === 0n);
}
