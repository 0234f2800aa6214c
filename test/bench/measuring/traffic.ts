import { setTimeout as delay } from 'node:timers/promises';
import { CompressionTypes } from 'kafkajs';
import { createTopics, kafkaClient } from '../../support/processes/kafka.ts';

/** A message for a topic that the bench fills. */
export interface BenchMessage {
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
}

/** The bench's own hands on Kafka: fills topics, and sees from their end offsets what services have sent. */
export interface Traffic {
  createTopics(topics: readonly string[]): Promise<void>;
  publish(topic: string, messages: readonly BenchMessage[]): Promise<void>;
  /** Messages that were ever sent to a topic. */
  count(topic: string): Promise<number>;
  /** Resolves with the time (`performance.now()`) at which a topic was seen to have so many messages. */
  reached(topic: string, count: number, withinSeconds?: number): Promise<number>;
  /** Calls back for each message, beginning with the next one that is sent. */
  follow(topic: string, heard: (headers: Record<string, string>) => void): Promise<() => Promise<void>>;
  /** The distinct CloudEvents ids of everything in a topic, with their types. */
  ids(topic: string): Promise<Map<string, string>>;
  close(): Promise<void>;
}

// Looking costs CPU that the services should have; it is also how exactly a turn of seconds is timed.
const lookMilliseconds = 25;

/** Connects to a broker; `brokers` is comma separated. */
export async function openTraffic(brokers: string): Promise<Traffic> {
  const kafka = kafkaClient(brokers, 'bench');
  const [admin, producer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false })];
  await Promise.all([admin.connect(), producer.connect()]);
  const count = async (topic: string) => {
    const partitions = await admin.fetchTopicOffsets(topic);
    return partitions.reduce((sum, { offset }) => sum + Number(offset), 0);
  };
  let groups = 0;
  const newConsumer = () => kafka.consumer({ groupId: `bench-${process.pid}-${++groups}`, maxWaitTimeInMs: 100 });
  return {
    createTopics: (topics) => createTopics(brokers, topics),
    async publish(topic, messages) {
      for (let start = 0; start < messages.length; start += 2000) {
        const chunk = messages.slice(start, start + 2000).map((message) => ({ ...message }));
        await producer.send({ topic, acks: -1, compression: CompressionTypes.None, messages: chunk });
      }
    },
    count,
    async reached(topic, wanted, withinSeconds = 120) {
      const until = performance.now() + withinSeconds * 1000;
      for (;;) {
        const seen = await count(topic);
        if (seen >= wanted) return performance.now();
        if (performance.now() > until) throw new Error(`${topic} has ${seen} of ${wanted} messages`);
        await delay(lookMilliseconds);
      }
    },
    async follow(topic, heard) {
      const consumer = newConsumer();
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: false });
      await consumer.run({ eachMessage: async ({ message }) => heard(textOf(message.headers)) });
      return () => consumer.disconnect();
    },
    async ids(topic) {
      const wanted = await count(topic);
      const consumer = newConsumer();
      const ids = new Map<string, string>();
      let read = 0;
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachBatch: async ({ batch }) => {
          read += batch.messages.length;
          for (const { headers } of batch.messages) {
            const { ce_id: id = '', ce_type: type = '' } = textOf(headers);
            ids.set(id, type);
          }
        },
      });
      while (read < wanted) await delay(20);
      await consumer.disconnect();
      return ids;
    },
    async close() {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

function textOf(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
