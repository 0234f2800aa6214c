import { setImmediate as nextTurn } from 'node:timers/promises';

/** Messages that are read, or decided on, in one go: a few milliseconds. */
const perTurn = 50;

/**
 * What comes of each of many, in their order. Those of one batch after the other would hold up the process for a tenth of a second: in between,
 * answers of databases and mail servers, probes and other batches have their turn.
 */
export async function inTurns<Item, Result>(items: readonly Item[], of: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    if (results.length > 0 && results.length % perTurn === 0) await nextTurn();
    results.push(of(item));
  }
  return results;
}
