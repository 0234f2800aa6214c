import type { Admin, Consumer, EachBatchPayload } from 'kafkajs';
import type { Log } from '#runtime/environment/log.ts';
import type { Delivery, DeliveryHandler, Subscription } from '../../broker.ts';
import { patienceMilliseconds, type StandingBatches } from '../../standing.ts';
import { deliveryOf } from '../delivery.ts';
import { type BatchStart, KafkaCatchUp } from './catch-up.ts';

export interface KafkaBatchesOptions {
  readonly admin: () => Promise<Admin>;
  readonly standing: StandingBatches;
  readonly log: Log;
  /** Called when a batch has gone through: whatever was in the way before is not any more. */
  readonly worked: () => void;
}

/** Messages of one transaction: large enough to be fast, small enough to keep the heartbeat and a retry cheap. */
const chunkSize = 500;

/** After which a batch is fetched again that has to wait for other topics. */
const catchUpMilliseconds = 20;

/** What a consumer does with the batches that it fetched: in order, in chunks, until they are done or another's. */
export class KafkaBatches {
  private catchUp?: KafkaCatchUp;

  constructor(private readonly options: KafkaBatchesOptions) {}

  /** One partition's fetched batch, in chunks: effects committed first, then the offset, so a crash only repeats. */
  async consume(consumer: Consumer, { group, handlers }: Subscription, payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
    const { topic, partition } = batch;
    const handler = handlers.get(topic);
    if (!handler) return;
    const offset = batch.messages[0]?.offset ?? '';
    if (!(await this.mayBegin(group, handler.after, { topic, partition, offset }))) {
      setTimeout(payload.pause(), catchUpMilliseconds);
      return;
    }
    for (let start = 0; start < batch.messages.length; start += chunkSize) {
      const chunk = batch.messages.slice(start, start + chunkSize);
      const last = chunk.at(-1);
      if (!last || !isRunning() || isStale()) return;
      const done = await this.handleUntilDone(
        group,
        handler.handle,
        chunk.map((message) => deliveryOf(topic, partition, message)),
        payload,
      );
      if (!done) return;
      resolveOffset(last.offset);
      await commitUpTo(consumer, topic, partition, last.offset);
      await heartbeat();
    }
  }

  /** A handler that fails has lost its database or its like: the batch waits for it, and the group keeps this member. */
  private async handleUntilDone(
    group: string,
    handler: DeliveryHandler,
    deliveries: readonly Delivery[],
    { heartbeat, isRunning, isStale }: EachBatchPayload,
  ): Promise<boolean> {
    const { standing, log } = this.options;
    const place = standing.begun(group, deliveries);
    const beat = setInterval(() => void heartbeat().catch(() => undefined), 2000);
    const late = setTimeout(() => log.warn(place, 'a batch has come to no end yet'), patienceMilliseconds);
    try {
      for (let wait = 100; isRunning() && !isStale(); wait = Math.min(wait * 2, 2000)) {
        try {
          await handler(deliveries);
          this.options.worked();
          return true;
        } catch (error) {
          const { error: _, ...where } = standing.failed(group, deliveries, error as Error);
          log.error({ err: error, wait, ...where }, 'a batch failed and is tried again');
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
      return false;
    } finally {
      clearInterval(beat);
      clearTimeout(late);
      // Done, or the partition's next owner is at it.
      standing.moved(group, deliveries);
    }
  }

  private async mayBegin(group: string, after: readonly string[], batch: BatchStart): Promise<boolean> {
    if (after.length === 0) return true;
    try {
      this.catchUp ??= new KafkaCatchUp(await this.options.admin());
      return await this.catchUp.isReached(group, after, batch);
    } catch (error) {
      this.options.log.warn({ err: error, group, after }, 'a batch does not wait for what was published before it');
      return true;
    }
  }
}

/** Commits the offset behind a message. */
async function commitUpTo(consumer: Consumer, topic: string, partition: number, offset: string): Promise<void> {
  try {
    await consumer.commitOffsets([{ topic, partition, offset: (BigInt(offset) + 1n).toString() }]);
  } catch (error) {
    // kafkajs wraps what the coordinator says and then takes a rebalance for the end of the consumer. By itself it rejoins; what was committed in the database is a duplicate for the partition's next owner.
    throw (error as Error).cause ?? error;
  }
}
