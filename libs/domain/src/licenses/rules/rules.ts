import type { Violation } from '#domain/values/violation.ts';
import type { Lot } from '../books/lot.ts';
import type { Program } from '../books/program.ts';
import { caseCodes } from './catalog/case-codes.ts';
import { personCodes } from './catalog/person-codes.ts';
import { requestCodes } from './catalog/request-codes.ts';
import type { CountFacts, LineRuleFacts, LotRuleFacts, RequestFacts, Rule, RuleEntry, RuleFinding } from './rule.ts';
import { generalRules } from './rules-general.ts';
import { merakiRules } from './rules-meraki.ts';
import { miradoreRules } from './rules-miradore.ts';
import { mistRules } from './rules-mist.ts';
import { stockRules } from './rules-stock.ts';

/** Every rule that a program can name, by its code (L10). */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [...generalRules, ...mistRules, ...merakiRules, ...miradoreRules, ...stockRules].map((rule): [string, Rule] => [
    rule.code,
    rule,
  ]),
);

/**
 * The fields of a lot that decide whether it may go (L4): `program`, which says what rules there are, and what those rules look at.
 * Two lots that have them in common are allowed or forbidden together.
 */
export const decidingFields: readonly (keyof Lot)[] = [
  ...new Set(['program' as const, ...[...rules.values()].flatMap((rule) => ('looksAt' in rule ? rule.looksAt : []))]),
];

/** Where in a request something was found; empty for the request as a whole. */
export type Place = Pick<Violation, 'path' | 'line'>;

// Applies to the lots of every program that has nothing to say against them itself: expired is expired.
const generalProgram: Program = {
  name: 'general',
  offers: [],
  rules: [{ code: 'LOT_EXPIRED', statuses: ['expired'] }],
};

/** What a program's rules about the accounts and the person find wrong. */
export function requestViolations(program: Program, facts: RequestFacts): Violation[] {
  return violations(program, 'request', facts, {});
}

/** What a program's rules find wrong with a lot, wherever it is to go (L4). */
export function lotViolations(program: Program, facts: LotRuleFacts, place: Place = {}): Violation[] {
  const own = violations(program, 'lot', facts, place);
  return own.length > 0 ? own : violations(generalProgram, 'lot', facts, place);
}

/** What a program's rules find wrong with a lot's going to the target. */
export function lineViolations(program: Program, facts: LineRuleFacts, place: Place): Violation[] {
  return violations(program, 'line', facts, place);
}

/** What a program's rules find wrong with a number of licenses (D5, D6). */
export function countViolations(program: Program, facts: CountFacts): Violation[] {
  return violations(program, 'count', facts, { path: 'quantity' });
}

function violations(
  program: Program,
  scope: Rule['scope'],
  facts: RequestFacts | LotRuleFacts | LineRuleFacts | CountFacts,
  place: Place,
): Violation[] {
  const found: Violation[] = [];
  for (const { code, ...parameters } of program.rules) {
    const rule = rules.get(code);
    if (rule?.scope !== scope || (rule.on && !rule.on.includes(facts.action))) continue;
    if ('unseen' in facts && facts.unseen && !rule.ties && tellsOfTarget(rule)) continue;
    // The scope says which facts a rule is checked with; the four functions above pass the right ones.
    const check = rule.check as (facts: unknown, parameters: object) => RuleFinding | undefined;
    const finding = check(facts, parameters);
    if (finding) found.push({ code, ...place, ...finding });
  }
  return found;
}

// L11: of a target that the person does not find there is nothing to look at.
function tellsOfTarget({ reveals }: Rule): boolean {
  return reveals === 'target' || reveals === 'both';
}

/**
 * Every violation code of the ledger, in alphabetical order: those of programs stand at their rules, those that hold whatever program
 * a product is sold under in the catalog.
 */
export const ruleCatalog: readonly RuleEntry[] = [
  ...requestCodes,
  ...personCodes,
  ...caseCodes,
  ...[...rules.values()].map(({ code, rules: ids, sentence, remedy, reveals }) => {
    return { code, rules: ids, sentence, remedy, reveals };
  }),
].sort((a, b) => (a.code < b.code ? -1 : 1));
