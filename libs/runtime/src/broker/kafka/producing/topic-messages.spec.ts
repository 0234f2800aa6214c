import { createRequire } from 'node:module';
import { type Message, Partitioners } from 'kafkajs';
import { topicMessages } from './topic-messages.ts';

type Group = (given: object) => Record<string, readonly Message[]>;
const inPartitions = createRequire(import.meta.url)('kafkajs/src/producer/groupMessagesPerPartition.js') as Group;

const messages = Array.from({ length: 500 }, (_, index) => {
  return { topic: 'licenses', key: `ACME-${index % 70}`, headers: { ce_id: `${index}` }, value: `{"n":${index}}` };
});
const partitioner = Partitioners.DefaultPartitioner();
const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({ partitionId, leader: 1 }));

test('messages go to the partitions that kafkajs sends their keys to, in their order', () => {
  const given = { topic: 'licenses', partitionMetadata, partitioner };
  const plain = messages.map(({ key, headers, value }) => ({ key, headers, value }));
  const ours = inPartitions({ ...given, messages: topicMessages(messages) });
  expect(ours).toEqual(inPartitions({ ...given, messages: plain }));
  expect(Object.keys(ours).length).toBeGreaterThan(6);
});
