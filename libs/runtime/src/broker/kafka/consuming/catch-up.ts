import type { Admin } from 'kafkajs';

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
  readonly targets: readonly Target[];
  readonly deadline: number;
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
    const keyOf = ({ topic, partition }: BatchStart) => `${group} ${topic}/${partition}`;
    const seenFirst = batches.filter((batch) => this.waits.get(keyOf(batch))?.offset !== batch.offset);
    if (seenFirst.length > 0) {
      const deadline = performance.now() + patienceMilliseconds;
      const targets = await this.ends(topics);
      for (const batch of seenFirst) this.waits.set(keyOf(batch), { offset: batch.offset, targets, deadline });
    }
    const waitOf = (batch: Batch) => this.waits.get(keyOf(batch)) as Wait;
    const now = performance.now();
    const open = batches.filter((batch) => now <= waitOf(batch).deadline && !this.rests(group, waitOf(batch).targets));
    // One question for all that came with one fetch.
    if (open.length > 0) await this.askHowFar(group, topics);
    const waiting = new Set(open.filter((batch) => !this.isPast(group, waitOf(batch).targets)));
    const reached = batches.filter((batch) => !waiting.has(batch));
    for (const batch of reached) this.waits.delete(keyOf(batch));
    return reached;
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
