import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from '../samples/chance.ts';
import { kafkaMessage, type Published } from '../samples/orders.ts';
import { kafkaClient } from './kafka.ts';

/** How a load is published. */
export interface LoadOptions {
  readonly brokers: string;
  readonly chance: Chance;
  /** Spread over this time; at once when it is 0. */
  readonly overMilliseconds?: number;
}

const batchSize = 50;

/** So long a sender goes on trying while the broker is away. */
const patienceMilliseconds = 180_000;

/** Publishes events with kafkajs, in batches; a broker that is away is waited for, and in doubt they are sent again. */
export async function publishLoad(events: readonly Published[], options: LoadOptions): Promise<void> {
  const { brokers, chance, overMilliseconds = 0 } = options;
  // Tried again as a whole: kafkajs by itself forgets partitions that have moved to a broker which has answered (R11).
  const producer = kafkaClient(brokers, 'erp').producer({ retry: { retries: 0 } });
  await producer.connect();
  const pause = (overMilliseconds / Math.max(events.length, 1)) * batchSize;
  try {
    for (let start = 0; start < events.length; start += batchSize) {
      const batch = events.slice(start, start + batchSize);
      const byTopic = Map.groupBy(batch, (event) => event.topic);
      const topicMessages = [...byTopic].map(([topic, ofTopic]) => ({ topic, messages: ofTopic.map(kafkaMessage) }));
      await untilSent(() => producer.sendBatch({ topicMessages }));
      if (pause > 0) await delay(pause * (0.5 + chance.next()));
    }
  } finally {
    await producer.disconnect();
  }
}

async function untilSent(send: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(200);
    }
  }
}
