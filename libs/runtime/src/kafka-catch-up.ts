import type { Admin } from 'kafkajs';

/** How long a batch waits at the most: reference data that is being loaded by the million must not stop the orders. */
const patienceMilliseconds = 10_000;

/**
 * Waits until a group has processed everything that was published on some topics before this moment. Kafka keeps no order
 * between topics; who publishes a product and then an order for it expects the order to find the product all the same.
 */
export class KafkaCatchUp {
  constructor(private readonly admin: Admin) {}

  /** Resolves when the group has caught up, and in any case after a while. */
  async wait(group: string, topics: readonly string[], isRunning: () => boolean): Promise<void> {
    const ends = await Promise.all(
      topics.map(async (topic) => ({ topic, ends: await this.admin.fetchTopicOffsets(topic) })),
    );
    const targets = ends.flatMap(({ topic, ends: partitions }) =>
      partitions
        .filter(({ high, low }) => BigInt(high) > BigInt(low))
        .map(({ partition, high }) => ({ topic, partition, offset: BigInt(high) })),
    );
    if (targets.length === 0) return;
    const deadline = performance.now() + patienceMilliseconds;
    while (isRunning() && performance.now() < deadline && !(await this.isPast(group, topics, targets))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async isPast(
    group: string,
    topics: readonly string[],
    targets: readonly { topic: string; partition: number; offset: bigint }[],
  ): Promise<boolean> {
    const committed = new Map<string, bigint>();
    for (const { topic, partitions } of await this.admin.fetchOffsets({ groupId: group, topics: [...topics] })) {
      for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, BigInt(offset));
    }
    return targets.every(({ topic, partition, offset }) => (committed.get(`${topic}/${partition}`) ?? -1n) >= offset);
  }
}
