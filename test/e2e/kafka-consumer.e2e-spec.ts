import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PartitionAssigners } from 'kafkajs';
import type { TopicHandler } from '#runtime/broker/broker.ts';
import { KafkaBroker } from '#runtime/broker/kafka/kafka-broker.ts';
import { lagOf } from '#runtime/broker/kafka/lag.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { freePort } from '#runtime/environment/ports.ts';
import { type LocalKafka, startKafka } from '../../deploy/kafka/broker.ts';
import {
  createTopics,
  deleteTopics,
  describeWithKafka,
  describeWithOwnKafka,
  kafkaClient,
} from '../support/processes/kafka.ts';
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

describeWithKafka('a batch that fails again and again', (brokers) => {
  const topic = `${spec}-standing`;

  beforeAll(() => createTopics(brokers, [topic], 2));
  afterAll(() => deleteTopics(brokers, [topic]));

  it('R19 is told of with its place, its id and its error, and as lag; when it goes through, nothing stands', async () => {
    const received: string[] = [];
    let fails = true;
    const handle: TopicHandler['handle'] = async (deliveries) => {
      if (fails) throw new Error('the database is full');
      received.push(...deliveries.map(({ value }) => Buffer.from(value ?? []).toString()));
    };
    const broker = brokerAt(brokers);
    const admin = kafkaClient(brokers).admin();
    await admin.connect();
    try {
      const consumption = { group: topic, topics: [topic, 'not-there'] };
      await broker.subscribe({ group: topic, handlers: new Map([[topic, { handle, after: [] }]]) });
      await broker.publish([{ topic, key: 'k', headers: { ce_id: 'the-first' }, value: '1' }]);
      await broker.publish([{ topic, key: 'k', headers: { ce_id: 'the-second' }, value: '2' }]);
      const [standing] = await untilThere(
        'standing',
        async () => broker.standingBatches().at(0) && broker.standingBatches(),
      );
      expect(standing).toMatchObject({
        group: topic,
        topic,
        offset: '0',
        id: 'the-first',
        error: 'the database is full',
      });
      const place = `${topic} has stood at ${topic}/${standing?.partition} offset 0 (message the-first) for `;
      expect(broker.trouble()).toContain(place);
      const lags = await lagOf(admin, consumption);
      expect(lags.map(({ partition, lag }) => [partition, Number(lag)]).toSorted()).toEqual(
        [0, 1].map((partition) => [partition, partition === standing?.partition ? 2 : 0]),
      );
      fails = false;
      await untilThere('messages', async () => received[1]);
      await untilThere(
        'no lag',
        async () => (await lagOf(admin, consumption)).every(({ lag }) => lag === 0n) || undefined,
      );
      expect(broker.standingBatches()).toEqual([]);
      expect(broker.trouble()).toBeUndefined();
    } finally {
      await broker.close();
      await admin.disconnect();
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

describeWithKafka('a group whose place the topic does not have', (brokers) => {
  const name = `${spec}-place`;

  beforeAll(() => createTopics(brokers, [name], 2));
  afterAll(() => deleteTopics(brokers, [name]));

  it('R11 begins at the first message that is there: behind the end, as after a log was cut off, and before the beginning', async () => {
    const received: string[] = [];
    const broker = brokerAt(brokers);
    const admin = kafkaClient(brokers).admin();
    await admin.connect();
    const values = Array.from({ length: 8 }, (_, number) => `m${number}`);
    await broker.publish(values.map((value) => ({ topic: name, key: value, headers: {}, value })));
    const ends = await admin.fetchTopicOffsets(name);
    const [behind, before] = ends;
    if (!behind || !before || ends.some(({ high }) => BigInt(high) < 2n)) throw new Error('a partition has too few');
    await admin.deleteTopicRecords({ topic: name, partitions: [{ partition: before.partition, offset: '1' }] });
    const offsets = [
      { partition: behind.partition, offset: `${BigInt(behind.high) + 100n}` },
      { partition: before.partition, offset: '0' },
    ];
    await admin.setOffsets({ groupId: name, topic: name, partitions: offsets });
    try {
      await broker.subscribe({ group: name, handlers: new Map([[name, handlerInto(received)]]) });
      await untilThere('all but one', async () => (received.length === values.length - 1 ? received : undefined));
      expect(new Set(received).size).toBe(values.length - 1);
    } finally {
      await broker.close();
      await admin.disconnect();
    }
  });
});

describeWithOwnKafka('messages that are larger than usual, at a broker that has no topics', () => {
  const small = `${spec}-small`;
  let dataDir: string;
  let kafka: LocalKafka;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'seatwright-consumer-spec-'));
    kafka = await startKafka({ port: await freePort(), dataDir });
  });
  afterAll(async () => {
    await kafka?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('are taken by our own topics; the one that a topic can never take is named, those beside it have gone', async () => {
    const admin = kafkaClient(kafka.brokers).admin();
    await admin.connect();
    const configEntries = [{ name: 'max.message.bytes', value: '20000' }];
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: small, numPartitions: 1, configEntries }] });
    const broker = brokerAt(kafka.brokers);
    const received: string[] = [];
    const message = (topic: string, length: number) => ({ topic, key: 'k', headers: {}, value: 'x'.repeat(length) });
    const handlers = new Map([small, 'orders'].map((topic) => [topic, handlerInto(received)]));
    try {
      await broker.subscribe({ group: `${spec}-large`, handlers });
      await broker.publish([message('orders', 3_500_000)]);
      await untilThere('large message', async () => received[0]);
      const refused = message(small, 30_000);
      // Those of another topic go with the same request, which the broker takes for them.
      const beside = [message('orders', 10), message('orders', 11)];
      const publishing = broker.publish([...beside, message(small, 9000), message(small, 15_000), refused]);
      await expect(publishing).rejects.toMatchObject({
        outgoing: refused,
        message: expect.stringContaining('30000 bytes'),
      });
      const lengths = () => [...new Set(received.map(({ length }) => length))].sort((a, b) => a - b);
      await untilThere('the others', async () => (lengths().length >= 5 ? received : undefined));
      expect(lengths()).toEqual([10, 11, 9000, 15_000, 3_500_000]);
    } finally {
      await broker.close();
      await admin.disconnect();
    }
  });
});
