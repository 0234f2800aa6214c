import type { Admin, Batch, Consumer, EachBatchPayload } from 'kafkajs';
import type { Log } from '#runtime/environment/log.ts';
import type { DeliveryHandler, Subscription } from '../../broker.ts';
import { patienceMilliseconds, type StandingBatches } from '../../standing.ts';
import { deliveryOf } from '../delivery.ts';
import { KafkaCatchUp } from './catch-up.ts';
import { Gathering, type Step, stepsOf } from './gathering.ts';

export interface KafkaBatchesOptions {
  readonly consumer: Consumer;
  readonly subscription: Subscription;
  readonly admin: () => Promise<Admin>;
  readonly standing: StandingBatches;
  readonly log: Log;
  /** Called when a batch has gone through: whatever was in the way before is not any more. */
  readonly worked: () => void;
}

/** Messages of one transaction: large enough to be fast, small enough to keep the heartbeat and a retry cheap. */
const chunkSize = 500;

/** Transactions at once: while one is decided here, others are in the database. More would only keep more in memory, which is copied at each collection. */
const transactionsAtOnce = 3;

/** After which a batch is fetched again that has to wait for other topics. */
const catchUpMilliseconds = 20;

/** A partition's fetched batch, with what kafkajs lets do about it. */
type Fetched = Pick<EachBatchPayload, 'resolveOffset' | 'heartbeat' | 'pause' | 'isRunning' | 'isStale'> &
  Pick<Batch, 'topic' | 'partition' | 'messages'> & {
    /** Of its first message. */
    readonly offset: string;
  };

/**
 * What a consumer does with the batches that it fetched: in order, until they are done or another's. The partitions of a topic that came
 * with one fetch share a transaction and a commit as long as they are small: most are, and both cost the same for one message and for many.
 */
export class KafkaBatches {
  private readonly fetched = new Gathering<Fetched>((topic, batches) => this.process(topic, batches));
  private catchUp?: KafkaCatchUp;

  constructor(private readonly options: KafkaBatchesOptions) {}

  /** One partition's fetched batch; resolves when it is done, or is to be fetched again. */
  async consume({ batch, ...payload }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch;
    const offset = messages[0]?.offset ?? '';
    await this.fetched.add(topic, { ...payload, topic, partition, messages, offset });
  }

  private async process(topic: string, batches: readonly Fetched[]): Promise<void> {
    const handler = this.options.subscription.handlers.get(topic);
    if (!handler) return;
    const ready = await this.readyOf(batches, handler.after);
    for (const batch of batches) if (!ready.includes(batch)) setTimeout(batch.pause(), catchUpMilliseconds);
    const lists = stepsOf(ready, chunkSize).values();
    const next = async () => {
      for (const steps of lists) await this.inTurn(steps, handler.handle);
    };
    // All of them come to their end before kafkajs fetches or joins anew, whichever of them fails.
    const ends = await Promise.allSettled(Array.from({ length: transactionsAtOnce }, next));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  /** Effects committed first, then the offsets, so a crash only repeats. */
  private async inTurn(steps: readonly Step<Fetched>[], handle: DeliveryHandler): Promise<void> {
    for (const step of steps) {
      const ours = step.filter(({ batch }) => isOurs(batch));
      const [first] = ours;
      if (!first || !(await this.handleUntilDone(handle, ours))) return;
      const ends = ours.map(({ batch, messages }) => ({ batch, offset: messages.at(-1)?.offset ?? '' }));
      for (const { batch, offset } of ends) batch.resolveOffset(offset);
      await this.commit(ends);
      await first.batch.heartbeat();
    }
  }

  /** A handler that fails has lost its database or its like: the batches wait for it, and the group keeps this member. */
  private async handleUntilDone(handle: DeliveryHandler, step: Step<Fetched>): Promise<boolean> {
    const { standing, log, worked, subscription } = this.options;
    const ofPartitions = step.map(({ batch: { topic, partition }, messages }) =>
      messages.map((message) => deliveryOf(topic, partition, message)),
    );
    const deliveries = ofPartitions.flat();
    const places = ofPartitions.map((ofPartition) => standing.begun(subscription.group, ofPartition));
    const beat = setInterval(() => void step[0]?.batch.heartbeat().catch(() => undefined), 2000);
    const late = setTimeout(() => {
      for (const place of places) log.warn(place, 'a batch has come to no end yet');
    }, patienceMilliseconds);
    try {
      for (let wait = 100; step.every(({ batch }) => isOurs(batch)); wait = Math.min(wait * 2, 2000)) {
        try {
          await handle(deliveries);
          worked();
          return true;
        } catch (error) {
          for (const ofPartition of ofPartitions) {
            const { error: _, ...where } = standing.failed(subscription.group, ofPartition, error as Error);
            log.error({ err: error, wait, ...where }, 'a batch failed and is tried again');
          }
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
      return false;
    } finally {
      clearInterval(beat);
      clearTimeout(late);
      // Done, or the partitions' next owner is at it.
      for (const ofPartition of ofPartitions) standing.moved(subscription.group, ofPartition);
    }
  }

  /** The batches that need not wait for other topics. */
  private async readyOf(batches: readonly Fetched[], after: readonly string[]): Promise<readonly Fetched[]> {
    if (after.length === 0) return batches;
    const { group } = this.options.subscription;
    try {
      this.catchUp ??= new KafkaCatchUp(await this.options.admin());
      return await this.catchUp.reached(group, after, batches);
    } catch (error) {
      this.options.log.warn({ err: error, group, after }, 'a batch does not wait for what was published before it');
      return batches;
    }
  }

  /** Commits the offsets behind messages. */
  private async commit(ends: readonly { readonly batch: Fetched; readonly offset: string }[]): Promise<void> {
    const offsets = ends.map(({ batch: { topic, partition }, offset }) => ({
      topic,
      partition,
      offset: (BigInt(offset) + 1n).toString(),
    }));
    try {
      await this.options.consumer.commitOffsets(offsets);
    } catch (error) {
      // kafkajs wraps what the coordinator says and then takes a rebalance for the end of the consumer. By itself it rejoins; what was committed in the database is a duplicate for the partition's next owner.
      throw (error as Error).cause ?? error;
    }
  }
}

function isOurs({ isRunning, isStale }: Fetched): boolean {
  return isRunning() && !isStale();
}
