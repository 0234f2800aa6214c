import { createRequire } from 'node:module';
import { jest } from '@jest/globals';
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
  const ours = inPartitions({ ...given, messages: topicMessages(messages).messages });
  expect(ours).toEqual(inPartitions({ ...given, messages: plain }));
  expect(Object.keys(ours).length).toBeGreaterThan(6);
});

test('R11 what went to partitions that no broker has confirmed is left to be sent', () => {
  const { messages: list, besides } = topicMessages(messages);
  const lists = inPartitions({ topic: 'licenses', partitionMetadata, partitioner, messages: list });
  const [lost = '', ...others] = Object.keys(lists);
  expect(besides(new Set(Object.keys(lists).map(Number)))).toEqual([]);
  const left = besides(new Set(others.map(Number)));
  expect(left.map(({ value }) => value)).toEqual(lists[lost]?.map(({ value }) => value));
  expect(left.length).toBeGreaterThan(0);
});

test('R11 kafkajs forgets partitions that move to a broker which has answered, and its answer does not name them', async () => {
  const [first, second] = [1, 2].map((nodeId) => ({ nodeId, produce: jest.fn<Produce>() }));
  first?.produce.mockImplementation(async ({ topicData }) => ({ topics: answered(topicData) }));
  second?.produce.mockRejectedValue(Object.assign(new Error('gone'), { retriable: true }));
  let isGone = false;
  const leaderOf = (partition: number) => (isGone || partition % 2 === 0 ? 1 : 2);
  const cluster = {
    isConnected: () => true,
    addMultipleTargetTopics: async () => undefined,
    refreshMetadata: async () => undefined,
    refreshMetadataIfNecessary: async () => undefined,
    findTopicPartitionMetadata: () => partitionMetadata,
    findLeaderForPartitions: (_: string, of: string[]) => Object.groupBy(of.map(Number), leaderOf),
    findBroker: async ({ nodeId }: { nodeId: string }) => (nodeId === '1' ? first : second),
  };
  const nothing = () => undefined;
  const eosManager = {
    ...numbers,
    isTransactional: () => false,
    acquireBrokerLock: nothing,
    releaseBrokerLock: nothing,
  };
  const retrier = async (send: () => Promise<Answers>): Promise<Answers> =>
    await send().catch(() => {
      isGone = true;
      return send();
    });
  const send = createSend({ logger: { error: nothing, debug: nothing }, cluster, partitioner, eosManager, retrier });
  const { messages: list, besides } = topicMessages(messages);
  const answers = await send({ acks: -1, topicMessages: [{ topic: 'licenses', messages: list }] });
  expect(besides(new Set(answers.map(({ partition }) => partition))).length).toBeGreaterThan(100);
  expect(first?.produce).toHaveBeenCalledTimes(1);
});

type TopicData = readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number }[] }[];
type Produce = (given: { readonly topicData: TopicData }) => Promise<{ readonly topics: readonly object[] }>;
type Answers = readonly { readonly partition: number }[];
type CreateSend = (given: object) => (given: object) => Promise<Answers>;

const createSend = createRequire(import.meta.url)('kafkajs/src/producer/sendMessages.js') as CreateSend;

const answered = (data: TopicData) =>
  data.map(({ topic, partitions }) => ({
    topicName: topic,
    partitions: partitions.map(({ partition }) => ({ partition, errorCode: 0 })),
  }));

const numbers = {
  getSequence: () => 0,
  updateSequence: () => undefined,
  getProducerId: () => 1,
  getProducerEpoch: () => 0,
};
