import { balanced, issued, type Journal, moved } from './journal.ts';

const journal = (entries: Journal['entries']): Journal => ({
  journalId: 'J',
  action: 'fulfil',
  ...{ owner: 'A', source: 'A', target: 'A' },
  quantity: 1,
  ...{ at: '2026-11-21T10:00:00Z', initiatedBy: 'test' },
  entries,
});

describe('L1 journals', () => {
  test('L1 entries sum to zero per lot', () => {
    expect(balanced(journal(moved('L', issued, 'A', 5))).entries).toHaveLength(2);
    expect(() => balanced(journal([{ lotId: 'L', accountId: 'A', quantity: 5 }]))).toThrow('sum to 5');
    const crossed = [
      { lotId: 'L', accountId: 'A', quantity: -5 },
      { lotId: 'M', accountId: 'B', quantity: 5 },
    ];
    expect(() => balanced(journal(crossed))).toThrow('sum to -5');
  });

  test('L1 entries are whole and none is 0', () => {
    expect(() => balanced(journal(moved('L', issued, 'A', 0)))).toThrow('entry of');
    expect(() => balanced(journal(moved('L', issued, 'A', 0.5)))).toThrow('entry of');
    expect(() => balanced(journal([]))).toThrow('no entries');
  });
});
