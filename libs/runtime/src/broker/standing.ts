import type { Delivery, StandingBatch } from './broker.ts';

/** A batch that is worked at for so long waits for something: for a lock in its database, as a rule. */
export const patienceMilliseconds = 30_000;

const noEnd = 'it has come to no end yet; npm run doctor says what its database session waits for';

type BatchAtWork = Omit<StandingBatch, 'error'> & Partial<Pick<StandingBatch, 'error'>>;

/** Which partitions stand still, since when and why: their batch fails again and again, or comes to no end (R19). */
export class StandingBatches {
  private readonly batches = new Map<string, BatchAtWork>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** A batch is worked at from now on. */
  begun(group: string, deliveries: readonly Delivery[]): BatchAtWork {
    const [first] = deliveries;
    const { topic = '', partition = 0, offset = '' } = first ?? {};
    const batch = { group, topic, partition, offset, id: first?.headers.ce_id, since: this.now().toISOString() };
    this.batches.set(keyOf(group, first), batch);
    return batch;
  }

  /** It has failed, once more or for the first time. */
  failed(group: string, deliveries: readonly Delivery[], error: Error): StandingBatch {
    const key = keyOf(group, deliveries[0]);
    const batch = { ...(this.batches.get(key) ?? this.begun(group, deliveries)), error: error.message };
    this.batches.set(key, batch);
    return batch;
  }

  /** A batch went through, or its partition went to another member of the group. */
  moved(group: string, deliveries: readonly Delivery[]): void {
    this.batches.delete(keyOf(group, deliveries[0]));
  }

  all(): readonly StandingBatch[] {
    const late = this.now().getTime() - patienceMilliseconds;
    return [...this.batches.values()]
      .filter(({ error, since }) => error !== undefined || Date.parse(since) <= late)
      .map((batch) => ({ error: noEnd, ...batch }));
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

const keyOf = (group: string, first: Delivery | undefined) => `${group} ${first?.topic}/${first?.partition}`;
