import type { LicenseEvent } from '#domain/licenses/events.ts';
import { dateAt } from '#domain/values/calendar.ts';
import type { Database } from '#runtime/database.ts';
import type { Log } from '#runtime/log.ts';
import { PollingJob } from '#runtime/polling-job.ts';
import type { Received } from '#runtime/slice.ts';
import type { SliceRunner } from '#runtime/slice-runner.ts';
import type { LedgerBooks } from './ledger.books.ts';
import { expireStock } from './ledger.slices.ts';

const pollMilliseconds = 60_000;
const batchSize = 200;

/** Retires stock past its year (S6). What is past it is a question to an index, so the run can come late or twice. */
export class ExpiryJob extends PollingJob {
  constructor(
    private readonly database: Database,
    private readonly runner: SliceRunner<LedgerBooks, LicenseEvent>,
    private readonly now: () => Date,
    log: Log,
  ) {
    super({
      database,
      log,
      name: 'expiry',
      pollMilliseconds,
      retryMilliseconds: 2000,
      failed: 'retiring stock failed and is tried again',
    });
  }

  /**
   * Retires everything that is past its year now.
   * @returns how many lots that were
   */
  async expireDue(): Promise<number> {
    let expired = 0;
    for (;;) {
      const due = await this.dueLots();
      if (due.length === 0) return expired;
      await this.database.transaction((sql) => this.runner.decideAndSave(sql, due));
      expired += due.length;
    }
  }

  protected override async look(): Promise<undefined> {
    await this.expireDue();
  }

  private async dueLots(): Promise<Received[]> {
    const now = this.now().toISOString();
    const rows = await this.database.sql<{ lot_id: string; holders: string[] }>(
      `select lot_id, array_agg(account_id order by account_id) as holders
       from ledger.lot join ledger.holding using (lot_id) where stock and lot.ends_on <= $1::date
       group by lot_id order by lot_id limit $2`,
      [dateAt(now), batchSize],
    );
    return rows.map(({ lot_id: lotId, holders }) => {
      const id = `expire/${lotId}/${dateAt(now)}`;
      const { type } = expireStock;
      return { id, type, source: '/seatwright/ledger', time: now, correlationId: id, data: { lotId, holders } };
    });
  }
}
