import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoiceHeld, InvoicingEvent, IssuedInvoice } from '#domain/invoices/events.ts';
import { later } from '#domain/values/billing.ts';
import { type Month, monthOf } from '#domain/values/calendar.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { closePeriod } from '../invoicing.slices.ts';
import { closedThrough, monthClose } from '../invoicing.store.ts';
import type { DryRun } from './dry-run-text.ts';

const pollMilliseconds = 10 * 60_000;
/** Accounts of one transaction: large enough for set-based work, small enough that a crash repeats little, and the most that a batch may lock. */
const batchSize = 500;
/** A month has begun everywhere twelve hours after it has in UTC. */
const lastZoneMilliseconds = 12 * 3_600_000;

/** What a run has done. */
export interface Closed {
  /** Account months that were closed, with or without an invoice. */
  readonly accounts: number;
  readonly documents: number;
  /** What could not be issued, and what each account lacks (I8). */
  readonly held: readonly InvoiceHeld[];
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
      name: monthClose,
      pollMilliseconds,
      retryMilliseconds: 5000,
      failed: 'closing a month failed and goes on from where it was',
    });
  }

  /**
   * Issues the invoices of a month, and of those before it that are still open, for every account. What is held is left as it
   * is, for the next run (I8).
   */
  async close(period: Month): Promise<Closed> {
    let accounts = 0;
    let documents = 0;
    const held: InvoiceHeld[] = [];
    while (!this.stopping) {
      const batch = await this.database.transaction((sql) => this.closeBatch(sql, period, held));
      if (batch === undefined) break;
      const closed = batch.filter((event) => event.type === 'PeriodClosed');
      accounts += closed.length;
      documents += closed.reduce((sum, event) => sum + event.invoices.length, 0);
      held.push(...batch.filter((event) => event.type === 'InvoiceHeld'));
    }
    return { accounts, documents, held };
  }

  /** What {@link close} would issue and hold at this moment, by doing it in one transaction that is undone (I13). */
  async dryRun(period: Month): Promise<DryRun> {
    const invoices: IssuedInvoice[] = [];
    const held: InvoiceHeld[] = [];
    const undo = new Error('a dry run is undone');
    try {
      await this.database.transaction(async (sql) => {
        for (;;) {
          const batch = await this.closeBatch(sql, period, held);
          if (batch === undefined) throw undo;
          invoices.push(...batch.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices : [])));
          held.push(...batch.filter((event) => event.type === 'InvoiceHeld'));
        }
      });
    } catch (error) {
      if (error !== undo) throw error;
    }
    return { invoices, held };
  }

  protected override async look(): Promise<undefined> {
    const begun = monthOf(new Date(this.now().getTime() - lastZoneMilliseconds).toISOString());
    // A month that was closed early may have left something behind that was held then.
    const closed = await closedThrough(this.database.sql);
    const period = later(begun, closed ?? begun);
    const { held, ...done } = await this.close(period);
    if (done.accounts > 0) this.log.info({ period, ...done, held: held.length }, 'a month is closed');
    const fresh = held.filter(({ known }) => !known);
    for (const { accountId, period: of, missing } of fresh) {
      this.log.warn({ accountId, period: of, missing: missing.map(({ code }) => code) }, 'an invoice is held');
    }
  }

  /** Closes the oldest open month of the next accounts; undefined when none is left, which ends the month for good. */
  private async closeBatch(
    sql: Sql,
    period: Month,
    held: readonly InvoiceHeld[],
  ): Promise<InvoicingEvent[] | undefined> {
    // One batch at a time over all processes: they would only wait for each other's numbers and accounts.
    await sql(`select pg_advisory_xact_lock(hashtextextended('seatwright month close', 0))`);
    const messages = await this.openAccounts(sql, period, held);
    if (messages.length === 0) {
      await sql('insert into invoicing.closed_period values ($1, $2) on conflict do nothing', [period, this.now()]);
      return undefined;
    }
    const decided = await this.runner.decideAndSave(sql, messages);
    return decided.flatMap(({ events }) => events);
  }

  private async openAccounts(sql: Sql, period: Month, held: readonly InvoiceHeld[]): Promise<Received[]> {
    const rows = await sql<{ account_id: string; open_period: string }>(
      `select account_id, open_period from invoicing.account where open_period <= $1 and account_id <> all($3::text[])
       order by open_period, account_id limit $2`,
      [period, batchSize, held.map(({ accountId }) => accountId)],
    );
    const time = this.now().toISOString();
    return rows.map(({ account_id: accountId, open_period: open }) => {
      const id = `close/${accountId}/${open}`;
      const { type } = closePeriod;
      return { id, type, source: '/seatwright/invoicing', time, correlationId: id, data: { accountId, period: open } };
    });
  }
}
