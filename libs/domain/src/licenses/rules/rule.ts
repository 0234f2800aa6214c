import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Account } from '../books/account.ts';
import type { Books } from '../books/books.ts';
import type { Action } from '../books/journal.ts';
import type { Lot } from '../books/lot.ts';
import type { Parameters } from '../books/program.ts';

/** What a rule about the two accounts and the person looks at. A purchase has the same account on both sides. */
export interface RequestFacts {
  readonly books: Books;
  readonly action: Action;
  readonly source: Account;
  readonly target: Account;
  /** Lower case; absent when a system asked without naming a person. */
  readonly requestedBy?: string;
  readonly today: CalendarDate;
  /** True when the person does not find the target (L11): then it stands there with its id alone. */
  readonly unseen?: boolean;
}

/** What a rule about a lot alone looks at; these decide what a list shows as transferable (L4). */
export interface LotRuleFacts {
  readonly books: Books;
  readonly action: Action;
  readonly lot: Lot;
  readonly holder: Account;
  readonly today: CalendarDate;
}

/** What a rule about a lot and the account that it is to go to looks at. */
export interface LineRuleFacts extends RequestFacts {
  readonly lot: Lot;
}

/** What a rule about a number of licenses looks at (D5, D6): what the account has of the product, and what is asked. */
export interface CountFacts extends RequestFacts {
  readonly sku: string;
  readonly held: number;
  readonly inUse: number;
  readonly quantity: number;
}

/** What a parameter can be: one of some texts, a list of some of them, or lists of editions by device type. */
export type ParameterKind = { readonly one: readonly string[] } | { readonly some: readonly string[] } | 'ranks';

/**
 * Whose facts a violation tells, beyond what the request says and what the person who asks is there: it is told to those alone
 * who may read these accounts (L11).
 */
export type Reveals = 'nothing' | 'source' | 'target' | 'both';

interface RuleOf<Scope extends string, Facts> {
  readonly scope: Scope;
  /** Published, upper case, never renamed: the code of the rule and of the violation. */
  readonly code: string;
  /** The ids of domain rules that it carries out. */
  readonly rules: readonly string[];
  /** What has to hold, as a sentence for the documentation. */
  readonly sentence: string;
  /** What would make it possible, as a sentence without the figures that a refusal has in its own remedy. */
  readonly remedy: string;
  /** The parameters that it needs, and what they are. */
  readonly parameters?: Readonly<Record<string, ParameterKind>>;
  readonly reveals: Reveals;
  /** True of a rule that the two accounts belong together: of a target that the person does not find it never holds. */
  readonly ties?: true;
  /** The actions that it is about; absent: all. */
  readonly on?: readonly Action[];
  check(facts: Facts, parameters: Parameters): RuleFinding | undefined;
}

/** What a rule found wrong; the engine adds the rule's code and the place. */
export type RuleFinding = Omit<Violation, 'code' | 'path' | 'line'>;

/** A rule about a lot: it says which fields of the lot decide. `lotId`, which names the lot in messages, decides nothing. */
interface LooksAtLot {
  readonly looksAt: readonly Exclude<keyof Lot, 'lotId'>[];
}

export type RequestRule = RuleOf<'request', RequestFacts>;
export type LotRule = RuleOf<'lot', LotRuleFacts> & LooksAtLot;
export type LineRule = RuleOf<'line', LineRuleFacts> & LooksAtLot;
export type CountRule = RuleOf<'count', CountFacts>;

/** One small pure function: facts in, what is wrong out. */
export type Rule = RequestRule | LotRule | LineRule | CountRule;

/** A parameter that is a list of texts; `readProgram` has made sure of it. */
export function texts(parameters: Parameters, name: string): readonly string[] {
  const value = parameters[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** `2 licenses`, `1 license`. */
export function licenses(count: number): string {
  return count === 1 ? '1 license' : `${count} licenses`;
}

/** A code, the domain rules behind it, what has to hold and would make it possible, and whose facts it tells: for readers. */
export type RuleEntry = Pick<Rule, 'code' | 'rules' | 'sentence' | 'remedy' | 'reveals'>;
