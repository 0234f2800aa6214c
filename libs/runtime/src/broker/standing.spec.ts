import type { Delivery } from './broker.ts';
import { patienceMilliseconds, StandingBatches } from './standing.ts';

const batchAt = (offset: string): Delivery[] => [
  { topic: 'orders', partition: 3, offset, key: null, headers: { ce_id: `id-${offset}` }, value: null },
];

describe('R19 batches that stand', () => {
  let clock = Date.parse('2026-11-30T10:00:00Z');
  const standing = new StandingBatches(() => new Date(clock));

  test('one that is worked at is none, until it has come to no end for a while; then it is told of without an error of its own', () => {
    standing.begun('seatwright.ledger', batchAt('7'));
    clock += patienceMilliseconds - 1;
    expect([standing.all(), standing.inWords()]).toEqual([[], undefined]);
    clock += 1;
    expect(standing.inWords()).toBe(
      'seatwright.ledger has stood at orders/3 offset 7 (message id-7) for 30 s: ' +
        'it has come to no end yet; npm run doctor says what its database session waits for',
    );
    expect(standing.all()).toMatchObject([{ topic: 'orders', partition: 3, since: '2026-11-30T10:00:00.000Z' }]);
    standing.moved('seatwright.ledger', batchAt('7'));
    expect(standing.all()).toEqual([]);
  });

  test('one that fails is told of at once, from its beginning on, however often it is tried', () => {
    standing.begun('seatwright.ledger', batchAt('8'));
    clock += 5000;
    for (const error of ['the database is away', 'the database is full']) {
      standing.failed('seatwright.ledger', batchAt('8'), new Error(error));
      expect(standing.inWords()).toMatch(new RegExp(`offset 8 \\(message id-8\\) for 5 s: ${error}$`));
    }
    standing.begun('seatwright.ledger', batchAt('9'));
    expect(standing.all()).toEqual([]);
  });
});
