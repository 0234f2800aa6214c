import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Stretch, TopicHistory } from '#runtime/broker/broker.ts';
import type { CodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { knownPlaces, notePlace, type TakenOver, takeOverPublished } from './read-back.store.ts';

export interface ReadBackOptions {
  readonly database: Database;
  readonly keys: CodeKeys;
  /** Undefined where messages are not kept: then there is nothing to read back from. */
  readonly history?: TopicHistory;
  readonly log: Log;
  readonly metrics: Metrics;
}

const topic = 'entitlements';
const everyMilliseconds = 30_000;

/**
 * Compares the tables with what was published, before anything is drawn or mailed and every half minute (R8). The place up to
 * which both agree is in the tables themselves. A schema that was set back to an earlier point says an earlier place, and what
 * was published since is taken over from the topic: the same codes, no second mail.
 */
export class ReadBack implements BeforeApplicationShutdown {
  private timer?: NodeJS.Timeout;
  /** The places that this process has seen in the tables: they never go back by themselves. */
  private readonly seen = new Map<number, bigint>();
  private running?: Promise<TakenOver>;

  constructor(private readonly options: ReadBackOptions) {}

  /** Reads back what is lost and goes on noting places. */
  async start(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look().catch((error) => this.complain(error)), everyMilliseconds);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running?.catch(() => undefined);
  }

  /** Takes over what was published behind the place that the tables know. */
  look(): Promise<TakenOver> {
    this.running ??= this.compare().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async compare(): Promise<TakenOver> {
    const { database, keys, history, log, metrics } = this.options;
    const taken = { entitlements: 0, mails: 0 };
    const stretches = (await history?.stretchesOf(topic)) ?? [];
    const known = await knownPlaces(database.sql);
    const unknown = stretches.map((stretch) => this.behind(stretch, known.get(stretch.partition)));
    await history?.reread(topic, unknown, async (deliveries) => {
      const [first] = deliveries;
      const last = deliveries.at(-1);
      if (!first || !last) return;
      await database.transaction(async (sql) => {
        const { entitlements, mails } = await takeOverPublished(sql, keys, deliveries);
        await notePlace(sql, first.partition, BigInt(last.offset) + 1n);
        taken.entitlements += entitlements;
        taken.mails += mails;
      });
    });
    for (const { partition, end } of stretches) {
      if (known.get(partition) !== end) await notePlace(database.sql, partition, end);
      this.seen.set(partition, end);
    }
    metrics.readBack.inc({ what: 'entitlements' }, taken.entitlements);
    metrics.readBack.inc({ what: 'mails' }, taken.mails);
    if (taken.entitlements + taken.mails > 0)
      log.warn({ ...taken }, 'the tables were set back; what was published is taken over');
    return taken;
  }

  /** What the tables do not know of a partition. A topic that was made anew ends before their place, and counts from its start. */
  private behind({ partition, first, end }: Stretch, known: bigint | undefined): Stretch {
    const seen = this.seen.get(partition);
    // What was published since the last look came from these tables.
    if (seen !== undefined && known !== undefined && known >= seen) return { partition, first: end, end };
    if (known === undefined || known > end) return { partition, first, end };
    if (known >= first) return { partition, first: known, end };
    const detail =
      'the topic no longer has all that was published since: compare with the ledger before anything is fulfilled';
    this.options.log.error({ partition, known: String(known), first: String(first) }, detail);
    return { partition, first, end };
  }

  private complain(error: unknown): void {
    this.options.log.warn({ err: error }, 'what was published could not be compared with the tables');
  }
}
