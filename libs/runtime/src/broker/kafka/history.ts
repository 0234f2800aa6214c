import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, Kafka, RetryOptions } from 'kafkajs';
import type { DeliveryHandler, Stretch, TopicHistory } from '../broker.ts';
import { deliveryOf } from './delivery.ts';

/** Reading ends after so long without a message: the broker is away, or the topic has dropped the rest meanwhile. */
const silenceMilliseconds = 30_000;

/** What Kafka still has of messages that its groups have processed: read by a group of its own, which is gone afterwards. */
export class KafkaHistory implements TopicHistory {
  constructor(
    private readonly kafka: Kafka,
    private readonly retry: RetryOptions,
  ) {}

  async stretchesOf(topic: string): Promise<readonly Stretch[]> {
    return await this.withAdmin(async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return [];
      const offsets = await admin.fetchTopicOffsets(topic);
      return offsets.map(({ partition, low, high }) => ({ partition, first: BigInt(low), end: BigInt(high) }));
    });
  }

  async reread(topic: string, stretches: readonly Stretch[], handle: DeliveryHandler): Promise<void> {
    if (stretches.every(({ first, end }) => first >= end)) return;
    const groupId = `seatwright.reread.${randomUUID()}`;
    const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 100, retry: this.retry });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await readToEnds(consumer, topic, stretches, handle);
    } finally {
      await consumer.disconnect();
      await this.withAdmin((admin) => admin.deleteGroups([groupId])).catch(() => undefined);
    }
  }

  private async withAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    const admin = this.kafka.admin({ retry: this.retry });
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

async function readToEnds(
  consumer: Consumer,
  topic: string,
  stretches: readonly Stretch[],
  handle: DeliveryHandler,
): Promise<void> {
  const ends = new Map(stretches.filter(({ first, end }) => first < end).map(({ partition, end }) => [partition, end]));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // It may fail before anybody waits for it below.
  promise.catch(() => undefined);
  // Never taken for the end: whoever asked would believe that it has read everything.
  const giveUp = () =>
    reject(new Error(`topic ${topic} could not be read to its end: ${ends.size} partitions are left`));
  let silence = setTimeout(giveUp, silenceMilliseconds);
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const end = ends.get(batch.partition);
      if (end === undefined) return;
      clearTimeout(silence);
      silence = setTimeout(giveUp, silenceMilliseconds);
      const wanted = batch.messages.filter(({ offset }) => BigInt(offset) < end);
      await handle(wanted.map((message) => deliveryOf(topic, batch.partition, message))).catch(reject);
      if (BigInt(batch.lastOffset()) >= end - 1n) ends.delete(batch.partition);
      if (ends.size === 0) resolve();
    },
  });
  for (const { partition, first, end } of stretches) {
    consumer.seek({ topic, partition, offset: String(first < end ? first : end) });
  }
  await promise.finally(() => clearTimeout(silence));
}
