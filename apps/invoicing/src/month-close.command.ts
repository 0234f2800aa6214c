import { latestToClose } from '#domain/invoices/period.ts';
import { type Instant, isMonth, type Month } from '#domain/values/calendar.ts';
import { clockOf } from '#runtime/clock.ts';
import { Database } from '#runtime/database.ts';
import { startEmbeddedPostgres } from '#runtime/embedded-postgres.ts';
import { createLog } from '#runtime/log.ts';
import { messagingTables } from '#runtime/messaging.tables.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { inWords } from '#runtime/process.ts';
import { type Settings, StartError } from '#runtime/settings.ts';
import { SliceRunner } from '#runtime/slice-runner.ts';
import { storeOptions } from './invoicing.settings.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { invoicingMigrations } from './migrations/migrations.ts';
import { type Closed, MonthCloseJob } from './month-close.job.ts';

/** What the server knows this process's connections by. */
const myName = `close-month-${process.pid}`;

// Nothing was billed before; an earlier month is a slip of the hand.
const earliest: Month = '2000-01';

/**
 * The month that a command line names.
 * @throws StartError saying what was given and what would be right
 */
export function monthToClose(args: readonly string[], now: Instant): Month {
  const right = 'say which month to close: npm run close-month -- 2026-12';
  const [month, ...others] = args;
  if (month === undefined) throw new StartError(`no month is given; ${right}`);
  if (others.length > 0) throw new StartError(`"${args.join(' ')}" is more than a month; ${right}`);
  if (!isMonth(month)) throw new StartError(`"${month}" is no month; ${right}`);
  if (month < earliest) throw new StartError(`${month} was never billed: the first month that can be is ${earliest}`);
  const last = latestToClose(now);
  if (month > last) throw new StartError(`${month} cannot be closed yet: the last month that can be is ${last}`);
  return month;
}

/**
 * Issues the invoices of a month, and of those before it that are still open, beside services that run or without any. What
 * it announces waits in the outbox for the service's relay.
 * @throws StartError for a database that cannot be used
 */
export async function closeMonth(settings: Settings, month: Month, now = clockOf(settings)): Promise<Closed> {
  try {
    return await closeIn(settings, month, now);
  } catch (error) {
    throw inWords(error, settings);
  }
}

async function closeIn(settings: Settings, month: Month, now: () => Date): Promise<Closed> {
  process.env.PGAPPNAME = myName;
  const postgres = settings.databaseUrl === undefined ? await startEmbeddedPostgres(settings.dataDir) : undefined;
  const database = await Database.open({
    url: settings.databaseUrl ?? postgres?.url ?? '',
    schema: 'invoicing',
    entities: [...messagingTables, ...invoicingTables],
    migrations: invoicingMigrations,
  });
  const log = createLog(settings.logLevel);
  const runner = new SliceRunner({
    ...{ database, now, log, metrics: createMetrics() },
    context: invoicingContext,
    store: invoicingStore(storeOptions(settings)),
  });
  try {
    return await new MonthCloseJob(database, runner, now, log).close(month);
  } finally {
    const alone = await isAlone(database);
    await database.close();
    if (alone) await postgres?.stop();
  }
}

/** An embedded server may be that of services that run; then it has to stay. */
async function isAlone(database: Database): Promise<boolean> {
  const [row] = await database.sql<{ others: string }>(
    `select count(*) as others from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [myName],
  );
  return Number(row?.others ?? 0) === 0;
}
