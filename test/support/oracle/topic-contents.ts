import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { kafkaClient } from '../processes/kafka.ts';

/** A message on a topic, as it lies there. */
export interface TopicMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The data of all events of a type. */
// biome-ignore lint/suspicious/noExplicitAny: whoever asks for a type knows its fields
export function ofType(events: readonly TopicMessage[], type: string): Record<string, any>[] {
  return events.filter((event) => event.type === type).map((event) => JSON.parse(event.value));
}

/** Everything that lies on the topics at this moment. */
export async function readTopics(brokers: string, topics: readonly string[]): Promise<TopicMessage[]> {
  const client = kafkaClient(brokers);
  const missing = await endsOf(brokers, topics);
  const messages: TopicMessage[] = [];
  if (missing.size === 0) return messages;
  const groupId = `oracle-${randomUUID()}`;
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`not read to the end: ${[...missing.keys()]}`)), 60_000);
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { topic, partition, messages: batch } }) => {
        for (const message of batch) messages.push(contentOf(topic, partition, message));
        const place = `${topic}/${partition}`;
        const end = missing.get(place);
        if (end !== undefined && BigInt(batch.at(-1)?.offset ?? -1) + 1n >= end) missing.delete(place);
        if (missing.size > 0) return;
        clearTimeout(patience);
        resolve();
      },
    });
  }).finally(() => consumer.disconnect());
  const admin = client.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
  return messages;
}

/** For every partition that a group has not processed to its end: how many messages are left, in words. */
export async function lagOf(brokers: string, group: string, topics: readonly string[]): Promise<string[]> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    const committed = new Map<string, bigint>();
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics: [...topics] })) {
      for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, BigInt(offset));
    }
    return [...(await endsOf(brokers, topics))].flatMap(([place, end]) => {
      const left = end - BigInt(Math.max(Number(committed.get(place) ?? 0n), 0));
      return left > 0n ? [`${group} has ${left} messages of ${place} before it`] : [];
    });
  } finally {
    await admin.disconnect();
  }
}

/** The end of each partition that has messages. */
async function endsOf(brokers: string, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    const ends = new Map<string, bigint>();
    for (const topic of topics) {
      for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, BigInt(high));
      }
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

function contentOf(topic: string, partition: number, { offset, key, headers = {}, value }: KafkaMessage): TopicMessage {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
  const header = (name: string) => texts[name] ?? '';
  return {
    topic,
    partition,
    offset,
    key: String(key ?? ''),
    id: header('ce_id'),
    source: header('ce_source'),
    type: header('ce_type'),
    value: String(value ?? ''),
    headers: texts,
  };
}
