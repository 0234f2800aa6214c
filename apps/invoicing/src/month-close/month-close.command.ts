import { latestToClose } from '#domain/invoices/owed/period.ts';
import { closesAt } from '#domain/invoices/review/closing.ts';
import { type Instant, isMonth, type Month, monthAfter, monthOf } from '#domain/values/calendar.ts';
import { clockOf } from '#runtime/environment/clock.ts';
import { createLog, type Log } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { type Settings, StartError } from '#runtime/environment/settings.ts';
import { withServiceDatabase } from '#runtime/postgres/command-database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { storeOptions } from '../invoicing.settings.ts';
import { invoicingContext } from '../invoicing.slices.ts';
import { invoicingStore } from '../invoicing.store.ts';
import { invoicingTables } from '../invoicing.tables.ts';
import { invoicingMigrations } from '../migrations/migrations.ts';
import type { DryRun } from './dry-run.ts';
import { type Closed, MonthCloseJob } from './month-close.job.ts';

// Nothing was billed before: an earlier month is a typing error.
const earliest: Month = '2000-01';

// Every account is gone through for every month: beyond this nobody waits for the answer.
const furthestMonths = 1200;

/** What a command line asks for. */
export interface AskedMonth {
  readonly month: Month;
  /** Only say what would be done (I13). */
  readonly dryRun: boolean;
}

/**
 * The month that a command line names, and whether it is only tried out: then it may be any month to come.
 * @throws StartError saying what was given and what would be right
 */
export function askedMonth(args: readonly string[], now: Instant): AskedMonth {
  const dryRun = args.includes('--dry-run');
  const others = args.filter((arg) => arg !== '--dry-run');
  return { month: monthToClose(others, now, dryRun), dryRun };
}

/**
 * The month that a command line names.
 * @throws StartError saying what was given and what would be right
 */
export function monthToClose(args: readonly string[], now: Instant, dryRun = false): Month {
  const right = 'say which month to close: npm run close-month -- 2026-12';
  const [month, ...others] = args;
  if (month === undefined) throw new StartError(`no month is given; ${right}`);
  if (others.length > 0) throw new StartError(`"${args.join(' ')}" is more than a month; ${right}`);
  if (!isMonth(month)) throw new StartError(`"${month}" is no month; ${right}`);
  if (month < earliest) throw new StartError(`${month} was never billed: the first month that can be is ${earliest}`);
  const last = dryRun ? monthAfter(monthOf(now), furthestMonths) : latestToClose(now);
  if (month > last && dryRun)
    throw new StartError(`${month} is too far away to be tried out: the last month is ${last}`);
  if (month > last) {
    const hint = `what it would come to so far: npm run close-month -- ${month} --dry-run`;
    throw new StartError(`${month} cannot be closed yet: the last month that can be is ${last}; ${hint}`);
  }
  return month;
}

/**
 * Issues the invoices of a month, and of those before it that are still open, beside services that run or without any. What
 * it announces waits in the outbox for the service's relay.
 * @throws StartError for a database that cannot be used
 */
export async function closeMonth(settings: Settings, month: Month, now = clockOf(settings)): Promise<Closed> {
  return await withJob(settings, now, createLog(settings.logLevel), (job) => job.close(month));
}

/**
 * What closing a month would issue, draft and hold (I13): of a month to come, on its first day, with what is known today, and so of
 * the open months before it. Nothing is written.
 * @throws StartError for a database that cannot be used
 */
export async function tryMonth(settings: Settings, month: Month, now = clockOf(settings)): Promise<DryRun> {
  let then = now();
  const begin = (each: Month) => {
    then = new Date(closesAt(each, now().toISOString()));
  };
  const { settings: terms } = storeOptions(settings);
  return await withJob(
    settings,
    () => then,
    createLog('silent'),
    (job) => job.dryRun(month, terms, begin),
  );
}

const invoicing = {
  schema: 'invoicing',
  entities: [...messagingTables, ...invoicingTables],
  migrations: invoicingMigrations,
};

async function withJob<Result>(
  settings: Settings,
  now: () => Date,
  log: Log,
  work: (job: MonthCloseJob) => Promise<Result>,
): Promise<Result> {
  return await withServiceDatabase(settings, invoicing, (database) => {
    const runner = new SliceRunner({
      database,
      now,
      log,
      metrics: createMetrics(),
      context: invoicingContext,
      store: invoicingStore(storeOptions(settings)),
    });
    return work(new MonthCloseJob(database, runner, now, log));
  });
}
