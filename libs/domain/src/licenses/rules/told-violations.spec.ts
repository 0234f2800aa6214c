import { account, administrator, asked, given, lot, terms, today } from '#test/fixtures/books.ts';
import { decideStockMove } from '../actions/stock-move.ts';
import { decideTransfer, previewTransfer } from '../actions/transfer.ts';
import type { Administrator } from '../books/account.ts';
import { evolve } from '../books/books.ts';
import { programsOf } from '../books/program.ts';
import { decideCase } from '../cases/case-submit.ts';
import { readProgram } from './program-file/program-file.ts';
import { builtInPrograms } from './programs.ts';
import type { LineRule, RequestRule } from './rule.ts';
import { ruleCatalog, rules } from './rules.ts';
import { toldViolations } from './told-violations.ts';

/** L11: what a person may read of an account that is not theirs is nothing, whichever rule looks at it. */

const ana = 'ana@a.example';
const secret = 'SECRET';

/** Everything about it differs from account A and says so. */
const foreign = (accountId: string) =>
  account(accountId, {
    ...{ name: secret, parentId: `${secret}-MSP`, plan: secret, package: secret, trial: true, currency: 'JPY' },
    ...{ unitPriceMinor: 777n, licensingModel: 'co-termination', editions: { MX: secret }, link: secret },
    ...{ paymentType: 'prepaid', kind: 'reseller' },
  });
const own = account('A', {
  ...{ kind: 'reseller', parentId: 'MSP', plan: 'free', currency: 'EUR', unitPriceMinor: 100n },
  ...{ paymentType: 'monthly-invoice', licensingModel: 'per-device' },
});
const allRules = builtInPrograms.flatMap((program) => program.rules);
const everything = readProgram({
  name: 'everything',
  offers: ['transfer', 'return', 'stock-move'],
  rules: [...new Map(allRules.map((rule) => [rule.code, rule])).values()],
});
if (!everything.ok) throw new Error('the program of all rules cannot be read');
const all = { ...terms, programs: programsOf(builtInPrograms, [everything.value]) };
const facts = { edition: 'enterprise', package: 'pro', deviceType: 'MX', licenseKey: 'Z2AB-1234-5678' };
const held = lot('L1', { program: 'everything', ...facts });

function world(...people: Administrator[]) {
  return given({
    accounts: [own, account('MSP', { kind: 'msp', name: 'Parent' }), account(`${secret}-MSP`, { kind: 'msp' })].concat(
      foreign('FOREIGN'),
    ),
    administrators: [administrator('A', ana, { passcodeHash: 'opaque' }), ...people],
    holdings: [[held, 'A', 10]],
  });
}

const lines = [{ licenseKey: 'Z2AB-1234-5678', deviceType: 'MX', quantity: 20 }];
const details = { scope: 's', frequency: 'f', startTime: 's', relatedCases: 'r' };
const case$ = {
  ...{ requestedBy: ana, lines, destinationName: 'X', destinationLink: 'https://x.example' },
  details: { ...details, testResults: 't', workaround: 'w', businessImpact: 'b' },
  passcodes: { source: 'right', target: 'wrong' },
} as const;
const asks: readonly [string, (to: string) => object][] = [
  ['a transfer', (to) => decideTransfer(world(), { ...asked(ana), from: 'A', to, lines }, all)],
  ['a preview', (to) => previewTransfer(world(), { ...asked(ana), from: 'A', to, lines }, all)],
  [
    'a stock move',
    (to) => decideStockMove(world(), { ...asked(ana), from: 'A', to, lines: [{ lotId: 'L1', quantity: 20 }] }, all),
  ],
  ['a case', (to) => decideCase(world(), { ...asked(ana), ...case$, from: 'A', to }, all)],
];

describe('L11 what is told of an account that the person may not see', () => {
  test.each(asks)('T1 %s to it is answered as one to an account that nobody knows', (_what, ask) => {
    const text = (answer: object) =>
      JSON.stringify(answer, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
        .replaceAll(/FOREIGN|UNKNOWN-1/g, 'ID')
        .replaceAll(/ask-\d+/g, 'ask');
    const answer = text(ask('FOREIGN'));
    expect(answer).toBe(text(ask('UNKNOWN-1')));
    expect(answer).not.toContain(secret);
    expect(answer).toContain('ACCOUNT_UNKNOWN');
  });

  test('every rule and every code says whose facts it tells', () => {
    for (const { code, reveals } of ruleCatalog) {
      expect([code, ['nothing', 'source', 'target', 'both'].includes(reveals)]).toEqual([code, true]);
    }
  });

  test.each([...rules.values()].filter(({ reveals }) => reveals === 'nothing' || reveals === 'source'))(
    '$code tells nothing of the target',
    (rule) => {
      if (rule.scope === 'lot' || rule.scope === 'count') return; // these know of no target
      const books = world(administrator('FOREIGN', ana, { access: 'read-only', scope: 'network' }));
      const { code: _code, ...parameters } = allRules.find(({ code }) => code === rule.code) ?? { code: rule.code };
      const sides = { source: own, target: foreign('FOREIGN') };
      const check = (rule as RequestRule | LineRule).check as (facts: object, parameters: object) => object | undefined;
      const found = check({ books, action: 'transfer', ...sides, requestedBy: ana, today, lot: held }, parameters);
      expect(JSON.stringify(found ?? {})).not.toMatch(/SECRET|JPY|777|prepaid/);
    },
  );

  test('what two sides have against each other is told to those who see both, the rest to each', () => {
    const books = world(administrator('FOREIGN', ana));
    evolve(books, { type: 'AccountUpdated', account: { ...foreign('FOREIGN'), parentId: 'MSP' } });
    const { violations } = previewTransfer(books, { ...asked(ana), from: 'A', to: 'FOREIGN', lines }, all);
    const codesFor = (source: boolean, target: boolean) =>
      toldViolations(violations, { source, target }).map(({ code }) => code);
    expect(codesFor(true, true)).toEqual(expect.arrayContaining(['PLAN_DIFFERS', 'LICENSING_MODEL_DIFFERS']));
    expect(codesFor(true, false)).toEqual(expect.arrayContaining(['MSP_TIER_REQUIRED', 'NOT_TOLD']));
    expect(codesFor(true, false)).not.toContain('PLAN_DIFFERS');
    expect(codesFor(false, true)).not.toContain('MSP_TIER_REQUIRED');
    expect(JSON.stringify(toldViolations(violations, { source: true, target: false }))).not.toContain(secret);
  });

  test('a code that nobody declared is told to those alone who see both', () => {
    const unknown = [{ code: 'SOMETHING_ELSE', message: secret }];
    expect(toldViolations(unknown, { source: true, target: false })).toMatchObject([{ code: 'NOT_TOLD' }]);
    expect(toldViolations(unknown, { source: true, target: true })).toEqual(unknown);
  });
});
