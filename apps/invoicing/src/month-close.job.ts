import type { InvoicingBooks, InvoicingEvent } from '#domain/invoices/books.ts';
import { type Month, monthOf } from '#domain/values/calendar.ts';
import type { Database } from '#runtime/database.ts';
import type { Log } from '#runtime/log.ts';
import { PollingJob } from '#runtime/polling-job.ts';
import type { Received, Sql } from '#runtime/slice.ts';
import type { SliceRunner } from '#runtime/slice-runner.ts';
import { closePeriod } from './invoicing.slices.ts';

const pollMilliseconds = 10 * 60_000;
/** Accounts of one transaction: large enough for set-based work, small enough that a crash repeats little. */
const batchSize = 250;
/** A month has begun everywhere twelve hours after it has in UTC. */
const lastZoneMilliseconds = 12 * 3_600_000;

/** What a run has done. */
export interface Closed {
  /** Account months that were closed, with or without an invoice. */
  readonly accounts: number;
  readonly documents: number;
}

/**
 * The monthly run (I3): issues what is open up to a month, in batches that are a transaction each. It can be stopped and
 * started at any point and by several processes at once: what is left to do is what the accounts themselves say is open.
 */
export class MonthCloseJob extends PollingJob {
  constructor(
    private readonly database: Database,
    private readonly runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
    private readonly now: () => Date,
    private readonly log: Log,
  ) {
    super({
      database,
      log,
      name: 'month-close',
      pollMilliseconds,
      retryMilliseconds: 5000,
      failed: 'closing a month failed and goes on from where it was',
    });
  }

  /** Issues the invoices of a month, and of those before it that are still open, for every account. */
  async close(period: Month): Promise<Closed> {
    let accounts = 0;
    let documents = 0;
    while (!this.stopping) {
      const batch = await this.database.transaction((sql) => this.closeBatch(sql, period));
      if (batch === undefined) break;
      accounts += batch.length;
      documents += batch.reduce((sum, event) => sum + event.invoices.length, 0);
    }
    return { accounts, documents };
  }

  protected override async look(): Promise<undefined> {
    const period = monthOf(new Date(this.now().getTime() - lastZoneMilliseconds).toISOString());
    const closed = await this.close(period);
    if (closed.accounts > 0) this.log.info({ period, ...closed }, 'a month is closed');
  }

  /** Closes the oldest open month of the next accounts; undefined when none is left, which ends the month for good. */
  private async closeBatch(sql: Sql, period: Month): Promise<PeriodClosed[] | undefined> {
    // One batch at a time over all processes: they would only wait for each other's numbers and accounts.
    await sql(`select pg_advisory_xact_lock(hashtextextended('seatwright month close', 0))`);
    const messages = await this.openAccounts(sql, period);
    if (messages.length === 0) {
      await sql('insert into invoicing.closed_period values ($1, $2) on conflict do nothing', [period, this.now()]);
      return undefined;
    }
    const decided = await this.runner.decideAndSave(sql, messages);
    return decided.flatMap(({ events }) => events.filter((event) => event.type === 'PeriodClosed'));
  }

  private async openAccounts(sql: Sql, period: Month): Promise<Received[]> {
    const rows = await sql<{ account_id: string; open_period: string }>(
      `select account_id, open_period from invoicing.account where open_period <= $1
       order by open_period, account_id limit $2`,
      [period, batchSize],
    );
    const time = this.now().toISOString();
    return rows.map(({ account_id: accountId, open_period: open }) => {
      const id = `close/${accountId}/${open}`;
      const { type } = closePeriod;
      return { id, type, source: '/seatwright/invoicing', time, correlationId: id, data: { accountId, period: open } };
    });
  }
}

type PeriodClosed = Extract<InvoicingEvent, { type: 'PeriodClosed' }>;
