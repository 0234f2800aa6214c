import { jest } from '@jest/globals';
import { LaterOffsets } from './later-offsets.ts';

/** A consumer that notes what is committed, and can be told that its group was shared out anew. */
function group(commitOffsets: (offsets: readonly object[]) => Promise<void> = async () => undefined) {
  const committed: (readonly object[])[] = [];
  let joined: () => void = () => undefined;
  const consumer = {
    commitOffsets: async (offsets: readonly object[]) => {
      committed.push(offsets);
      await commitOffsets(offsets);
    },
    events: { GROUP_JOIN: 'join' },
    on: (_event: string, heard: () => void) => {
      joined = heard;
    },
  };
  return { later: new LaterOffsets(consumer as never), committed, join: () => joined() };
}

const at = (partition: number, offset: string) => ({ topic: 'entitlements', partition, offset });

describe('0027 offsets of what was passed over', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('are committed together after a while, of each partition the last', () => {
    const { later, committed } = group();
    later.add([at(0, '5'), at(1, '7')]);
    later.add([at(0, '6')]);
    expect(committed).toEqual([]);
    jest.advanceTimersByTime(1000);
    expect(committed).toEqual([[at(0, '6'), at(1, '7')]]);
    jest.advanceTimersByTime(5000);
    expect(committed).toHaveLength(1);
  });

  test('go with the next commit, which is the further one', () => {
    const { later, committed } = group();
    later.add([at(0, '5'), at(1, '7')]);
    expect(later.taken([at(0, '9')])).toEqual([at(0, '9'), at(1, '7')]);
    jest.advanceTimersByTime(5000);
    expect(committed).toEqual([]);
  });

  test('of another generation of the group are left to whoever has the partitions now', () => {
    const { later, committed, join } = group();
    later.add([at(0, '5')]);
    join();
    jest.advanceTimersByTime(5000);
    expect(committed).toEqual([]);
  });

  test('that the broker does not take stop nothing', async () => {
    const { later, committed } = group(async () => {
      throw new Error('REBALANCE_IN_PROGRESS');
    });
    later.add([at(0, '5')]);
    await jest.advanceTimersByTimeAsync(1000);
    later.add([at(0, '6')]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(committed).toEqual([[at(0, '5')], [at(0, '6')]]);
  });
});
