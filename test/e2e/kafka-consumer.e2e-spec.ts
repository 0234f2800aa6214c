import { PartitionAssigners } from 'kafkajs';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicHandler } from '#runtime/broker.ts';
import { KafkaBroker } from '#runtime/kafka-broker.ts';
import { createLog } from '#runtime/log.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createTopics, deleteTopics, describeWithKafka, kafkaClient } from '../support/kafka.ts';
import { untilThere } from '../support/waiting.ts';

const spec = `consumer-spec-${process.pid}`;

function brokerAt(brokers: string): KafkaBroker {
  return new KafkaBroker({
    ...{ settings: { brokers: brokers.split(','), ssl: false }, clientId: spec },
    ...{ log: createLog('silent'), metrics: createMetrics() },
  });
}

/** Keeps the values of what it is handed. */
function handlerInto(received: string[], after: readonly string[] = []): TopicHandler {
  const handle: TopicHandler['handle'] = async (deliveries) => {
    received.push(...deliveries.map(({ value }) => Buffer.from(value ?? []).toString()));
  };
  return { handle, after };
}

describeWithKafka('a consumer that kafkajs has given up', (brokers) => {
  const name = `${spec}-group`;

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
    const broker = brokerAt(brokers);
    try {
      await broker.subscribe({ group: name, handlers: new Map([[name, handlerInto(received)]]) });
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

describeWithKafka('a topic whose messages come after those of another', (brokers) => {
  const [products, orders] = [`${spec}-products`, `${spec}-orders`];

  beforeAll(() => createTopics(brokers, [products, orders], 3));
  afterAll(() => deleteTopics(brokers, [products, orders]));

  it('O6 is not held up by what is published all the time, and each message finds what was published before it', async () => {
    const received: string[] = [];
    const broker = brokerAt(brokers);
    const handlers = new Map([
      [products, handlerInto(received)],
      [orders, handlerInto(received, [products])],
    ]);
    const send = (topic: string, value: string) => broker.publish([{ topic, key: value, headers: {}, value }]);
    const slowest = { milliseconds: 0 };
    try {
      await broker.subscribe({ group: spec, handlers });
      for (let number = 1; number <= 25; number += 1) {
        await send(products, `product ${number}`);
        await send(orders, `order ${number}`);
        const sent = performance.now();
        for (let more = 1; more <= 5; more += 1) await send(products, `more ${number}.${more}`);
        await untilThere(`order ${number}`, async () => received.includes(`order ${number}`) || undefined);
        expect(received.indexOf(`product ${number}`)).toBeLessThan(received.indexOf(`order ${number}`));
        slowest.milliseconds = Math.max(slowest.milliseconds, performance.now() - sent);
      }
    } finally {
      await broker.close();
    }
    // Whoever waits for what it keeps from being fetched gives up after ten seconds.
    expect(slowest.milliseconds).toBeLessThan(8000);
  });
});

describeWithKafka('messages that are larger than usual', (brokers) => {
  const small = `${spec}-small`;

  afterAll(() => deleteTopics(brokers, [small]));

  it('are taken by our own topics; the one that a topic can never take is named, those beside it have gone', async () => {
    const admin = kafkaClient(brokers).admin();
    await admin.connect();
    const configEntries = [{ name: 'max.message.bytes', value: '20000' }];
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: small, numPartitions: 1, configEntries }] });
    const broker = brokerAt(brokers);
    const received: string[] = [];
    const message = (topic: string, length: number) => ({ topic, key: 'k', headers: {}, value: 'x'.repeat(length) });
    try {
      await broker.subscribe({ group: `${spec}-large`, handlers: new Map([[small, handlerInto(received)]]) });
      const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] });
      expect(topics).toHaveLength(1);
      // Of a type that nobody listens to: the topic is everybody's.
      const headers = binaryHeaders({ id: spec, source: '/test', type: 'order.accepted.v1' });
      await broker.publish([{ topic: 'orders', key: 'k', headers, value: `"${'x'.repeat(3_500_000)}"` }]);
      const refused = message(small, 30_000);
      const publishing = broker.publish([message(small, 9000), message(small, 15_000), refused]);
      await expect(publishing).rejects.toMatchObject({
        outgoing: refused,
        message: expect.stringContaining('30000 bytes'),
      });
      await untilThere('the others', async () => (received.length >= 2 ? received : undefined));
      expect(received.map(({ length }) => length)).toEqual([9000, 15_000]);
    } finally {
      await broker.close();
      await admin.disconnect();
    }
  });
});
