import { setTimeout as delay } from 'node:timers/promises';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { createLog } from '#runtime/environment/log.ts';
import { Database } from '#runtime/postgres/database.ts';
import { Housekeeping } from '#runtime/postgres/housekeeping.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { intakeSide, intakeTurn } from '../intake.bench.ts';
import { expectSame } from '../measuring/expect.ts';
import { type Result, ratioOf } from '../measuring/report.ts';
import { alternate, type Plan, shown } from '../measuring/rounds.ts';
import type { Stage } from '../stage.ts';

/** More than are forgotten in the time of a turn. */
const oldMessages = 300_000;

/**
 * G5: orders a second of intake, as in B1, while the retention of its inbox and vacuum of its busiest tables run, against the same
 * without them. Intake has the least work for an order, so it has the most to lose by them.
 */
export async function retentionBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const side = await intakeSide(stage, plan);
  const turn = intakeTurn(stage, side);
  // At the pace of autovacuum.
  const url = `${stage.databaseUrl}?options=-c%20vacuum_cost_delay%3D2ms`;
  const entities = [...messagingTables, ...intakeTables];
  const database = await Database.connect({ url, schema: 'intake', entities, migrations: intakeMigrations });
  try {
    await forget(database, 1000);
    const rates = await alternate(plan, [
      async (round) => {
        await enterOld(database, Math.round(oldMessages * plan.scale));
        const housekeeping = new Housekeeping(database, createLog('warn'));
        let running = true;
        const cleaning = [housekeeping.tidy(), vacuuming(database, () => running)];
        const rate = await turn(2 * round).finally(() => {
          running = false;
        });
        const left = await oldOnes(database);
        housekeeping.stop();
        await Promise.all(cleaning);
        if (left === 0)
          throw new Error('all that was old was forgotten before the turn was over: too few for this machine');
        return rate;
      },
      async (round) => await turn(2 * round + 1),
    ]);
    await forget(database, Math.round(oldMessages * plan.scale));
    await sizesInWords(database);
    const about = { id: 'G5', name: 'intake, while retention and vacuum run against without', unit: 'orders/s' };
    return [ratioOf(about, rates, 0.8, 0.95)];
  } finally {
    await database.close();
  }
}

/** Messages that came before all that the inbox has to remember, under ids at random as real ones are. */
async function enterOld({ sql }: Database, count: number): Promise<void> {
  await sql(
    `insert into intake.inbox (message, content, about, received_at)
     select gen_random_uuid(), gen_random_uuid(), 'sales-order.placed.v1 about order/SO-' || n, now() - interval '100 days' + n * interval '1 ms'
     from generate_series(1, $1::int) n`,
    [count],
  );
}

async function oldOnes({ sql }: Database): Promise<number> {
  const [row] = await sql<{ count: string }>(
    `select count(*) as count from intake.inbox where received_at < now() - interval '99 days'`,
  );
  return Number(row?.count);
}

/**
 * Every second, the shortest that autovacuum can be told to wait (`autovacuum_naptime`, a minute by default), and whether a table needs it or not. Like
 * autovacuum without helpers: a VACUUM by hand starts a process for each index, which takes more than the vacuum of tables as small as these.
 */
async function vacuuming({ sql }: Database, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await sql('vacuum (parallel 0) intake.inbox, intake.outbox, intake.sales_order');
    await delay(1000);
  }
}

/** How fast it forgets with nothing beside it. */
async function forget(database: Database, count: number): Promise<void> {
  await enterOld(database, count);
  const there = await oldOnes(database);
  const start = performance.now();
  await new Housekeeping(database, createLog('warn')).tidy();
  const seconds = (performance.now() - start) / 1000;
  expectSame('old messages left', await oldOnes(database), 0);
  if (there > count / 2) console.log(`  forgets ${shown(there / seconds)} messages a second by itself`);
}

async function sizesInWords({ sql }: Database): Promise<void> {
  await sql('vacuum intake.inbox, intake.outbox');
  const rows = await sql<{ name: string; rows: string; bytes: string; dead: string }>(
    `select relname as name, n_live_tup as rows, n_dead_tup as dead, pg_total_relation_size(relid) as bytes
     from pg_stat_user_tables where schemaname = 'intake' and relname in ('inbox', 'outbox') order by 1`,
  );
  for (const { name, rows: live, dead, bytes } of rows)
    console.log(
      `  ${name}: ${Number(live).toLocaleString('en-US')} rows, ${dead} dead, ${shown(Number(bytes) / 1e6)} MB`,
    );
}
