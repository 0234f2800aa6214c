import { account, asked, codes, given, lot, terms } from '#test/fixtures/books.ts';
import { previewTransfer } from '../../actions/transfer.ts';
import { programFor, programsOf } from '../../books/program.ts';
import { builtInPrograms } from '../programs.ts';
import { ruleCatalog } from '../rules.ts';
import { readProgram } from './program-file.ts';

const ruled = (code: string, parameters: object) => ({ name: 'x', rules: [{ code, ...parameters }] });
const gold = { categories: ['trial', 'gold'] };

describe('L10 programs are data', () => {
  test('L10 the built-in ones survive being written and read as JSON', () => {
    for (const program of builtInPrograms) {
      expect(readProgram(JSON.parse(JSON.stringify(program)))).toEqual({ ok: true, value: program });
    }
  });

  test.each([
    ['no rules', { name: 'x' }, ['$']],
    ['a rule that does not exist', { name: 'x', rules: [{ code: 'NONE' }] }, ['rules[0].code']],
    ['a missing parameter', { name: 'x', rules: [{ code: 'MSP_TIER_REQUIRED' }] }, ['rules[0].tiers']],
    [
      'a parameter of another kind',
      { name: 'x', rules: [{ code: 'MSP_TIER_REQUIRED', tiers: 'base' }] },
      ['rules[0].tiers'],
    ],
    ['a role that nobody has', ruled('ROLE_REQUIRED', { roles: ['emperor'], at: 'msp' }), ['rules[0].roles[0]']],
    ['a place that there is not', ruled('ROLE_REQUIRED', { roles: ['owner'], at: 'moon' }), ['rules[0].at']],
    ['a status that no lot has', ruled('LOT_EXPIRED', { statuses: ['sleepy'] }), ['rules[0].statuses[0]']],
    ['a category that no lot has', ruled('CATEGORY_NOT_TRANSFERABLE', gold), ['rules[0].categories[1]']],
    ['a tier that no MSP has', ruled('MSP_TIER_REQUIRED', { tiers: ['gold'] }), ['rules[0].tiers[0]']],
    ['ranks that are no lists', ruled('EDITION_TOO_LOW', { ranks: { MX: 'enterprise' } }), ['rules[0].ranks']],
    ['actions that are no list', { name: 'x', offers: 'transfer', rules: [] }, ['offers']],
    ['a key that programs do not have', { name: 'x', licensKeys: true, rules: [] }, ['licensKeys']],
    ['a switch that is no switch', { name: 'x', licenseKeys: 'yes', rules: [] }, ['licenseKeys']],
    ['an unknown parameter', { name: 'x', rules: [{ code: 'NOT_SAME_MSP', tier: 1 }] }, ['rules[0].tier']],
    ['an unknown action', { name: 'x', offers: ['steal'], rules: [] }, ['offers[0]']],
  ])('L10 refuses a program with %s', (_what, data, paths) => {
    const result = readProgram(data);
    expect(result.ok ? [] : result.violations.map(({ path }) => path)).toEqual(paths);
  });

  test.each([
    ['a name with spaces around it', { name: ' own' }, /" own" has spaces around it/],
    ['a rule that stands twice', { rules: [{ code: 'NOT_STOCK' }, { code: 'NOT_STOCK' }] }, /"NOT_STOCK" stands twice/],
    [
      'an empty list of roles',
      { rules: [{ code: 'ROLE_REQUIRED', roles: [], at: 'msp' }] },
      /\[\] is no list of some of/,
    ],
    ['an empty list of offers', { offers: [] }, /\[\] is no list of some of transfer/],
  ])('L10 %s is refused', (_what, change, message) => {
    const read = readProgram({ name: 'own', rules: [{ code: 'NOT_STOCK' }], ...change });
    expect(read.ok ? [] : read.violations.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
  });

  test('L10 a refusal says what would be right', () => {
    const read = readProgram({ ...ruled('ROLE_REQUIRED', { roles: ['emperor'], at: 'moon' }), licensKeys: true });
    expect(read.ok ? [] : read.violations.map(({ message }) => message)).toEqual([
      'a program has no licensKeys; it has name, offers, rules, licenseKeys, accountPriced, otherPlans, settlement',
      '"emperor" is none of super-user, owner, admin, member, support',
      '"moon" is none of msp, account-or-msp',
    ]);
  });

  test('L10 an operator’s program works without code', () => {
    const read = readProgram({ name: 'own', rules: [{ code: 'CATEGORY_NOT_TRANSFERABLE', categories: ['trial'] }] });
    const programs = programsOf(builtInPrograms, read.ok ? [read.value] : []);
    const books = given({
      accounts: [account('A'), account('B')],
      holdings: [[lot('L1', { program: 'own', category: 'trial' }), 'A', 5]],
    });
    const command = { ...asked(), from: 'A', to: 'B', lines: [{ lotId: 'L1', quantity: 1 }] };
    expect(codes(previewTransfer(books, command, { ...terms, programs }))).toEqual(['CATEGORY_NOT_TRANSFERABLE']);
    expect(programFor(programs, 'nobody declared').rules).toEqual([]);
  });

  test('every code has one entry in the catalog, with a rule and a sentence', () => {
    const all = ruleCatalog.map(({ code }) => code);
    expect(new Set(all).size).toBe(all.length);
    expect(ruleCatalog.every(({ rules, sentence }) => rules.length > 0 && sentence.endsWith('.'))).toBe(true);
  });
});
