import type { Admin } from 'kafkajs';
import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';

/** How often the broker is asked. */
const everyMilliseconds = 15_000;

/** What a group has to consume. */
export interface Consumption {
  readonly group: string;
  readonly topics: readonly string[];
}

/** How far a group is behind on one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** What the group processes next; -1 when it has committed nothing yet. */
  readonly committed: bigint;
  readonly end: bigint;
  readonly lag: bigint;
}

/** How far a group is behind, partition by partition, as the broker says. Topics that are not there are left out. */
export async function lagOf(admin: Admin, { group, topics }: Consumption): Promise<PartitionLag[]> {
  const existing = new Set(await admin.listTopics());
  const asked = topics.filter((topic) => existing.has(topic));
  if (asked.length === 0) return [];
  const committed = new Map<string, bigint>();
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics: asked })) {
    for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, BigInt(offset));
  }
  const ends = await Promise.all(
    asked.map(async (topic) => (await admin.fetchTopicOffsets(topic)).map((offsets) => ({ topic, ...offsets }))),
  );
  return ends.flat().map(({ topic, partition, high, low }) => {
    const at = committed.get(`${topic}/${partition}`) ?? -1n;
    const from = at < BigInt(low) ? BigInt(low) : at;
    return { topic, partition, committed: at, end: BigInt(high), lag: from > BigInt(high) ? 0n : BigInt(high) - from };
  });
}

/** Keeps the metric of lag true for every partition, consumed or not: one that stands still is seen by it (R19). */
export class KafkaLag {
  private timer?: NodeJS.Timeout;
  private readonly consumptions: Consumption[] = [];

  constructor(
    private readonly admin: () => Promise<Admin>,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  watch(consumption: Consumption): void {
    this.consumptions.push(consumption);
    this.timer ??= setInterval(() => void this.measure(), everyMilliseconds).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async measure(): Promise<void> {
    try {
      const admin = await this.admin();
      for (const consumption of this.consumptions) {
        for (const { topic, partition, lag } of await lagOf(admin, consumption)) {
          const labels = { group: consumption.group, topic, partition: String(partition) };
          this.metrics.consumerLag.set(labels, Number(lag));
        }
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the broker does not say how far the groups are behind');
    }
  }
}
