import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { type Delivery, problemHeader, type TopicHandler } from '#runtime/broker/broker.ts';
import { KafkaBroker } from '#runtime/broker/kafka/kafka-broker.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { deleteTopics, describeWithKafka, kafkaClient } from '../support/processes/kafka.ts';
import { describeWithKcat } from '../support/processes/kcat.ts';
import { untilThere } from '../support/waiting.ts';

const spec = `compression-spec-${process.pid}`;
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
/** Lines that are alike and lines that are not, over several blocks of every format. */
const lines = Array.from(
  { length: 3000 },
  (_, n) => `{"n":${n},"text":"${(n * 7919) ** 3} ${'Łódź '.repeat(n % 40)}"}`,
);

/** Publishes each line as a message, compressed by librdkafka. */
async function publish(brokers: string, topic: string, codec: string, text: Buffer) {
  const args = ['-b', brokers, '-P', '-t', topic, '-z', codec, '-p', '0', '-X', 'linger.ms=200'];
  const child = spawn('kcat', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(text);
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
}

async function createTopic(brokers: string, topic: string, compression: string): Promise<void> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  const configEntries = [{ name: 'compression.type', value: compression }];
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, configEntries }] });
  await admin.disconnect();
}

/** Consumes topics as a service does, until `look` has found what it wants in what was delivered. */
async function consume<Found>(
  brokers: string,
  topics: readonly string[],
  look: (deliveries: readonly Delivery[]) => Found | undefined,
): Promise<Found> {
  const received: Delivery[] = [];
  const handle: TopicHandler['handle'] = async (deliveries) => void received.push(...deliveries);
  const settings = { brokers: brokers.split(','), ssl: false };
  const broker = new KafkaBroker({ settings, clientId: spec, log: createLog('silent'), metrics: createMetrics() });
  try {
    const handlers = new Map(topics.map((topic) => [topic, { handle, after: [] }]));
    await broker.subscribe({ group: topics[0] ?? spec, handlers });
    return await untilThere('delivery', async () => look(received), 60_000);
  } finally {
    await broker.close();
  }
}

const textOf = ({ value }: Delivery) => Buffer.from(value ?? []).toString();

describeWithKcat('R2 topics that producers compress', () => {
  describeWithKafka('with a real broker', (brokers) => {
    const names: string[] = [];
    const topicOf = (name: string) => {
      names.push(`${spec}-${name}`);
      return `${spec}-${name}`;
    };
    afterAll(() => deleteTopics(brokers, names));

    test('by librdkafka, with each codec, are read to the byte', async () => {
      const topics = codecs.map(topicOf);
      for (const [index, topic] of topics.entries()) {
        await createTopic(brokers, topic, 'producer');
        await publish(brokers, topic, codecs[index] ?? '', Buffer.from(lines.join('\n')));
      }
      const all = await consume(brokers, topics, (got) =>
        got.length >= lines.length * topics.length ? got : undefined,
      );
      for (const topic of topics) {
        expect(all.filter((one) => one.topic === topic).map(textOf)).toEqual(lines);
      }
    });

    test('by Java, as the broker itself writes what its topic wants, are read to the byte', async () => {
      const ofJava = codecs.slice(1);
      const topics = ofJava.map((codec) => topicOf(`java-${codec}`));
      for (const [index, topic] of topics.entries()) {
        await createTopic(brokers, topic, ofJava[index] ?? '');
        await publish(brokers, topic, index === 0 ? 'lz4' : 'gzip', Buffer.from(lines.join('\n')));
      }
      const all = await consume(brokers, topics, (got) =>
        got.length >= lines.length * topics.length ? got : undefined,
      );
      for (const topic of topics) {
        expect(all.filter((one) => one.topic === topic).map(textOf)).toEqual(lines);
      }
    });

    /** Publishes one batch as it is, with what Node compresses. */
    async function publishBatch(
      topic: string,
      compression: 1 | 4,
      values: readonly (string | Buffer)[],
    ): Promise<void> {
      const compressed = compression === 1 ? gzipSync : zstdCompressSync;
      kafkajs.CompressionCodecs[compression] = () => ({
        compress: async ({ buffer }: { buffer: Buffer }) => compressed(buffer),
      });
      const producer = kafkaClient(brokers).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
      await producer.connect();
      await producer.send({ topic, compression, messages: values.map((value) => ({ value, partition: 0 })) });
      await producer.disconnect();
    }

    test('that inflate to 70 MB cost themselves alone: what is wrong and where is handed on, and what is behind it', async () => {
      const bomb = Buffer.alloc(70_000_000, 'x');
      const topics = [topicOf('bomb-gzip'), topicOf('bomb-zstd')];
      for (const [index, topic] of topics.entries()) {
        await createTopic(brokers, topic, 'producer');
        const compression = index === 0 ? 1 : 4;
        for (const value of ['before', bomb, 'after']) await publishBatch(topic, compression, [value]);
      }
      const all = await consume(brokers, topics, (got) => (got.length >= 6 ? got : undefined));
      for (const topic of topics) {
        const [first, second, third] = all.filter((one) => one.topic === topic);
        expect([first, third].map((one) => one && textOf(one))).toEqual(['before', 'after']);
        expect(second).toMatchObject({ offset: '1', value: null });
        expect(second?.headers[problemHeader]).toBe(
          'the batch of messages from offset 1 to 1 cannot be read: it inflates to more than 64000000 bytes',
        );
      }
    });
  });
});
