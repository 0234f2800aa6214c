import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { kafkaClient } from './kafka.ts';
import { kafkaMessage, type Published } from './orders.ts';

/** How a load is published. */
export interface LoadOptions {
  readonly brokers: string;
  readonly chance: Chance;
  /** Spread over this time; at once when it is 0. */
  readonly overMilliseconds?: number;
}

const batchSize = 50;

/** Publishes events with kafkajs, in batches; a broker that is away is waited for. */
export async function publishLoad(events: readonly Published[], options: LoadOptions): Promise<void> {
  const { brokers, chance, overMilliseconds = 0 } = options;
  const producer = kafkaClient(brokers, 'erp').producer({
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 300 },
  });
  await producer.connect();
  const pause = (overMilliseconds / Math.max(events.length, 1)) * batchSize;
  try {
    for (let start = 0; start < events.length; start += batchSize) {
      const batch = events.slice(start, start + batchSize);
      const byTopic = Map.groupBy(batch, (event) => event.topic);
      await producer.sendBatch({
        topicMessages: [...byTopic].map(([topic, ofTopic]) => ({ topic, messages: ofTopic.map(kafkaMessage) })),
      });
      if (pause > 0) await delay(pause * (0.5 + chance.next()));
    }
  } finally {
    await producer.disconnect();
  }
}
