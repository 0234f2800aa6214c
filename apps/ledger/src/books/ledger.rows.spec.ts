import type { Lot } from '#domain/licenses/books/lot.ts';
import { decidingFields } from '#domain/licenses/rules/rules.ts';
import { lot } from '#test/fixtures/books.ts';
import { traitsOf } from './ledger.rows.ts';

describe('L4 the traits of a lot', () => {
  const all: Partial<Lot> = {
    program: 'stock',
    category: 'trial',
    originAccountId: 'MSP-1',
    edition: 'advanced',
    package: 'pro',
    deviceType: 'MX',
    stock: true,
  };

  // Rows carry these hashes: where one comes out differently, a migration has to make the stored ones anew.
  test.each<[string, Partial<Lot>, string]>([
    ['that says all', all, '832776896070688212'],
    ['that says little', {}, '889708064052090588'],
  ])('of one %s are the hash that is stored', (_what, facts, traits) => {
    expect(traitsOf(lot('L1', facts))).toBe(traits);
  });

  const days: readonly string[] = ['startsOn', 'endsOn', 'graceEndsOn'];

  test.each(decidingFields.filter((field) => !days.includes(field)))('differ by %s, which a rule looks at', (field) => {
    expect(traitsOf({ ...lot('L1', all), [field]: 'another' } as Lot)).not.toBe(traitsOf(lot('L1', all)));
  });

  test('are the same whatever else differs: lots of another day, price or order are forbidden together', () => {
    const other = {
      startsOn: '2025-01-01',
      endsOn: undefined,
      unitPriceMinor: 1n,
      orderNumber: 'SO-9',
      visibleTo: ['B'],
    };
    expect(traitsOf(lot('L2', { ...all, ...other }))).toBe(traitsOf(lot('L1', all)));
  });
});
