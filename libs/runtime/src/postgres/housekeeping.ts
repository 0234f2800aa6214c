import type { Log } from '../environment/log.ts';
import type { Database } from './database.ts';

/**
 * How long the inbox remembers a message: beyond the retention of every topic that is not kept for ever. What comes again
 * after that finds the natural keys: order and revision, order line, transfer, adjustment.
 */
const inboxDays = 90;
const everyMilliseconds = 3_600_000;
const rowsAtOnce = 10_000;

/**
 * Deletes what the messaging tables no longer need, a little at a time. Answers to commands stay: what a command made lives for ever
 * under ids that are derived from its key, so the key does as well (L9, R10).
 */
export class Housekeeping {
  private timer?: NodeJS.Timeout;

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
  }

  /** One round; a failure is logged and the next hour tries again. */
  async tidy(): Promise<void> {
    try {
      await this.deleteOlder('inbox', 'received_at', inboxDays);
    } catch (error) {
      this.log.warn({ err: error }, 'old messages were not deleted');
    }
  }

  private async deleteOlder(table: string, column: string, days: number): Promise<void> {
    const name = `"${this.database.schema}".${table}`;
    for (;;) {
      const [row] = await this.database.sql<{ deleted: string }>(
        `with old as (select ctid from ${name} where ${column} < now() - $1 * interval '1 day' limit $2),
              gone as (delete from ${name} where ctid in (select ctid from old) returning 1)
         select count(*) as deleted from gone`,
        [days, rowsAtOnce],
      );
      if (Number(row?.deleted ?? 0) < rowsAtOnce) return;
    }
  }
}
