import { expectSame } from '../measuring/expect.ts';
import { type Result, ratioOf } from '../measuring/report.ts';
import { alternate, median, type Plan } from '../measuring/rounds.ts';
import type { Stage } from '../stage.ts';
import { type PlainRows, runAll, type Statement, waysToInsert } from './plain-insert.ts';
import { batchSize, type Intake, openIntake } from './recorded-batches.ts';

/** After so many tries of each way to insert, the fastest is taken. */
const tries = 3;

/**
 * B2: orders a second as far as PostgreSQL is concerned: the very statements that intake's runner makes of batches of orders (inbox, locks,
 * what it reads, what it writes, outbox), against the plainest batch inserts of the very rows that come of them, in as many transactions on
 * the same tables with the same indexes, over the same driver. Nothing is decided meanwhile: the statements are those of a recording.
 */
export async function sqlBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const intake = await openIntake(stage.databaseUrl);
  try {
    const batches = await intake.record('sql', Math.max(2, Math.round(10 * plan.scale)));
    const orders = batches.length * batchSize;
    const ours = batches.map(({ statements }) => statements);
    const plain = await fastestInserts(
      intake,
      batches.map(({ rows }) => rows),
    );
    const rates = await alternate(plan, [
      async () => orders / ((await turn(intake, ours, orders)) / 1000),
      async () => orders / ((await turn(intake, plain, orders)) / 1000),
    ]);
    const about = { id: 'B2', name: "intake's SQL, against plain inserts of the same rows", unit: 'orders/s' };
    return [ratioOf(about, rates, 0.5, 0.75)];
  } finally {
    await intake.close();
  }
}

/** Milliseconds that transactions take, a list of statements each. */
async function turn(
  { database, empty }: Intake,
  transactions: readonly (readonly Statement[])[],
  orders: number,
): Promise<number> {
  await empty();
  const start = performance.now();
  for (const statements of transactions) await database.transaction((sql) => runAll(sql, statements));
  const milliseconds = performance.now() - start;
  const [row] = await database.sql<{ orders: string; events: string }>(
    'select (select count(*) from intake.sales_order) as orders, (select count(*) from intake.outbox) as events',
  );
  expectSame('orders', row?.orders, orders);
  expectSame('events', row?.events, orders * 2);
  return milliseconds;
}

/** Of each table the way to insert that took the least time, for every batch. */
async function fastestInserts(intake: Intake, batches: readonly (readonly PlainRows[])[]): Promise<Statement[][]> {
  const [first = []] = batches;
  const ways = new Map<string, number>();
  await intake.empty();
  for (const rows of first) {
    const times = waysToInsert(rows).map((): number[] => []);
    for (let attempt = 0; attempt < tries; attempt++) {
      for (const [way, statement] of waysToInsert(rows).entries()) {
        const start = performance.now();
        await intake.database.transaction((sql) => runAll(sql, [statement]));
        times[way]?.push(performance.now() - start);
        await intake.empty();
      }
    }
    const medians = times.map(median);
    ways.set(rows.table, medians.indexOf(Math.min(...medians)));
  }
  return batches.map((tables) => tables.flatMap((rows) => waysToInsert(rows)[ways.get(rows.table) ?? 0] ?? []));
}
