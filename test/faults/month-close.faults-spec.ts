import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { storeOptions } from '#apps/invoicing/src/invoicing.settings.ts';
import { invoicingContext } from '#apps/invoicing/src/invoicing.slices.ts';
import { invoicingStore } from '#apps/invoicing/src/invoicing.store.ts';
import { invoicingTables } from '#apps/invoicing/src/invoicing.tables.ts';
import { invoicingMigrations } from '#apps/invoicing/src/migrations/migrations.ts';
import { MonthCloseJob } from '#apps/invoicing/src/month-close/month-close.job.ts';
import { createLog } from '#runtime/environment/log.ts';
import { freePort } from '#runtime/environment/ports.ts';
import { Database } from '#runtime/postgres/database.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { readIssued } from '../support/oracle/facts.ts';
import { invoicePoints } from '../support/oracle/oracle-points.ts';
import { type Child, startChild, tailOf } from '../support/processes/child.ts';
import { type SmtpSink, startSmtpSink } from '../support/processes/smtp-sink.ts';
import type { Chance } from '../support/samples/chance.ts';
import { delivery } from '../support/samples/deliveries.ts';
import { startService } from '../support/service.ts';
import { testEachSeed } from './rounds.ts';

/** I3: the service killed with -9 again and again while it closes a month of many accounts and mails the invoices. */

const accounts = 1000;
/** Those that had an invoice of the month before already. */
const billedBefore = 100;
// Each costs a start of the service: all twenty are `npm run faults`.
const kills = process.env.npm_lifecycle_event === 'faults' ? 20 : 4;
const root = path.resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Scene {
  readonly folder: string;
  readonly postgres: TestPostgres;
  readonly sink: SmtpSink;
  readonly database: Database;
  readonly logFile: string;
  /** Digests of issued documents at the last look, by number. */
  readonly issued: Map<string, string>;
  /** Point (5) of the oracle: no gap, even in the middle of a month, and what was issued at the last look is as it was. */
  judge(): Promise<void>;
}

/** The month that the service closes: it has begun everywhere twelve hours after it has in UTC. */
function begun(): Date {
  return new Date(Date.now() - 12 * 3_600_000);
}

/** At its noon, in UTC. */
function lastDayOfMonth(monthsFromBegun: number): string {
  const month = begun();
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + monthsFromBegun + 1, 0, 12)).toISOString();
}

/** Accounts that bought licenses in the months before this one: their invoices of this month are to be issued. */
async function setScene(): Promise<Scene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-close-'));
  const [postgres, sink] = [await startTestPostgres(), await startSmtpSink({ keepBytes: false })];
  const parts = { name: 'invoicing', entities: invoicingTables, migrations: invoicingMigrations };
  const store = invoicingStore(storeOptions({ mailFrom: 'billing@seatwright.example', proration: 'none' }));
  const service = await startService(postgres.url, { ...parts, context: invoicingContext, store });
  const [longBefore, before] = [lastDayOfMonth(-2), lastDayOfMonth(-1)];
  const terms = { name: 'Device management', program: 'miradore', category: 'paid', billing: 'monthly' };
  const lot = { ...terms, lotId: 'L', sku: 'MDM', unitPrice: '3.00', currency: 'EUR', startsOn: '2026-01-01' };
  const buy = async (ids: readonly string[], at: string) => {
    const facts = { kind: 'customer', taxRate: '23', country: 'PL' };
    service.clock.now = at;
    await service.runner.deliver([
      ...ids.map((accountId) => {
        const told = { ...facts, accountId, name: accountId, invoiceEmails: [`${accountId}@customer.example`] };
        return delivery('accounts', 'account.updated.v1', told, { time: at });
      }),
      ...ids.map((accountId) => {
        const recorded = { journalId: `J-${accountId}`, at, initiatedBy: 'owner@customer.example' };
        const bought = { ...recorded, accountId, quantity: 5, lot: { ...lot, originAccountId: accountId } };
        return delivery('licenses', 'license.purchased.v1', bought);
      }),
    ]);
  };
  const ids = Array.from({ length: accounts }, (_, index) => `SITE-${index}`);
  await buy(ids.slice(0, billedBefore), longBefore);
  const job = new MonthCloseJob(service.database, service.runner, () => new Date(before), createLog('silent'));
  await job.close(before.slice(0, 7));
  for (let from = billedBefore; from < accounts; from += 225) await buy(ids.slice(from, from + 225), before);
  await service.database.sql('truncate invoicing.outbox');
  const issued = new Map<string, string>();
  const judge = async () => expect(invoicePoints(await readIssued(service.database.sql), issued)).toEqual([]);
  const logFile = path.join(folder, 'invoicing.log');
  return { folder, postgres, sink, database: service.database, logFile, issued, judge };
}

async function startInvoicing({ folder, postgres, sink, logFile }: Scene): Promise<Child> {
  const env = { DATABASE_URL: postgres.url, DATA_DIR: folder, SMTP_URL: sink.url, PORT: String(await freePort()) };
  const args = ['dist/apps/invoicing/src/main.js'];
  return startChild({ name: 'invoicing', command: process.execPath, args, cwd: root, env, logFile });
}

const open = async ({ database }: Scene): Promise<number> =>
  Number(
    (
      await database.sql<{ count: string }>(`select count(*) as count from invoicing.account where open_period <= $1`, [
        begun().toISOString().slice(0, 7),
      ])
    )[0]?.count,
  );

/** Returns when a batch is being closed at this moment, or all is closed. */
async function duringABatch({ database }: Scene, deadline: number): Promise<void> {
  for (;;) {
    const [row] = await database.sql<{ busy: boolean }>(
      `select exists (select from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()
         and (classid::bigint << 32) | objid::bigint = hashtextextended('seatwright month close', 0)) as busy`,
    );
    if (row?.busy || Date.now() > deadline) return;
    await delay(2);
  }
}

/** @returns how many of the kills hit the run before the month was closed */
async function killAgainAndAgain(scene: Scene, chance: Chance): Promise<number> {
  let inTheMiddle = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const invoicing = await startInvoicing(scene);
    await duringABatch(scene, Date.now() + 30_000);
    await delay(chance.between(0, 60));
    invoicing.signal('SIGKILL');
    await invoicing.exited;
    if ((await open(scene)) > 0) inTheMiddle += 1;
    await scene.judge();
  }
  return inTheMiddle;
}

async function everythingMailed(scene: Scene): Promise<void> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const [row] = await scene.database.sql<{ left: string }>(
      `select (select count(*) from invoicing.account where open_period <= $1)
         + (select count(*) from invoicing.mail where state <> 'sent') as left`,
      [begun().toISOString().slice(0, 7)],
    );
    if (row?.left === '0') return;
    if (Date.now() > deadline) throw new Error(`${row?.left} accounts and mails left\n${tailOf(scene.logFile)}`);
    await delay(250);
  }
}

async function verdict({ database, sink }: Scene): Promise<Record<string, unknown>> {
  const [counts] = await database.sql<Record<string, string>>(
    `select count(*) as invoices, count(distinct account_id) as accounts,
       (select sum(doubtful) from invoicing.mail) as doubtful, (select count(*) from invoicing.mail) as mails,
       (select count(*) from invoicing.outbox) as outbox
     from invoicing.invoice`,
  );
  const ids = new Set(sink.mails.map(({ messageId }) => messageId));
  return { ...counts, mailed: ids.size, twice: sink.mails.length - ids.size };
}

describe('a month of 1,000 accounts', () => {
  beforeAll(async () => {
    await run(process.execPath, ['--run', 'build'], { cwd: root });
  });

  testEachSeed(
    `I3 I6 the run killed ${kills} times misses no number, bills nobody twice and mails each invoice`,
    async (chance) => {
      const scene = await setScene();
      try {
        await scene.judge();
        expect(scene.issued.size).toBe(billedBefore);
        const inTheMiddle = await killAgainAndAgain(scene, chance);
        const last = await startInvoicing(scene);
        await everythingMailed(scene);
        await last.end();
        await scene.judge();
        const { twice, doubtful, ...found } = await verdict(scene);
        const all = accounts + billedBefore;
        expect(found).toMatchObject({ invoices: `${all}`, accounts: `${accounts}`, mails: `${all}`, mailed: all });
        // SMTP cannot do better: what is sent again was claimed by a process that died, and is counted.
        expect(Number(twice)).toBeLessThanOrEqual(Number(doubtful));
        console.log(
          `${inTheMiddle} of ${kills} kills before the month was closed; ${String(twice)} mails sent again, ${String(doubtful)} doubtful`,
        );
        expect(inTheMiddle).toBeGreaterThan(0);
      } finally {
        await scene.database.close();
        await scene.sink.stop();
        await scene.postgres.stop();
        await rm(scene.folder, { recursive: true, force: true });
      }
    },
  );
});
