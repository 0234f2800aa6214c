import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../environment/log.ts';
import type { Database } from './database.ts';

/**
 * How long the inbox remembers a message: beyond the retention of every topic that is not kept for ever. What comes again
 * after that finds the natural keys: order and revision, order line, transfer, adjustment.
 */
const inboxDays = 90;
const everyMilliseconds = 3_600_000;
const rowsAtOnce = 5000;
/** Whatever tidies up waits so many times as long as a step took: what customers wait for comes first. */
export const pauses = 9;

/**
 * Deletes what the messaging tables no longer need, a little at a time. Answers to commands stay: what a command made lives for ever
 * under ids that are derived from its key, so the key does as well (L9, R10).
 */
export class Housekeeping {
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.tidy(), everyMilliseconds);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.stopped = true;
  }

  /** One round; a failure is logged and the next hour tries again. */
  async tidy(): Promise<void> {
    try {
      await this.deleteOlder('inbox', 'received_at', inboxDays);
    } catch (error) {
      this.log.warn({ err: error }, 'old messages were not deleted');
    }
  }

  /**
   * One process of a service at a time. Each step goes on where the last one ended: what was deleted stays in the index until it is
   * vacuumed, and a step that began at the front again would read all of it.
   */
  private async deleteOlder(table: string, column: string, days: number): Promise<void> {
    const name = `"${this.database.schema}".${table}`;
    let from = '-infinity';
    while (!this.stopped) {
      const start = performance.now();
      const [step] = await this.database.sql<{ deleted: string; reached: string | null }>(
        `with mine as materialized (
           select pg_try_advisory_xact_lock(hashtextextended('seatwright housekeeping ' || $4, 0)) as held),
         old as materialized (
           select ctid as place, ${column} as at from ${name}
           where (select held from mine) and ${column} >= $3::timestamptz and ${column} < now() - $1 * interval '1 day'
           order by ${column} limit $2),
         gone as (delete from ${name} where ctid = any(array(select place from old)) returning 1)
         select (select count(*) from gone) as deleted, max(at)::text as reached from old`,
        [days, rowsAtOnce, from, name],
      );
      if (Number(step?.deleted ?? 0) < rowsAtOnce) return;
      from = step?.reached ?? from;
      await delay((performance.now() - start) * pauses, undefined, { ref: false });
    }
  }
}
