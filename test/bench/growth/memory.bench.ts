import { limitOf, type Result } from '../measuring/report.ts';
import { type Plan, shown } from '../measuring/rounds.ts';
import type { SinkReport } from '../measuring/sink.ts';
import { orderMessages } from '../orders.ts';
import { names, ourPipeline } from '../pipeline.bench.ts';
import type { Stage } from '../stage.ts';
import { residentOf } from './resident.ts';

/** How long orders come, one batch as soon as the mails of the one before are there: `GROWN_MINUTES`. */
const minutes = Number(process.env.GROWN_MINUTES ?? 10);
const ordersAtOnce = 200;
/** Of the time of a run: warm until the first, compared with what it is from the last on. */
const [warmFrom, warmTo, last] = [0.2, 0.35, 0.85] as const;

/** G2: memory of each service at the end of so many minutes of load against after warm-up; and what is left of its outbox. */
export async function memoryBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const { programs, input } = await ourPipeline(stage);
  const { program: sink } = await stage.sink();
  const byName = Object.fromEntries(names.map((name, index) => [name, programs[index]]).filter(([, there]) => there));
  const resident = residentOf(byName);
  const milliseconds = minutes * plan.scale * 60_000;
  const start = performance.now();
  let orders = 0;
  let largest = 0;
  for (let batch = 0; performance.now() - start < milliseconds; batch++) {
    await sink.ask({ ask: 'forget' });
    await stage.traffic.publish(input, orderMessages(`memory-${batch}`, ordersAtOnce));
    const { mails } = await sink.ask<SinkReport>({ ask: 'received', count: ordersAtOnce, withinSeconds: 120 });
    if (mails < ordersAtOnce) throw new Error(`${mails} of ${ordersAtOnce} mails after 120 s`);
    orders += ordersAtOnce;
    resident.look((performance.now() - start) / milliseconds);
    largest = Math.max(largest, await outboxMegabytes(stage));
  }
  console.log(
    `  ${orders.toLocaleString('en-US')} orders in ${shown((performance.now() - start) / 60_000)} minutes; ${await deadInWords(stage)}`,
  );
  return [
    ...names.map((name) => {
      const [warm, end] = [resident.between(name, warmFrom, warmTo), resident.between(name, last, 2)];
      console.log(`  ${name}: ${shown(warm)} MB after warm-up, ${shown(end)} MB at the end`);
      const what = `memory of ${name} after ${shown(minutes * plan.scale)} minutes of load, against after warm-up`;
      return limitOf('G2', what, [end / warm], 1.1, 1.03, 'x');
    }),
    limitOf('G5', 'the largest outbox on disk meanwhile', [largest], 64, 16, 'MB'),
  ];
}

async function outboxMegabytes({ sql }: Stage): Promise<number> {
  const [row] = await sql<{ bytes: string }>(
    `select max(pg_total_relation_size(relid)) as bytes from pg_stat_user_tables where relname = 'outbox'`,
  );
  return Number(row?.bytes) / 1e6;
}

/** The tables with the most rows that are gone and not vacuumed yet. */
async function deadInWords({ sql }: Stage): Promise<string> {
  const rows = await sql<{ name: string; dead: string; live: string; runs: string }>(
    `select schemaname || '.' || relname as name, n_dead_tup as dead, n_live_tup as live, autovacuum_count as runs
     from pg_stat_user_tables order by n_dead_tup desc limit 5`,
  );
  const words = rows.map(({ name, dead, live, runs }) => `${name} ${dead} beside ${live}, vacuumed ${runs} times`);
  return `rows that are gone: ${words.join('; ')}`;
}
