import type { Admin } from 'kafkajs';
import { KafkaCatchUp } from './catch-up.ts';

/** What a broker says of topic `catalog`, of one partition, and how often it was asked for the place of the group. */
function catalog() {
  const state = { end: 0, committed: -1, asked: 0 };
  const admin: Pick<Admin, 'fetchTopicOffsets' | 'fetchOffsets'> = {
    fetchTopicOffsets: async () => [{ partition: 0, offset: `${state.end}`, high: `${state.end}`, low: '0' }],
    fetchOffsets: async () => {
      state.asked += 1;
      return [{ topic: 'catalog', partitions: [{ partition: 0, offset: `${state.committed}`, metadata: null }] }];
    },
  };
  const catchUp = new KafkaCatchUp(admin as Admin);
  let batches = 0;
  /** Of another batch each time, unless it is told which. */
  const isReached = async (offset?: string) => {
    batches += 1;
    const batch = { topic: 'sales-orders', partition: 0, offset: offset ?? `${batches}` };
    return (await catchUp.reached('intake', ['catalog'], [batch])).includes(batch);
  };
  return { state, admin, isReached };
}

describe('what was told before an order', () => {
  test('O6 an order waits for a product that was published before it', async () => {
    const { state, isReached } = catalog();
    Object.assign(state, { end: 2, committed: 1 });
    expect(await isReached()).toBe(false);
    state.committed = 2;
    expect(await isReached()).toBe(true);
  });

  test('O6 nothing is asked again while the catalog rests', async () => {
    const { state, isReached } = catalog();
    Object.assign(state, { end: 2, committed: 2 });
    expect([await isReached(), await isReached(), await isReached()]).toEqual([true, true, true]);
    expect(state.asked).toBe(1);
  });

  test.each(['fetchTopicOffsets', 'fetchOffsets'] as const)(
    'O6 an order waits as well while no broker can say what was published before it: %s',
    async (question) => {
      const { state, admin, isReached } = catalog();
      Object.assign(state, { end: 2, committed: 1 });
      const answer = admin[question];
      const moved = Object.assign(new Error('not the leader'), { retriable: true });
      Object.assign(admin, { [question]: () => Promise.reject(moved) });
      expect(await isReached('7')).toBe(false);
      Object.assign(admin, { [question]: answer });
      expect(await isReached('7')).toBe(false);
      state.committed = 2;
      expect(await isReached('7')).toBe(true);
    },
  );

  test('O6 where nobody may say it, no order waits for it', async () => {
    const { state, admin, isReached } = catalog();
    state.end = 2;
    admin.fetchOffsets = () => Promise.reject(Object.assign(new Error('not authorized'), { retriable: false }));
    await expect(isReached()).rejects.toThrow('not authorized');
  });

  test('R11 a broker that came back empty is asked again, whatever it said before', async () => {
    const { state, isReached } = catalog();
    Object.assign(state, { end: 1000, committed: 1000 });
    expect(await isReached()).toBe(true);
    Object.assign(state, { end: 3, committed: 1 });
    expect(await isReached()).toBe(false);
    state.committed = 3;
    expect(await isReached()).toBe(true);
  });
});
