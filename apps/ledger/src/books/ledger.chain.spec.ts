import type { Journal } from '#domain/licenses/books/journal.ts';
import { chainStart, journalHash } from './ledger.chain.ts';

const journal: Journal = {
  action: 'fulfil',
  ...{ journalId: 'SO-1/1.fulfil', owner: 'A', source: 'A', target: 'A', quantity: 5 },
  ...{ at: '2026-11-21T10:00:00.000Z', initiatedBy: '/erp' },
  entries: [
    { lotId: 'SO-1/1', accountId: '@issued', quantity: -5 },
    { lotId: 'SO-1/1', accountId: 'A', quantity: 5 },
  ],
};

describe('the chain of an owner’s journals', () => {
  test('L1 journals that were recorded before their lots were covered keep the hash that they have', () => {
    expect(journalHash(journal, 1, chainStart)).toBe(
      '5cbaaeb33273c0eaaa7688272583ecb69e4286d98d008f295667d8655428bae9',
    );
  });

  test('L1 the hash covers the lot that a journal creates', () => {
    const hashes = ['a', 'b', undefined].map((lotHash) => journalHash({ ...journal, lotHash }, 1, chainStart));
    expect(new Set(hashes).size).toBe(3);
  });
});
