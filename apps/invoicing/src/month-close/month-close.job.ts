import { defaultSettings, type InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoiceHeld, InvoicingEvent } from '#domain/invoices/events.ts';
import { later } from '#domain/values/billing.ts';
import { type Month, monthOf } from '#domain/values/calendar.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { closePeriod } from '../invoicing.slices.ts';
import { closedThrough, monthClose } from '../invoicing.store.ts';
import { type SiteOnInvoice, sitesThrough } from '../rows/billed-with.rows.ts';
import { lastNumbers, NumbersTaken } from '../rows/invoices.rows.ts';
import { type DryRun, tryOut } from './dry-run.ts';
import { runOverlapping, type StartedBatch } from './overlapping-batches.ts';
import { inTurn } from './turn.ts';

const pollMilliseconds = 10 * 60_000;
/** Accounts of one transaction: large enough for set-based work, small enough that a crash repeats little, and that one is read while another is written. */
const batchSize = 500;
/** A month has begun everywhere twelve hours after it has in UTC. */
const lastZoneMilliseconds = 12 * 3_600_000;

/** What was decided of a batch; its rows may still be on their way. */
interface Decided {
  readonly accountIds: readonly string[];
  readonly events: readonly InvoicingEvent[];
  /** The last that were given, by series. */
  readonly numbers: ReadonlyMap<string, number>;
}

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
   * is, for the next run (I8). One run at a time over all processes: they would only wait for each other's numbers and accounts.
   */
  async close(period: Month): Promise<Closed> {
    const done: Tally = { accounts: 0, documents: 0, held: [] };
    const isWanted = () => !this.stopping;
    await inTurn(this.database, isWanted, async () => {
      await runOverlapping<Decided>({
        start: (before) => this.startBatch(period, before, done),
        mayGoOn: isWanted,
        // A credit note was given the numbers.
        isDecidedAnew: (failure) => failure instanceof NumbersTaken,
      });
    });
    return done;
  }

  /**
   * What {@link close} would issue, draft and hold (I13); nothing is written.
   *
   * @param begin called with each month before it is gone through, see {@link tryOut}; without it all are gone through at this moment
   */
  async dryRun(
    period: Month,
    settings: InvoicingSettings = defaultSettings,
    begin: (month: Month) => void = () => undefined,
  ): Promise<DryRun> {
    const closeBatch = (sql: Sql, month: Month, without: readonly string[]) => this.closeBatch(sql, month, without);
    return await tryOut({ database: this.database, settings, closeBatch }, period, begin);
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

  /** A batch without those before it that are not to be seen in the database yet; counts it when it is committed. */
  private startBatch(period: Month, before: Decided | undefined, done: Tally): StartedBatch<Decided> {
    const decided = Promise.withResolvers<Decided | undefined>();
    const without = [...done.held.map(accountOf), ...(before?.accountIds ?? [])];
    const written = this.database.transaction(async (sql) => {
      const batch = await this.closeBatch(sql, period, without, before?.numbers, decided.resolve);
      if (batch) return batch.events;
      decided.resolve(undefined);
      if (!before) await endMonth(sql, period, this.now());
      return [];
    });
    const counted = written.then((events) => count(done, events));
    counted.catch(decided.reject);
    return { decided: decided.promise, written: counted };
  }

  /**
   * Closes the oldest open month of the next accounts; undefined when none is left.
   *
   * @param numbers the last that were given (I3); by default they are read, and kept from others until the commit
   * @param heard what was decided, as soon as it is
   */
  private async closeBatch(
    sql: Sql,
    period: Month,
    without: readonly string[],
    numbers?: Decided['numbers'],
    heard?: (batch: Decided) => void,
  ): Promise<Decided | undefined> {
    const messages = await this.openAccounts(sql, period, without);
    if (messages.length === 0) return undefined;
    const accountIds = messages.map(({ data }) => data.accountId);
    let batch: Decided = { accountIds, events: [], numbers: new Map() };
    await this.runner.decideAndSave(
      sql,
      messages,
      (decided) => {
        batch = { ...batch, events: decided.flatMap(({ events }) => events) };
        heard?.(batch);
        return decided;
      },
      async (books) => {
        for (const [series, last] of numbers ?? (await lastNumbers(sql))) books.numbers.set(series, last);
        batch = { ...batch, numbers: books.numbers };
      },
    );
    return batch;
  }

  private async openAccounts(sql: Sql, period: Month, without: readonly string[]) {
    const sites = await sitesThrough(sql, period);
    const rows = await sql<{ account_id: string; open_period: string }>(
      `select account_id, open_period from invoicing.account where open_period <= $1 and account_id <> all($3::text[])
         and (review is null or (review -> 'hold' is null and review ->> 'until' <= $4))
       order by open_period, account_id limit $2`,
      [period, batchSize, [...without, ...sites.map(({ site }) => site)], this.now().toISOString()],
    );
    const time = this.now().toISOString();
    return withSites(rows, sites, without).map(({ account_id: accountId, open_period: open, ...of }) => {
      const id = `close/${accountId}/${open}`;
      const { type } = closePeriod;
      return {
        id,
        type,
        source: '/seatwright/invoicing',
        time,
        correlationId: id,
        data: { accountId, period: open, ...of },
      };
    });
  }
}

interface OpenAccount {
  readonly account_id: string;
  readonly open_period: string;
  /** Whose lines are on its invoice (I16). */
  readonly sites?: readonly string[];
}

/** Accounts with those that go with them, and who has no open month but those. */
function withSites(
  rows: readonly OpenAccount[],
  sites: readonly SiteOnInvoice[],
  without: readonly string[],
): readonly OpenAccount[] {
  if (sites.length === 0) return rows;
  const of = Map.groupBy(sites, ({ payer }) => payer);
  const begin = [...of].flatMap(([payer, [first, ...others]]): OpenAccount[] => {
    if (!first || first.payerPeriod !== null || without.includes(payer)) return [];
    const [oldest = ''] = [first, ...others].map(({ openPeriod }) => openPeriod).sort();
    return [{ account_id: payer, open_period: oldest }];
  });
  return [...rows, ...begin].map((row) => {
    const withIt = (of.get(row.account_id) ?? []).filter(({ openPeriod }) => openPeriod <= row.open_period);
    return withIt.length === 0 ? row : { ...row, sites: withIt.map(({ site }) => site) };
  });
}

function accountOf({ accountId }: InvoiceHeld): string {
  return accountId;
}

/** Kept while a run goes on: not the invoices themselves, of which there may be any number. */
type Tally = { accounts: number; documents: number; readonly held: InvoiceHeld[] };

function count(done: Tally, events: readonly InvoicingEvent[]): void {
  const closed = events.filter((event) => event.type === 'PeriodClosed');
  done.accounts += closed.length;
  done.documents += closed.reduce((sum, { invoices }) => sum + invoices.length, 0);
  done.held.push(...events.filter((event) => event.type === 'InvoiceHeld'));
}

async function endMonth(sql: Sql, period: Month, now: Date): Promise<void> {
  await sql('insert into invoicing.closed_period values ($1, $2) on conflict do nothing', [period, now]);
}
