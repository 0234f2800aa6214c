import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { type LocalKafka, startKafka } from '../../deploy/kafka/broker.ts';
import {
  createTopics,
  deleteTopics,
  describeWithKafka,
  describeWithOwnKafka,
  kafkaClient,
} from '../support/processes/kafka.ts';

describeWithKafka('the broker that this test run shares', (brokers) => {
  it('creates and deletes topics, also when they are there already or not at all', async () => {
    const admin = kafkaClient(brokers).admin();
    await admin.connect();
    const topic = `broker-spec-${process.pid}`;
    await createTopics(brokers, [topic], 2);
    await createTopics(brokers, [topic], 2);
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    expect(topics[0]?.partitions).toHaveLength(2);
    await deleteTopics(brokers, [topic, 'broker-spec-unknown']);
    expect(await admin.listTopics()).not.toContain(topic);
    await admin.disconnect();
  });
});

describeWithOwnKafka('a broker of one test', () => {
  let dataDir: string;
  let kafka: LocalKafka | undefined;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'seatwright-broker-spec-'));
  });
  afterAll(async () => {
    await kafka?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('keeps its messages when it is killed and started again on the same data', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    const port = await freePort();
    kafka = await startKafka({ port, dataDir });
    await createTopics(kafka.brokers, ['kept'], 1);
    await produce(kafka.brokers, 'before the crash');

    await kafka.kill();
    kafka = await startKafka({ port, dataDir });
    await produce(kafka.brokers, 'after the crash');

    expect(await consume(kafka.brokers, 2)).toEqual(['before the crash', 'after the crash']);
    process.removeListener('warning', note);
    expect(warnings).not.toContain('TimeoutNegativeWarning');
  });

  it('stops in order also when it was frozen, and removes its data when they are not to be kept', async () => {
    const own = join(dataDir, 'short-lived');
    const frozen = await startKafka({ port: await freePort(), dataDir: own, keep: false });
    process.kill(frozen.pid, 'SIGSTOP');
    await frozen.stop();
    expect(existsSync(own)).toBe(false);
  });

  it('says in one line that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startKafka({ port, dataDir })).rejects.toThrow(`port ${port} of 127.0.0.1 is in use`);
    other.close();
  });

  async function produce(brokers: string, value: string): Promise<void> {
    const producer = kafkaClient(brokers).producer();
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ key: 'key', value }] });
    await producer.disconnect();
  }

  async function consume(brokers: string, count: number): Promise<string[]> {
    const consumer = kafkaClient(brokers).consumer({ groupId: 'broker-spec' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'kept', fromBeginning: true });
    const values: string[] = [];
    await new Promise<void>((resolve) => {
      void consumer.run({
        eachMessage: async ({ message }) => {
          values.push(String(message.value));
          if (values.length === count) resolve();
        },
      });
    });
    await consumer.disconnect();
    return values;
  }
});
