import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { dateAt, knownZone } from '#domain/values/calendar.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { LedgerBooks } from './books/ledger.books.ts';
import { expireStock } from './ledger.slices.ts';

const pollMilliseconds = 60_000;
const batchSize = 200;

/** Retires stock past its year, once its last day has ended where it is held (S6, F11). What is past it is a question to an index, so the run can come late or twice. */
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
    for (let after = ''; ; ) {
      const ended = await this.endedLots(after);
      const due = ended.filter(({ holders }) => holders.length > 0).map((lot) => this.retirement(lot));
      if (due.length > 0) await this.database.transaction((sql) => this.runner.decideAndSave(sql, due));
      expired += due.length;
      const last = ended.at(-1);
      if (!last || ended.length < batchSize) return expired;
      after = last.lotId;
    }
  }

  protected override async look(): Promise<undefined> {
    await this.expireDue();
  }

  /**
   * Lots whose last day may have ended, after a lot id; with the holders on whose calendar it has (F11). Nowhere has a day ended
   * before it began in UTC.
   */
  private async endedLots(after: string): Promise<EndedLot[]> {
    const now = this.now().toISOString();
    const rows = await this.database.sql<{ lotId: string; endsOn: string; holders: Holder[] }>(
      `select lot_id as "lotId", lot.ends_on::text as "endsOn",
         json_agg(json_build_object('accountId', account_id, 'timeZone', account.document->>'timeZone') order by account_id) as holders
       from ledger.lot join ledger.holding using (lot_id) left join ledger.account using (account_id)
       where stock and lot.ends_on <= $1::date and lot_id > $2 group by lot_id order by lot_id limit $3`,
      [dateAt(now), after, batchSize],
    );
    return rows.map(({ lotId, endsOn, holders }) => ({
      lotId,
      holders: holders
        .filter(({ timeZone }) => dateAt(now, knownZone(timeZone ?? undefined)) > endsOn)
        .map(({ accountId }) => accountId),
    }));
  }

  private retirement({ lotId, holders }: EndedLot): Received {
    const time = this.now().toISOString();
    // Holders in different zones are due at different times.
    const id = `expire/${lotId}/${time}`;
    const { type } = expireStock;
    return { id, type, source: '/seatwright/ledger', time, correlationId: id, data: { lotId, holders } };
  }
}

interface Holder {
  readonly accountId: string;
  readonly timeZone: string | null;
}

interface EndedLot {
  readonly lotId: string;
  readonly holders: readonly string[];
}
