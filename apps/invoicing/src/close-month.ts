import { latestToClose } from '#domain/invoices/period.ts';
import { isMonth } from '#domain/values/calendar.ts';
import { Database } from '#runtime/database.ts';
import { startEmbeddedPostgres } from '#runtime/embedded-postgres.ts';
import { createLog } from '#runtime/log.ts';
import { messagingTables } from '#runtime/messaging.tables.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { endWithReason } from '#runtime/process.ts';
import { readSettings, type Settings, StartError } from '#runtime/settings.ts';
import { SliceRunner } from '#runtime/slice-runner.ts';
import { storeOptions } from './invoicing.settings.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { invoicingMigrations } from './migrations/migrations.ts';
import { type Closed, MonthCloseJob } from './month-close.job.ts';

/** What the server knows this process's connections by. */
const myName = `close-month-${process.pid}`;
process.env.PGAPPNAME = myName;

/**
 * `npm run close-month -- 2026-12`: issues the invoices of that month, and of those before it that are still open, beside
 * services that run or without any. What it announces waits in the outbox for the service's relay.
 */
try {
  const [month = ''] = process.argv.slice(2);
  if (!isMonth(month)) throw new StartError('say which month to close: npm run close-month -- 2026-12');
  const last = latestToClose(new Date().toISOString());
  if (month > last) throw new StartError(`${month} cannot be closed yet: the last month that can be is ${last}`);
  const { accounts, documents } = await closeMonth(readSettings(process.env), month);
  console.log(`${month} is closed: ${accounts} account months, ${documents} invoices and credit notes issued`);
} catch (error) {
  endWithReason(error);
}

async function closeMonth(settings: Settings, month: string): Promise<Closed> {
  const postgres = settings.databaseUrl === undefined ? await startEmbeddedPostgres(settings.dataDir) : undefined;
  const database = await Database.open({
    url: settings.databaseUrl ?? postgres?.url ?? '',
    schema: 'invoicing',
    entities: [...messagingTables, ...invoicingTables],
    migrations: invoicingMigrations,
  });
  const log = createLog(settings.logLevel);
  const now = () => new Date();
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
