import type { Account } from '../../api/answers.ts';
import { needsAttention, nextEndOf } from './attention.ts';

const now = Date.parse('2026-11-29T12:00:00Z');

function account(
  available: number,
  ...ends: (string | undefined)[]
): Pick<Account, 'products' | 'deviceTypes' | 'programs'> {
  const figures = { total: 10, inUse: 10 - available, available };
  return {
    products: [],
    deviceTypes: [{ ...figures, products: [] }],
    programs: ends.map((nextEnd) => ({ program: 'mist', ...figures, nextEnd })),
  };
}

describe('P2 an organization needs attention', () => {
  test.each([
    ['that uses more than it has', account(-1), true],
    ['of which something ends within 60 days', account(5, undefined, '2027-01-28'), true],
    ['not when that is later', account(5, '2027-01-29'), false],
    ['not when nothing ends and some are free', account(0), false],
  ] as const)('%s', (_what, one, expected) => {
    expect(needsAttention(one, now)).toBe(expected);
  });

  test('and tells the first of its ends', () => {
    expect(nextEndOf(account(1, '2028-01-01', '2027-05-01', undefined))).toBe('2027-05-01');
    expect(nextEndOf(account(1))).toBeUndefined();
  });
});
