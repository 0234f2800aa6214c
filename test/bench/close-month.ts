import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { Database } from '#runtime/postgres/database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';

/** The monthly run as it is shipped, in a process that is told which month to close; its start is not measured. */

const built = (file: string) => new URL(`../../dist/apps/invoicing/src/${file}.js`, import.meta.url).href;
const { MonthCloseJob } = (await import(
  built('month-close/month-close.job')
)) as typeof import('../../apps/invoicing/src/month-close/month-close.job.ts');
const { invoicingContext } = (await import(
  built('invoicing.slices')
)) as typeof import('../../apps/invoicing/src/invoicing.slices.ts');
const { invoicingStore } = (await import(
  built('invoicing.store')
)) as typeof import('../../apps/invoicing/src/invoicing.store.ts');
const { storeOptions } = (await import(
  built('invoicing.settings')
)) as typeof import('../../apps/invoicing/src/invoicing.settings.ts');
const { invoicingTables } = (await import(
  built('invoicing.tables')
)) as typeof import('../../apps/invoicing/src/invoicing.tables.ts');
const { invoicingMigrations } = (await import(
  built('migrations/migrations')
)) as typeof import('../../apps/invoicing/src/migrations/migrations.ts');

const database = await Database.open({
  url: process.env.DATABASE_URL ?? '',
  schema: 'invoicing',
  entities: [...messagingTables, ...invoicingTables],
  migrations: invoicingMigrations,
});
const [log, now] = [createLog('warn'), () => new Date()];
const runner = new SliceRunner({
  ...{ database, now, log, metrics: createMetrics() },
  context: invoicingContext,
  store: invoicingStore(storeOptions({ mailFrom: 'billing@seatwright.example', proration: 'none' })),
});
const job = new MonthCloseJob(database, runner, now, log);
console.log('ready');

process.on('message', async ({ period }: { readonly period: string }) => {
  const start = performance.now();
  const closed = await job.close(period);
  process.send?.({ milliseconds: performance.now() - start, documents: closed.documents });
});
