import type { Delivery, StandingBatch } from './broker.ts';

/** Which partitions stand still, since when and why (R19). */
export class StandingBatches {
  private readonly batches = new Map<string, StandingBatch>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** A batch has failed, once more or for the first time. */
  failed(group: string, deliveries: readonly Delivery[], error: Error): StandingBatch {
    const [first] = deliveries;
    const { topic = '', partition = 0, offset = '' } = first ?? {};
    const key = `${group} ${topic}/${partition}`;
    const before = this.batches.get(key);
    const since = before?.offset === offset ? before.since : this.now().toISOString();
    const batch = { group, topic, partition, offset, id: first?.headers.ce_id, since, error: error.message };
    this.batches.set(key, batch);
    return batch;
  }

  /** A batch went through, or its partition went to another member of the group. */
  moved(group: string, topic: string, partition: number): void {
    this.batches.delete(`${group} ${topic}/${partition}`);
  }

  all(): readonly StandingBatch[] {
    return [...this.batches.values()];
  }

  secondsOf({ since }: StandingBatch): number {
    return Math.max(0, Math.round((this.now().getTime() - Date.parse(since)) / 1000));
  }

  /** The batch that has stood longest, in words; undefined when none stands. */
  inWords(): string | undefined {
    const [longest, ...others] = this.all().toSorted((a, b) => (a.since < b.since ? -1 : 1));
    if (!longest) return undefined;
    const { group, topic, partition, offset, id, error } = longest;
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    const what = id === undefined ? '' : ` (message ${id})`;
    return `${group} has stood at ${topic}/${partition} offset ${offset}${what} for ${this.secondsOf(longest)} s: ${error}${more}`;
  }
}
