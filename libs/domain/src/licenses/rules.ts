import type { Violation } from '#domain/values/violation.ts';
import type { Program } from './programs.ts';
import type { CountFacts, Finding, LineFacts, LotFacts, RequestFacts, Rule } from './rule.ts';
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
export function lotViolations(program: Program, facts: LotFacts, place: Place = {}): Violation[] {
  const own = violations(program, 'lot', facts, place);
  return own.length > 0 ? own : violations(generalProgram, 'lot', facts, place);
}

/** What a program's rules find wrong with a lot's going to the target. */
export function lineViolations(program: Program, facts: LineFacts, place: Place): Violation[] {
  return violations(program, 'line', facts, place);
}

/** What a program's rules find wrong with a number of licences (D5, D6). */
export function countViolations(program: Program, facts: CountFacts): Violation[] {
  return violations(program, 'count', facts, { path: 'quantity' });
}

function violations(
  program: Program,
  scope: Rule['scope'],
  facts: RequestFacts | LotFacts | LineFacts | CountFacts,
  place: Place,
): Violation[] {
  const found: Violation[] = [];
  for (const { code, ...parameters } of program.rules) {
    const rule = rules.get(code);
    if (rule?.scope !== scope || (rule.on && !rule.on.includes(facts.action))) continue;
    // The scope says which facts a rule is checked with; the four functions above pass the right ones.
    const check = rule.check as (facts: unknown, parameters: object) => Finding | undefined;
    const finding = check(facts, parameters);
    if (finding) found.push({ code, ...place, ...finding });
  }
  return found;
}

/** A code, the domain rules behind it and what has to hold: for the documentation. */
export interface RuleEntry {
  readonly code: string;
  readonly rules: readonly string[];
  readonly sentence: string;
}

const withoutProgram: readonly RuleEntry[] = [
  { code: 'SAME_ACCOUNT', rules: ['L6'], sentence: 'Source and target are different accounts.' },
  { code: 'ACCOUNT_UNKNOWN', rules: ['L6'], sentence: 'Every account is known.' },
  { code: 'LOT_UNKNOWN', rules: ['L6'], sentence: 'The source holds licences of every lot that is named.' },
  { code: 'LICENSE_KEY_FORMAT', rules: ['K4'], sentence: 'A licence key has the form Z2##-####-####.' },
  { code: 'LICENSE_KEY_UNKNOWN', rules: ['K4'], sentence: 'The source holds licences under the key.' },
  { code: 'DEVICE_TYPE_REQUIRED', rules: ['K4'], sentence: 'A key that holds several device types is named with one.' },
  { code: 'SKU_NOT_HELD', rules: ['L6'], sentence: 'The source holds licences of the product.' },
  { code: 'PRODUCT_UNKNOWN', rules: ['O6'], sentence: 'A product that is bought is in the catalog and not withdrawn.' },
  { code: 'PRICE_UNKNOWN', rules: ['D5', 'S1'], sentence: 'There is a price in the account’s currency.' },
  {
    code: 'PRODUCT_OF_OTHER_PLAN',
    rules: ['D3', 'I10'],
    sentence: 'A site with a plan buys the products of that plan.',
  },
  { code: 'QUANTITY_NOT_WHOLE', rules: ['L6'], sentence: 'A quantity is a whole number.' },
  { code: 'QUANTITY_TOO_SMALL', rules: ['L6'], sentence: 'A quantity is at least 1.' },
  { code: 'QUANTITY_TOO_LARGE', rules: ['L6'], sentence: 'A quantity is at most 1,000,000.' },
  { code: 'EXCEEDS_TRANSFERABLE', rules: ['M6', 'L4'], sentence: 'No more than the transferable quantity moves.' },
  { code: 'EXCEEDS_HELD', rules: ['D6'], sentence: 'No more than the site holds is removed.' },
  { code: 'CONTRACT_UNKNOWN', rules: ['S1'], sentence: 'Stock is bought under a contract that the reseller has.' },
  { code: 'CONTRACT_NOT_VALID', rules: ['S1'], sentence: 'The contract is valid on the day of the purchase.' },
  { code: 'EXCEEDS_STOCK', rules: ['S2'], sentence: 'No more than is in stock is moved.' },
  { code: 'ACTION_NOT_OFFERED', rules: ['L10'], sentence: 'The program of the product offers the action.' },
  { code: 'TRANSFER_UNKNOWN', rules: ['M5'], sentence: 'A return names a transfer that was made.' },
  { code: 'ALREADY_RETURNED', rules: ['M5'], sentence: 'A transfer is given back once.' },
  { code: 'REQUESTER_REQUIRED', rules: ['L11'], sentence: 'A request names the person who asks.' },
  {
    code: 'WRITE_ACCESS_REQUIRED',
    rules: ['P1', 'L11'],
    sentence: 'The person who asks may change what the source has.',
  },
  {
    code: 'OWNER_REQUIRED',
    rules: ['P1'],
    sentence: 'An account is changed by its owners, those above it, and operators.',
  },
  { code: 'SET_FROM_ABOVE', rules: ['P1'], sentence: 'Terms of an account are set by those above it, not by itself.' },
  { code: 'SET_BY_OPERATORS', rules: ['P1'], sentence: 'Tiers and the role of support are given by operators alone.' },
  { code: 'PARENT_NOT_YOURS', rules: ['P1'], sentence: 'An account is put below one that the person owns as well.' },
  { code: 'PARENT_IS_BELOW', rules: ['P1'], sentence: 'No account is below itself.' },
  { code: 'PLAN_STALE', rules: ['L3'], sentence: 'What the preview showed is still so.' },
  { code: 'NOTHING_HELD', rules: ['L4'], sentence: 'Reason in a list: the account holds none of the lot.' },
  { code: 'NEEDED_BY_DEVICES', rules: ['L4', 'M6'], sentence: 'Reason in a list: enrolled devices need all of them.' },
  { code: 'NOT_ACTIVE', rules: ['L4'], sentence: 'Reason in a list: nothing of the product is active then.' },
  { code: 'LICENSE_KEY_REQUIRED', rules: ['K4', 'K8'], sentence: 'A case names its licences by key and device type.' },
  { code: 'DESTINATION_DIFFERS', rules: ['K4'], sentence: 'Name and link are those of the target account.' },
  { code: 'PASSCODE_REQUIRED', rules: ['K4'], sentence: 'A case carries the passcodes of both organisations.' },
  { code: 'PASSCODE_WRONG', rules: ['K4'], sentence: 'The passcodes are the requester’s own.' },
  { code: 'PASSCODE_LOCKED', rules: ['K4'], sentence: 'After a few wrong passcodes, no more are looked at.' },
  { code: 'CASE_UNKNOWN', rules: ['K8'], sentence: 'A step names a case that was submitted.' },
  { code: 'CASE_CLOSED', rules: ['K8'], sentence: 'A case that was approved or refused stays so.' },
  {
    code: 'OWN_CASE',
    rules: ['K8'],
    sentence: 'A case is approved by somebody else than the person who submitted it.',
  },
  { code: 'SUPPORT_ROLE_REQUIRED', rules: ['K8'], sentence: 'Support approves and refuses cases.' },
  { code: 'NOT_YOUR_CASE', rules: ['K8'], sentence: 'The requester and support comment on a case.' },
];

/** Every violation code of the ledger, in alphabetical order. */
export const ruleCatalog: readonly RuleEntry[] = [
  ...withoutProgram,
  ...[...rules.values()].map(({ code, rules: ids, sentence }) => ({ code, rules: ids, sentence })),
].sort((a, b) => (a.code < b.code ? -1 : 1));
