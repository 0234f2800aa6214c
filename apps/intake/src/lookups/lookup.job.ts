import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import type { DocumentIntake } from '../documents/document-intake.ts';
import { lookUp, type ReadSender } from './look-up.ts';
import { nextNight } from './looked-up.ts';
import { lookupClient } from './lookup.client.ts';
import { type LookupPause, lookupPauses } from './lookup.pauses.ts';
import { beginLists, type ClaimedLookup, claimLookups, lookupsChannel, nextLookup } from './lookup.store.ts';

const pollMilliseconds = 30_000;
/** Where more is due than may be read at a time. */
const crowdedMilliseconds = 1000;

export interface LookupJobOptions {
  readonly database: Database;
  readonly documents: DocumentIntake;
  readonly now: () => Date;
  /** From 0 to below 1. */
  readonly chance: () => number;
  readonly log: Log;
  /** Milliseconds that an answer may take. */
  readonly patience?: number;
}

/**
 * Reads orders back of which only keys came, from the systems of their senders, and lists every night what changed there, for what events
 * lost. What is read goes on as a document. A process that ends between reading and saving loses nothing: its lease runs out, the order
 * is read again, and the same document changes nothing.
 */
export class LookupJob extends PollingJob {
  private readonly senders: ReadonlyMap<string, ReadSender>;
  private readonly reads = new Set<Promise<void>>();
  private readonly stop = new AbortController();
  private pauses: readonly LookupPause[] = [];

  constructor(private readonly options: LookupJobOptions) {
    const { database, documents, log, now, patience } = options;
    super({
      database,
      log,
      name: lookupsChannel,
      pollMilliseconds,
      retryMilliseconds: 5000,
      failed: 'reading orders back failed and is tried again',
    });
    const read = [...documents.senders.values()].flatMap((profile): [string, ReadSender][] => {
      const { lookup: from, sender } = profile;
      if (!from) return [];
      const client = lookupClient(from, () => now().getTime(), patience, this.stop.signal);
      return [[sender, { profile, from, client }]];
    });
    this.senders = new Map(read);
  }

  /** Which senders' systems turn our credentials down; undefined while none does. */
  get trouble(): string | undefined {
    if (this.pauses.length === 0) return undefined;
    const each = this.pauses.map(({ sender, why, until }) => {
      return `orders of sender ${sender} are not read, since ${why}; the next try is at ${new Date(until).toISOString()}`;
    });
    return `${each.join('; ')}. Put the right secret into the file that the profile names, or have its user allowed to read sales orders`;
  }

  override async onApplicationBootstrap(): Promise<void> {
    if (this.senders.size > 0) await super.onApplicationBootstrap();
  }

  /** Ends reads that are under way: others try them soon. What was read is saved. */
  override async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    if (this.senders.size > 0) await super.beforeApplicationShutdown();
    await Promise.all(this.reads);
  }

  /**
   * Reads everything that is due now.
   * @returns how many reads that were
   */
  async readDue(): Promise<number> {
    let count = 0;
    for (;;) {
      const begun = await this.beginDue();
      if (begun === 0) return count;
      await Promise.all(this.reads);
      await this.noticePauses();
      count += begun;
    }
  }

  protected override async look(): Promise<number> {
    await this.beginDue();
    await this.noticePauses();
    const next = await nextLookup(this.options.database.sql, [...this.senders.keys()]);
    const wait = (next ?? Number.POSITIVE_INFINITY) - this.time();
    return wait > 0 ? Math.min(wait, pollMilliseconds) : crowdedMilliseconds;
  }

  /** Begins what is due and waits for none of it: a sender whose system is slow holds up no other. */
  private async beginDue(): Promise<number> {
    const { chance, database } = this.options;
    let count = 0;
    for (const [name, sender] of this.senders) {
      const now = this.time();
      const claimed = await database.transaction(async (sql) => {
        await beginLists(sql, name, { asked: now, due: nextNight(now, sender.profile.zone, chance()) });
        return await claimLookups(sql, name, now);
      });
      count += claimed.length;
      for (const each of claimed) this.begin(sender, each);
    }
    return count;
  }

  private begin(sender: ReadSender, claimed: ClaimedLookup): void {
    const { log } = this.options;
    const read = lookUp(this.options, sender, claimed)
      .catch((error: unknown) => {
        // The lease runs out, and it is read again.
        log.error({ err: error, sender: claimed.sender, key: claimed.key }, 'what was read could not be saved');
      })
      .finally(() => {
        this.reads.delete(read);
        this.wake();
      });
    this.reads.add(read);
  }

  private async noticePauses(): Promise<void> {
    this.pauses = await lookupPauses(this.options.database.sql, [...this.senders.keys()]);
  }

  private time(): number {
    return this.options.now().getTime();
  }
}
