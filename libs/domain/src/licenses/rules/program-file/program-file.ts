import { accepted, type Result, refused, type Violation } from '#domain/values/violation.ts';
import type { Action } from '../../books/journal.ts';
import type { Program, ProgramRule } from '../../books/program.ts';
import type { ParameterKind } from '../rule.ts';
import { rules } from '../rules.ts';

/** Programs that operators write: what they may say, and everything that is wrong with one (L10). */

const actions: readonly Action[] = ['transfer', 'return', 'purchase', 'decrease', 'stock-purchase', 'stock-move'];

/**
 * Reads an operator's program: `{ name, offers?, licenseKeys?, accountPriced?, otherPlans?, settlement?, rules: [{ code,
 * ...parameters }] }`. Everything that is wrong with it is listed: a rule that does not exist, a parameter that is missing, unknown or of another kind.
 */
export function readProgram(data: unknown): Result<Program> {
  if (!isRecord(data) || typeof data.name !== 'string' || data.name === '' || !Array.isArray(data.rules)) {
    return refused(invalid('$', 'a program is an object with a name and a list of rules'));
  }
  const { name } = data;
  const { offers = ['transfer', 'return'] } = data;
  const wrong = [
    ...(name.trim() === name ? [] : [invalid('name', `${textOf(name)} has spaces around it`)]),
    ...keyViolations(data),
    ...textViolations(offers, actions, 'offers'),
    ...repeatedRules(data.rules),
    ...data.rules.flatMap((rule, index) => ruleViolations(rule, `rules[${index}]`)),
  ];
  if (wrong.length > 0) return { ok: false, violations: wrong };
  const keys = {
    ...(data.licenseKeys === true ? { licenseKeys: true } : {}),
    ...(data.accountPriced === true ? { accountPriced: true } : {}),
    ...(data.otherPlans === 'catalog' ? { otherPlans: 'catalog' as const } : {}),
    ...(data.settlement === 'remaining-term' ? { settlement: 'remaining-term' as const } : {}),
  };
  return accepted({ name, ...keys, offers: offers as Action[], rules: data.rules as ProgramRule[] });
}

/** What a program can say beside its offers and rules, for the documentation (T5, L10). */
export const programSettings = [
  {
    name: 'licenseKeys',
    usual: '`false`',
    meaning: '`true`: the licenses of an order come under one license key of the form `Z2##-####-####` (K4).',
  },
  {
    name: 'accountPriced',
    usual: '`false`',
    meaning:
      '`true`: what a site buys of its plan costs the site’s own price where it has one, and follows that price (D3, I10). ' +
      'What an order brings keeps the price of the order.',
  },
  {
    name: 'otherPlans',
    usual: '`"refuse"`',
    meaning:
      'A product of another plan than the site’s: `"refuse"`, or `"catalog"` for the price of the catalog (I10).',
  },
  {
    name: 'settlement',
    usual: '`"none"`',
    meaning:
      'Licenses paid once, when they move: `"none"`, they move with what was paid; `"remaining-term"`, the payer on record gets ' +
      'back the unused days’ share and whoever takes them is charged it (I7). Counts for lots made from then on.',
  },
] as const satisfies readonly { name: keyof Program; usual: string; meaning: string }[];

const keyNames: readonly string[] = [
  'name',
  'offers',
  'rules',
  'licenseKeys',
  'accountPriced',
  'otherPlans',
  'settlement',
] satisfies (keyof Program)[];

function keyViolations(data: Record<string, unknown>): Violation[] {
  return [
    ...Object.keys(data)
      .filter((name) => !keyNames.includes(name))
      .map((name) => invalid(name, `a program has no ${name}; it has ${keyNames.join(', ')}`)),
    ...['licenseKeys', 'accountPriced']
      .filter((name) => data[name] !== undefined && typeof data[name] !== 'boolean')
      .map((name) => invalid(name, `${textOf(data[name])} is neither true nor false`)),
    ...(data.otherPlans === undefined ? [] : oneViolations(data.otherPlans, ['refuse', 'catalog'], 'otherPlans')),
    ...(data.settlement === undefined ? [] : oneViolations(data.settlement, ['none', 'remaining-term'], 'settlement')),
  ];
}

function ruleViolations(data: unknown, path: string): Violation[] {
  if (!isRecord(data) || typeof data.code !== 'string') return [invalid(path, 'a rule is an object with a code')];
  const rule = rules.get(data.code);
  if (!rule)
    return [invalid(`${path}.code`, `there is no rule ${data.code}; there are ${[...rules.keys()].join(', ')}`)];
  const known = rule.parameters ?? {};
  const { code: _code, ...given } = data;
  return [
    ...Object.entries(known).flatMap(([name, kind]) => parameterViolations(given[name], kind, `${path}.${name}`)),
    ...Object.keys(given)
      .filter((name) => !(name in known))
      .map((name) => invalid(`${path}.${name}`, `${data.code} has no parameter ${name}; ${namesIn(known)}`)),
  ];
}

/** A rule that stands twice would hold with the first of its parameters or the second: nobody could say with which. */
function repeatedRules(rules: readonly unknown[]): Violation[] {
  const codes = rules.map((rule) => (isRecord(rule) ? rule.code : undefined));
  return codes.flatMap((code, index) =>
    code !== undefined && codes.indexOf(code) < index
      ? [invalid(`rules[${index}].code`, `${textOf(code)} stands twice`)]
      : [],
  );
}

function namesIn(parameters: object): string {
  const names = Object.keys(parameters);
  return names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
}

function parameterViolations(value: unknown, kind: ParameterKind, path: string): Violation[] {
  if (kind === 'ranks') {
    return isRanks(value) ? [] : [invalid(path, `${textOf(value)} is no object of lists of editions, lowest first`)];
  }
  return 'one' in kind ? oneViolations(value, kind.one, path) : textViolations(value, kind.some, path);
}

function textViolations(value: unknown, known: readonly string[], path: string): Violation[] {
  if (!Array.isArray(value) || value.length === 0) {
    return [invalid(path, `${textOf(value)} is no list of some of ${known.join(', ')}`)];
  }
  return value.flatMap((item, index) => oneViolations(item, known, `${path}[${index}]`));
}

function oneViolations(value: unknown, known: readonly string[], path: string): Violation[] {
  return known.some((each) => each === value) ? [] : [invalid(path, `${textOf(value)} is none of ${known.join(', ')}`)];
}

function isRanks(value: unknown): boolean {
  const isTexts = (list: unknown) => Array.isArray(list) && list.every((item) => typeof item === 'string');
  return isRecord(value) && Object.values(value).every(isTexts);
}

/** A value of JSON as it is written; what is not there is nothing. */
function textOf(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, message: string): Violation {
  return { code: 'PROGRAM_INVALID', path, message };
}
