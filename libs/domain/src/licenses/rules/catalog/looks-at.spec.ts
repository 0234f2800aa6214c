import fc from 'fast-check';
import { account, given, lot, today } from '#test/fixtures/books.ts';
import type { Account } from '../../books/account.ts';
import type { Action } from '../../books/journal.ts';
import type { Lot } from '../../books/lot.ts';
import type { Parameters } from '../../books/program.ts';
import { builtInPrograms } from '../programs.ts';
import type { LineRule, LotRule, ParameterKind } from '../rule.ts';
import { decidingFields, rules } from '../rules.ts';

/** L4: a rule says which fields of a lot it looks at. What it reads is traced here, over lots and accounts of all sorts. */

const aboutLots = [...rules.values()].filter((rule): rule is LotRule | LineRule => 'looksAt' in rule);
const days = fc.constantFrom('2024-01-01', '2025-06-01', today, '2027-06-01');
const names = fc.constantFrom('A', 'B');
const editions = fc.constantFrom('enterprise', 'advanced', 'sd-wan-plus', 'unheard-of');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const lots: fc.Arbitrary<Lot> = fc
  .record({
    program: fc.constantFrom(...builtInPrograms.map(({ name }) => name)),
    category: fc.constantFrom('paid', 'trial', 'usage-based'),
    startsOn: days,
    endsOn: maybe(days),
    graceEndsOn: maybe(days),
    originAccountId: names,
    stock: fc.boolean(),
    deviceType: maybe(fc.constantFrom('MX', 'MR')),
    edition: maybe(editions),
    package: maybe(fc.constantFrom('basic', 'pro')),
    plan: maybe(fc.constantFrom('free', 'premium')),
    billing: fc.constantFrom('once', 'monthly'),
    termMonths: maybe(fc.constantFrom(1, 12)),
    licenseKey: maybe(fc.constant('Z2AB-1234-5678')),
    orderNumber: maybe(fc.constant('SO-1')),
    contractId: maybe(fc.constant('C-1')),
    payerAccountId: maybe(names),
  })
  .map((facts) => lot('L1', facts));

const accounts: fc.Arbitrary<Account> = fc
  .record({
    accountId: names,
    kind: fc.constantFrom('customer', 'msp', 'reseller'),
    parentId: maybe(fc.constantFrom('A', 'MSP')),
    package: maybe(fc.constantFrom('basic', 'pro')),
    plan: maybe(fc.constantFrom('free', 'premium')),
    editions: maybe(fc.record({ MX: editions, MR: editions }, { requiredKeys: [] })),
    coTerminationOn: maybe(days),
    trial: fc.boolean(),
  })
  .map((facts) => account(facts.accountId, facts));

const asked = fc.record({
  lot: lots,
  holder: accounts,
  target: accounts,
  action: fc.constantFrom<Action>('transfer', 'return', 'stock-move'),
});

/** The parameters that the built-in programs give a rule, and all that it takes. */
function parametersOf(rule: LotRule | LineRule): Parameters[] {
  const built = builtInPrograms.flatMap((program) => program.rules).filter(({ code }) => code === rule.code);
  const most = (kind: ParameterKind) => {
    if (kind === 'ranks') return { '*': ['enterprise', 'advanced'] };
    return 'one' in kind ? kind.one[0] : kind.some;
  };
  const all = Object.entries(rule.parameters ?? {}).map(([name, kind]) => [name, most(kind)] as const);
  return [...built.map(({ code: _code, ...parameters }) => parameters), Object.fromEntries(all)];
}

/** A lot that notes which of its fields are read. */
function traced(given: Lot, read: Set<string>): Lot {
  return new Proxy(given, {
    get(target, field) {
      read.add(String(field));
      return Reflect.get(target, field);
    },
    has(target, field) {
      read.add(String(field));
      return Reflect.has(target, field);
    },
    ownKeys() {
      throw new Error('a rule looks at all fields of a lot at once, and cannot say which');
    },
  });
}

function fieldsReadBy(rule: LotRule | LineRule): Set<string> {
  const read = new Set<string>();
  const books = given({});
  const check = rule.check as (facts: object, parameters: Parameters) => unknown;
  for (const facts of fc.sample(asked, { seed: 1, numRuns: 1000 })) {
    const seen = { ...facts, books, source: facts.holder, today, lot: traced(facts.lot, read) };
    for (const parameters of parametersOf(rule)) check(seen, parameters);
  }
  // What a lot is called decides nothing.
  read.delete('lotId');
  return read;
}

describe('L4 rules say which fields of a lot they look at', () => {
  test.each(aboutLots)('$code reads what it declares, no more and no less', (rule) => {
    expect([...fieldsReadBy(rule)].sort()).toEqual(rule.looksAt.toSorted());
  });

  test('a rule that reads a field in secret is found out', () => {
    const secret = { ...aboutLots[0], looksAt: [], check: ({ lot: { plan } }: { lot: Lot }) => void plan };
    expect([...fieldsReadBy(secret as unknown as LotRule)]).toEqual(['plan']);
  });

  test('together these decide, and the program, which says what rules there are', () => {
    expect(decidingFields.toSorted()).toEqual(
      [...new Set(['program', ...aboutLots.flatMap(({ looksAt }) => looksAt)])].sort(),
    );
  });
});
