import type { Consumer } from 'kafkajs';

/** Where a partition goes on. */
export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** How long the broker may know less than we do; who looks at lag sees no more than this. */
const laterMilliseconds = 1000;

/**
 * Offsets that may be committed later: of messages that were passed over (0027). They come by ones and twos, one after each mail that is sent, and a
 * commit costs the broker and us more than all the rest that is done about them. So they go with the next commit that has to be, or
 * together after a while. What is lost of them is passed over once more.
 */
export class LaterOffsets {
  private readonly waiting = new Map<string, CommittedOffset>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly consumer: Pick<Consumer, 'commitOffsets' | 'on' | 'events'>) {
    // In a new generation of the group a partition may be another's, who knows best how far it is.
    consumer.on(consumer.events.GROUP_JOIN, () => this.taken());
  }

  add(offsets: readonly CommittedOffset[]): void {
    this.put(offsets);
    this.timer ??= setTimeout(() => void this.commit(), laterMilliseconds).unref();
  }

  /** Those that wait, with others that are further; whoever takes them commits them. */
  taken(others: readonly CommittedOffset[] = []): CommittedOffset[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.put(others);
    const offsets = [...this.waiting.values()];
    this.waiting.clear();
    return offsets;
  }

  private put(offsets: readonly CommittedOffset[]): void {
    for (const offset of offsets) this.waiting.set(`${offset.topic}/${offset.partition}`, offset);
  }

  private async commit(): Promise<void> {
    const offsets = this.taken();
    try {
      if (offsets.length > 0) await this.consumer.commitOffsets(offsets);
    } catch {
      // The group is being shared out anew, or the broker is away: they come once more.
    }
  }
}
