import createRequest from 'kafkajs/src/protocol/request.js';
import fetch, { type Fetched } from 'kafkajs/src/protocol/requests/fetch/index.js';

// Taken before the patch is imported.
const theirs = fetch.protocol;
const requestBy = async (protocol: typeof theirs, given: Fetched, version = 11) => {
  const { request } = protocol({ version })(given);
  return Buffer.from((await createRequest({ correlationId: 7, clientId: 'seatwright-ü', request })).buffer);
};

const partition = (number: number, fetchOffset: string, others = {}) => {
  return { partition: number, fetchOffset, maxBytes: 1_048_576, ...others };
};
const bounds = { maxWaitTime: 500, minBytes: 1, maxBytes: 10_485_760 };
const topic = (name: string, count: number) => {
  return { topic: name, partitions: Array.from({ length: count }, (_, number) => partition(number, `${number}0`)) };
};

describe('R2 what our consumers ask for is to the byte what kafkajs would ask', () => {
  test.each<[string, Fetched]>([
    ['nothing', { ...bounds, topics: [] }],
    ['one partition', { ...bounds, topics: [topic('orders', 1)] }],
    ['many of them', { ...bounds, topics: [topic('orders', 64), topic('łącza', 3)], rackId: 'eu-1' }],
    [
      'far offsets',
      { ...bounds, topics: [{ topic: 'a', partitions: [partition(2_147_483_647, '9223372036854775807')] }] },
    ],
    [
      'all that may be said',
      {
        ...{ ...bounds, replicaId: 3, isolationLevel: 0, sessionId: 5, sessionEpoch: 6 },
        topics: [{ topic: 'a', partitions: [partition(0, '1', { currentLeaderEpoch: 2, logStartOffset: '1' })] }],
      },
    ],
    ['topics that are forgotten', { ...bounds, topics: [], forgottenTopics: [{ topic: 'a', partitions: [1] }] }],
  ])('%s', async (_name, given) => {
    const before = await requestBy(theirs, given);
    await import('./fetch-request.ts');
    expect((await requestBy(fetch.protocol, given)).equals(before)).toBe(true);
    const ofBefore = await requestBy(theirs, given, 10);
    expect((await requestBy(fetch.protocol, given, 10)).equals(ofBefore)).toBe(true);
  });
});
