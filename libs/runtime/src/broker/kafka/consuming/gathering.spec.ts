import { Gathering, stepsOf } from './gathering.ts';

/** Batches of partitions, each with so many messages, named after their partition and place. */
const batches = (...counts: number[]) =>
  counts.map((count, partition) => ({ messages: Array.from({ length: count }, (_, n) => `${partition}:${n}`) }));

const cut = (...counts: number[]) =>
  stepsOf(batches(...counts), 3).map((steps) => steps.map((step) => step.flatMap(({ messages }) => messages)));

describe('R2 small batches of a topic share a transaction', () => {
  test.each([
    ['those that fit', [1, 2], [[['0:0', '1:0', '1:1']]]],
    ['one more begins another', [2, 2], [[['0:0', '0:1']], [['1:0', '1:1']]]],
    ['one that fills it goes alone, and holds up nobody', [1, 3, 1], [[['0:0', '2:0']], [['1:0', '1:1', '1:2']]]],
    ['a larger one is cut, one step after the other', [4], [[['0:0', '0:1', '0:2'], ['0:3']]]],
    ['none', [], []],
  ])('%s', (_name, counts, expected) => {
    const steps = cut(...counts);
    expect(steps).toHaveLength(expected.length);
    expect(steps).toEqual(expect.arrayContaining(expected));
  });

  test('no message is lost, and those of a partition stay in their order', () => {
    const counts = Array.from({ length: 40 }, (_, n) => (n * 7) % 11);
    for (const [partition, count] of counts.entries()) {
      const ofPartition = cut(...counts)
        .flat(2)
        .filter((message) => message.startsWith(`${partition}:`));
      expect(ofPartition).toEqual(Array.from({ length: count }, (_, n) => `${partition}:${n}`));
    }
  });
});

describe('what arrives in one turn', () => {
  test('R2 is handled together by its key, and what comes later for itself', async () => {
    const handled: string[] = [];
    const gathering = new Gathering<string>(async (key, items) => void handled.push(`${key}: ${items.join(' ')}`));
    await Promise.all([gathering.add('orders', 'a'), gathering.add('accounts', 'b'), gathering.add('orders', 'c')]);
    await gathering.add('orders', 'd');
    expect(handled).toEqual(['orders: a c', 'accounts: b', 'orders: d']);
  });

  test('R2 fails for all that came together, and for nobody after them', async () => {
    let failures = 1;
    const gathering = new Gathering<string>(async () => {
      if (failures-- > 0) throw new Error('away');
    });
    const together = await Promise.allSettled([gathering.add('orders', 'a'), gathering.add('orders', 'b')]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(gathering.add('orders', 'a')).resolves.toBeUndefined();
  });
});
