import { setTimeout as delay } from 'node:timers/promises';
import { expectSame } from './measuring/expect.ts';
import { limitOf, type Result, ratioOf } from './measuring/report.ts';
import { alternate, type Plan, percentile } from './measuring/rounds.ts';
import type { Stage } from './stage.ts';

/** One side of the comparison: an outbox, and the topic to which its events go. */
interface Side {
  readonly schema: string;
  readonly topic: string;
  readonly events: number;
}

/** B6: events a second from an outbox to Kafka, and how long an event takes from its commit to a consumer at light load. */
export async function relayBench(stage: Stage, plan: Plan): Promise<Result[]> {
  // Our relay sends to the topics of the contracts alone; to this one nobody here listens.
  const ours = { schema: 'intake', topic: 'invoices', events: Math.round(30_000 * plan.scale) };
  const naive = { schema: 'naive_relay', topic: 'naive.invoices', events: Math.round(500 * plan.scale) };
  await stage.traffic.createTopics([ours.topic, naive.topic]);
  await stage.service('intake');
  await stage.baseline('row-by-row');
  const rates = await alternate(plan, [turnOf(stage, ours), turnOf(stage, naive)]);
  for (const { topic, events } of [ours, naive]) {
    const ids = [...(await stage.traffic.ids(topic)).keys()].filter((id) => id.startsWith('relay-'));
    expectSame(`distinct events on ${topic}`, ids.length, events * (plan.rounds + 1));
  }
  const about = { id: 'B6', name: 'relay, outbox to Kafka', unit: 'events/s' };
  return [
    ratioOf(about, rates, 20, undefined),
    limitOf('B6', 'relay, commit to consumer at light load, p99', await lightLoad(stage, plan), 50, 20),
  ];
}

function turnOf({ traffic, sql }: Stage, { schema, topic, events }: Side) {
  return async (round: number): Promise<number> => {
    const before = await traffic.count(topic);
    await fill(sql, schema, topic, `relay-${round}`, events);
    const start = performance.now();
    await traffic.reached(topic, before + events);
    // A relay that was killed here would send again what it has not deleted yet: the deletes belong to the work.
    while (!(await isEmpty(sql, schema))) await delay(10);
    return events / ((performance.now() - start) / 1000);
  };
}

/** Rows of the size of a released shipment, in one transaction, and the call that wakes our relay. */
export async function fill(
  sql: Stage['sql'],
  schema: string,
  topic: string,
  run: string,
  events: number,
): Promise<void> {
  const headers = { ce_specversion: '1.0', ce_source: '/bench', ce_type: 'bench', ce_subject: 'bench', ce_id: '#' };
  await sql(
    `with event as (select n, $2 || '-' || n as id from generate_series(1, $3::int) n), added as (
       insert into ${schema}.outbox (topic, key, headers, value)
       select $1, id, replace($4, '#', id), $5 from event order by n)
     select pg_notify('seatwright_${schema}', 'outbox')`,
    [topic, run, events, JSON.stringify(headers), JSON.stringify({ facts: 'x'.repeat(700) })],
  );
}

async function isEmpty(sql: Stage['sql'], schema: string): Promise<boolean> {
  const [row] = await sql<{ empty: boolean }>(`select not exists (select from ${schema}.outbox) as empty`);
  return row?.empty === true;
}

/** The 99th percentile of milliseconds from the commit of one event to a consumer of its topic, 50 events a second. */
async function lightLoad({ traffic, sql }: Stage, plan: Plan): Promise<number[]> {
  const topic = 'invoices';
  const received = new Map<string, number>();
  const unfollow = await traffic.follow(topic, ({ ce_id: id = '' }) => received.set(id, performance.now()));
  const [slowest = []] = await alternate(plan, [
    async (round) => {
      const committed = new Map<string, number>();
      for (let event = 1; event <= 200 * plan.scale; event++) {
        const run = `light-${round}-${event}`;
        await fill(sql, 'intake', topic, run, 1);
        committed.set(`${run}-1`, performance.now());
        await delay(10 + Math.random() * 20);
      }
      const deadline = performance.now() + 10_000;
      while ([...committed.keys()].some((id) => !received.has(id)) && performance.now() < deadline) await delay(5);
      const waits = [...committed].map(([id, at]) => Math.max((received.get(id) ?? Number.POSITIVE_INFINITY) - at, 0));
      return percentile(waits, 99);
    },
  ]);
  await unfollow();
  return slowest;
}
