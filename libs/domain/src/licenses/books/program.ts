import type { OnceSettlement } from '#domain/values/settlement.ts';
import type { Action } from './journal.ts';

/** The rule set that a product is sold under, as data (L10). */
export interface Program {
  readonly name: string;
  /** What can be asked for the program's licenses. */
  readonly offers: readonly Action[];
  readonly rules: readonly ProgramRule[];
  /** Whether the licenses of an order come under one license key of the form `Z2##-####-####` (K4). */
  readonly licenseKeys?: boolean;
  /** Whether licenses billed monthly cost the account's own price where it has one (D3, D7); the lot's otherwise. */
  readonly accountPriced?: boolean;
  /** What a site may buy of another plan than its own: nothing (the default), or at the catalog's price (I10). */
  readonly otherPlans?: 'refuse' | 'catalog';
  /** What money moves with licenses that are billed once: none (the default), or the unused days' share (I7). */
  readonly settlement?: OnceSettlement;
}

/** A rule by its code, with the parameters that the program gives it. */
export type ProgramRule = { readonly code: string } & Parameters;

/** The programs that are known, by name. */
export type Programs = ReadonlyMap<string, Program>;

/** Programs by name; a later one of the same name takes the place of an earlier. */
export function programsOf(...lists: readonly (readonly Program[])[]): Programs {
  return new Map(lists.flat().map((program) => [program.name, program]));
}

/** The rule set of a name; a name that nobody declared has the general rules alone, for transfers and returns. */
export function programFor(programs: Programs, name: string): Program {
  return programs.get(name) ?? { name, offers: ['transfer', 'return'], rules: [] };
}

/** A rule's parameters, as a program's data gives them. */
export type Parameters = Readonly<Record<string, unknown>>;
