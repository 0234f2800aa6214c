import { soonEnds } from './soon-ends.ts';

const now = Date.parse('2026-11-29T12:00:00Z');

function account(accountId: string, ends: Record<string, string | undefined>) {
  const programs = Object.entries(ends).map(([program, nextEnd]) => ({
    ...{ program, total: 1, inUse: 0, available: 1, nextEnd },
  }));
  return { accountId, name: `Name of ${accountId}`, programs };
}

test('P2 licenses that end within 60 days are told by organization and program, the first at the front', () => {
  const accounts = [
    account('A', { mist: '2027-01-28', meraki: '2027-01-29', miradore: undefined }),
    account('B', { mist: '2026-12-25' }),
    account('C', {}),
  ];
  expect(soonEnds(accounts, now).map(({ account: { accountId }, program, day }) => [accountId, program, day])).toEqual([
    ['B', 'mist', '2026-12-25'],
    ['A', 'mist', '2027-01-28'],
  ]);
});
