import type { Admin } from 'kafkajs';
import { isRetriable } from '../retriable.ts';

/** How long a batch waits at the most: reference data that is being loaded by the million must not stop the orders. */
const patienceMilliseconds = 10_000;

/** Where a batch begins. */
export interface BatchStart {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

interface Target {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

interface Wait {
  readonly offset: string;
  readonly deadline: number;
  /** Where the topics ended when the batch was first seen; undefined until a broker has said so. */
  targets?: readonly Target[];
}

/**
 * Tells when a group has processed everything that was published on some topics before a batch was first seen. Kafka keeps no
 * order between topics; who publishes a product and then an order for it expects the order to find the product all the same.
 *
 * It never waits itself: kafkajs fetches nothing more from a broker while a batch of the last fetch is under way, so a batch
 * that waited would keep from the group what it waits for.
 */
export class KafkaCatchUp {
  private readonly waits = new Map<string, Wait>();
  /** How far a group had come on a partition when it was last asked for. */
  private readonly committed = new Map<string, bigint>();

  constructor(private readonly admin: Admin) {}

  /** Those batches that may be processed now. The others are fetched again in a moment; after a while they may be processed in any case. */
  async reached<Batch extends BatchStart>(
    group: string,
    topics: readonly string[],
    batches: readonly Batch[],
  ): Promise<readonly Batch[]> {
    const now = performance.now();
    const waits = batches.map((batch) => ({ batch, wait: this.waitOf(group, batch, now) }));
    const patient = waits.filter(({ wait }) => now <= wait.deadline).map(({ wait }) => wait);
    const waiting = new Set(await this.waiting(group, topics, patient));
    const reached = waits.filter(({ wait }) => !waiting.has(wait)).map(({ batch }) => batch);
    for (const batch of reached) this.waits.delete(keyOf(group, batch));
    return reached;
  }

  private waitOf(group: string, batch: BatchStart, now: number): Wait {
    const known = this.waits.get(keyOf(group, batch));
    if (known?.offset === batch.offset) return known;
    const wait = { offset: batch.offset, deadline: now + patienceMilliseconds };
    this.waits.set(keyOf(group, batch), wait);
    return wait;
  }

  /** Those that the group has not come as far for as they ask. */
  private async waiting(group: string, topics: readonly string[], waits: readonly Wait[]): Promise<readonly Wait[]> {
    try {
      const aimless = waits.filter(({ targets }) => !targets);
      if (aimless.length > 0) {
        const targets = await this.ends(topics);
        for (const wait of aimless) wait.targets = targets;
      }
      const open = waits.filter(({ targets = [] }) => !this.rests(group, targets));
      // One question for all that came with one fetch.
      if (open.length > 0) await this.askHowFar(group, topics);
      return open.filter(({ targets = [] }) => !this.isPast(group, targets));
    } catch (error) {
      // A broker that has gone, or leads no more: another one says it in a moment.
      if (isRetriable(error)) return waits;
      throw error;
    }
  }

  private async ends(topics: readonly string[]): Promise<Target[]> {
    const ofTopics = await Promise.all(
      topics.map(async (topic) => ({ topic, ends: await this.admin.fetchTopicOffsets(topic) })),
    );
    return ofTopics.flatMap(({ topic, ends }) =>
      ends
        .filter(({ high, low }) => BigInt(high) > BigInt(low))
        .map(({ partition, high }) => ({ topic, partition, offset: BigInt(high) })),
    );
  }

  /** Of reference data that rests, nothing is asked again. A place beyond the end is of a topic that has begun anew since. */
  private rests(group: string, targets: readonly Target[]): boolean {
    return targets.every((target) => this.placeOf(group, target) === target.offset);
  }

  private isPast(group: string, targets: readonly Target[]): boolean {
    return targets.every((target) => this.placeOf(group, target) >= target.offset);
  }

  private placeOf(group: string, { topic, partition }: Target): bigint {
    return this.committed.get(`${group} ${topic}/${partition}`) ?? -1n;
  }

  private async askHowFar(group: string, topics: readonly string[]): Promise<void> {
    for (const { topic, partitions } of await this.admin.fetchOffsets({ groupId: group, topics: [...topics] })) {
      for (const { partition, offset } of partitions)
        this.committed.set(`${group} ${topic}/${partition}`, BigInt(offset));
    }
  }
}

const keyOf = (group: string, { topic, partition }: BatchStart) => `${group} ${topic}/${partition}`;
