import { inTurns } from './in-turns.ts';

describe('what is done for many', () => {
  test('comes in their order, and others have their turn in between', async () => {
    const done: unknown[] = [];
    const items = Array.from({ length: 120 }, (_, index) => index);
    setImmediate(() => done.push('another'));
    await inTurns(items, (item) => done.push(item));
    expect(done.filter((each) => each !== 'another')).toEqual(items);
    expect(done.indexOf('another')).toBe(50);
  });

  test('is done at once for few, and ends with the first that fails', async () => {
    expect(await inTurns([1, 2], (item) => item * 2)).toEqual([2, 4]);
    const seen: number[] = [];
    const failing = inTurns([1, 2, 3], (item) => {
      seen.push(item);
      if (item === 2) throw new Error('two');
    });
    await expect(failing).rejects.toThrow('two');
    expect(seen).toEqual([1, 2]);
  });
});
