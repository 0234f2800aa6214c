import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';

/** A broker that works tells of a new topic sooner than this. */
const patienceMilliseconds = 60_000;

/**
 * Subscribes a consumer as soon as the broker tells of all topics: one that was made a moment ago, by this process or another, is
 * not known everywhere yet, and kafkajs takes that for the end.
 * @throws what the broker says of the topics when they are not there after a minute
 */
export async function subscribeWhenThere(
  consumer: Pick<Consumer, 'subscribe'>,
  topics: readonly string[],
  isClosing: () => boolean,
  patience = patienceMilliseconds,
): Promise<void> {
  const deadline = performance.now() + patience;
  for (let wait = 100; ; wait = Math.min(wait * 2, 2000)) {
    try {
      return await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    } catch (error) {
      if (!isUnknownYet(error) || isClosing() || performance.now() > deadline) throw error;
    }
    await delay(wait);
  }
}

function isUnknownYet(error: unknown): boolean {
  const { type } = error as { readonly type?: string };
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE';
}
