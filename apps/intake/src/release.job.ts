import { dateAt } from '#domain/values/calendar.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { IntakeBooks, IntakeEvent } from './documents/document.books.ts';
import { releaseDueLines } from './intake.slices.ts';
import { intake } from './intake.tables.ts';

const pollMilliseconds = 60_000;
const batchSize = 500;

/**
 * Releases the lines whose requested ship date has come (O3). What waits is a column of the order, so it survives restarts;
 * looking for the next day reads one entry of an index, however many orders wait for decades.
 */
export class ReleaseJob extends PollingJob {
  constructor(
    private readonly database: Database,
    private readonly runner: SliceRunner<IntakeBooks, IntakeEvent>,
    private readonly now: () => Date,
    log: Log,
  ) {
    super({
      database,
      log,
      name: 'release',
      pollMilliseconds,
      retryMilliseconds: 2000,
      failed: 'releasing due lines failed and is tried again',
    });
  }

  /**
   * Releases everything that is due now.
   * @returns how many orders had something due
   */
  async releaseDue(): Promise<number> {
    let released = 0;
    for (;;) {
      const due = await this.dueOrders();
      if (due.length === 0) return released;
      await this.database.transaction((sql) => this.runner.decideAndSave(sql, due));
      released += due.length;
    }
  }

  protected override async look(): Promise<number> {
    await this.releaseDue();
    return await this.untilNextDue();
  }

  private async dueOrders(): Promise<Received[]> {
    const now = this.now().toISOString();
    const rows = await intake(this.database.sql)
      .selectFrom('sales_order')
      .select('order_number as orderNumber')
      .where('due_on', '<=', dateAt(now))
      .orderBy('due_on')
      .limit(batchSize)
      .execute();
    return rows.map(({ orderNumber }) => {
      const id = `release/${orderNumber}/${dateAt(now)}`;
      const { type } = releaseDueLines;
      return { id, type, source: '/seatwright/intake', time: now, correlationId: id, data: { orderNumber } };
    });
  }

  private async untilNextDue(): Promise<number> {
    const row = await intake(this.database.sql)
      .selectFrom('sales_order')
      .select(({ fn }) => fn.min('due_on').as('dueOn'))
      .where('due_on', 'is not', null)
      .executeTakeFirst();
    if (!row?.dueOn) return pollMilliseconds;
    return Math.max(Date.parse(`${row.dueOn}T00:00:00Z`) - this.now().getTime(), 0);
  }
}
