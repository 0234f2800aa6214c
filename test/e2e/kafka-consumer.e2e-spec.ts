import { PartitionAssigners } from 'kafkajs';
import { KafkaBroker } from '#runtime/kafka-broker.ts';
import { createLog } from '#runtime/log.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createTopics, deleteTopics, describeWithKafka, kafkaClient } from '../support/kafka.ts';
import { untilThere } from '../support/waiting.ts';

describeWithKafka('a consumer that kafkajs has given up', (brokers) => {
  const name = `consumer-spec-${process.pid}`;

  beforeAll(() => createTopics(brokers, [name], 1));
  afterAll(() => deleteTopics(brokers, [name]));

  it('is replaced: a group that another program had the name of works when that is gone, without a new process', async () => {
    const squatter = kafkaClient(brokers).consumer({
      groupId: name,
      partitionAssigners: [(context) => ({ ...PartitionAssigners.roundRobin(context), name: 'another' })],
    });
    await squatter.connect();
    await squatter.subscribe({ topic: name });
    const joined = new Promise((resolve) => squatter.on(squatter.events.GROUP_JOIN, resolve));
    await squatter.run({ eachMessage: async () => undefined });
    await joined;

    const received: string[] = [];
    const handle = async (deliveries: readonly { readonly value: Uint8Array | null }[]) => {
      received.push(...deliveries.map(({ value }) => Buffer.from(value ?? []).toString()));
    };
    const broker = new KafkaBroker({
      ...{ settings: { brokers: brokers.split(','), ssl: false }, clientId: name },
      ...{ log: createLog('silent'), metrics: createMetrics() },
    });
    try {
      await broker.subscribe({ group: name, handlers: new Map([[name, { handle, after: [] }]]) });
      await untilThere('refusal', async () => broker.trouble()?.includes('protocol') || undefined);
      await squatter.disconnect();
      await broker.publish([{ topic: name, key: 'k', headers: {}, value: 'hello' }]);
      await untilThere('message', async () => received[0]);
      expect(received).toEqual(['hello']);
      expect(broker.trouble()).toBeUndefined();
    } finally {
      await broker.close();
    }
  });
});
