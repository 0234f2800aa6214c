import { setTimeout as delay } from 'node:timers/promises';
import { eventLoopInterval } from '#runtime/environment/metrics.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { type Plan, shown } from '../measuring/rounds.ts';
import type { SinkReport } from '../measuring/sink.ts';
import { orderMessages } from '../orders.ts';
import { names, ourPipeline } from '../pipeline.bench.ts';
import type { Stage } from '../stage.ts';
import { residentOf } from './resident.ts';

/** Orders that wait when the services begin: `QUEUED_ORDERS`. So many take seven minutes on two calm cores; of fewer, speeds are those of a moment. */
const queued = Number(process.env.QUEUED_ORDERS ?? 100_000);
/** Orders are accepted in seconds where few are queued: looked less often, their speed at the end would not be seen. */
const lookMilliseconds = 500;
/** The event loop is timed twenty times a second: of fewer than two hundred times there is no 99th percentile. */
const lagMilliseconds = 10_000;
const wordsMilliseconds = 30_000;

/** How far each part of the way was at some moment: orders accepted, mails at the server, order lines on invoices. */
interface Look {
  readonly at: number;
  readonly done: Readonly<Record<Part, number>>;
}

const parts = ['accepted', 'mailed', 'invoiced'] as const;
type Part = (typeof parts)[number];

/**
 * B9: all orders wait in Kafka before the clock starts. The speed of each part of the way at its end against its start, the memory of
 * each service at the end against after warm-up, and how late the event loop of fulfillment is while certificates are rendered.
 */
export async function backlogBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const { programs, input } = await ourPipeline(stage);
  const orders = Math.round(queued * plan.scale);
  const byName = Object.fromEntries(names.flatMap((name, index) => (programs[index] ? [[name, programs[index]]] : [])));
  const resident = residentOf(byName);
  const { program: sink } = await stage.sink();
  for (const program of programs) program.freeze();
  await stage.traffic.publish(input, orderMessages('backlog', orders));
  for (const program of programs) program.thaw();
  const start = performance.now();
  const fulfillmentUrl = byName.fulfillment?.metricsUrl ?? '';
  // How long it was frozen is told with this one.
  await eventLoopLag(fulfillmentUrl);
  const looks: Look[] = [];
  const lags: Lag[] = [];
  let [lagAt, wordsAt, lagged] = [start, start, 0];
  for (;;) {
    const { mails } = await sink.ask<SinkReport>({ ask: 'received', count: 0, withinSeconds: 0 });
    const [accepted, invoiced] = [await stage.traffic.count('orders'), await stage.traffic.count('invoices')];
    looks.push({
      at: performance.now() - start,
      done: { accepted: accepted / 2, mailed: mails, invoiced: invoiced / 2 },
    });
    resident.look(mails / orders);
    const isOver = mails >= orders && invoiced / 2 >= orders;
    const now = performance.now();
    if (now - lagAt >= lagMilliseconds || (isOver && lags.length === 0)) {
      lagAt = now;
      const lag = await eventLoopLag(fulfillmentUrl);
      if (mails > 0) lags.push({ lag, mails: mails - lagged });
      lagged = mails;
    }
    if (isOver) break;
    if (now - wordsAt >= wordsMilliseconds) {
      wordsAt = now;
      console.log(`  ${shown(mails)} of ${shown(orders)} mails after ${shown((now - start) / 1000)} s`);
    }
    await delay(lookMilliseconds);
  }
  console.log(
    `  ${shown(orders / ((performance.now() - start) / 1000))} orders/s in all; the latest event loop p99 ${shown(Math.max(...lags.map(({ lag }) => lag)))} ms`,
  );
  return [
    ...speeds(looks, orders),
    ...memories(resident),
    limitOf('B9', 'event loop of fulfillment, p99', [medianLag(lags)], 50, 50),
  ];
}

/**
 * Against the start: the second tenth of the orders and some, as in the first the services warm up. The end is before the last twentieth, in
 * which some partitions are empty already.
 */
function speeds(looks: readonly Look[], orders: number): Result[] {
  return parts.map((part) => {
    const speed = (from: number, to: number) => {
      const there = looks.filter(({ done }) => done[part] >= from * orders && done[part] <= to * orders);
      const [first, last] = [there[0], there.at(-1)];
      if (!first || !last || first === last) return Number.NaN;
      return ((last.done[part] - first.done[part]) * 1000) / (last.at - first.at);
    };
    const [before, after] = [speed(0.1, 0.35), speed(0.7, 0.95)];
    const about = {
      id: 'B9',
      name: `${shown(orders)} orders queued, ${part}: speed at the end against the start`,
      unit: 'orders/s',
    };
    return { ...about, ours: after, baseline: before, judged: after / before, floor: 0.9, kind: 'ratio' };
  });
}

function memories(resident: ReturnType<typeof residentOf>): Result[] {
  return names.map((name) => {
    const [warm, end] = [resident.between(name, 0.1, 0.25), resident.between(name, 0.85, 1)];
    console.log(`  ${name}: ${shown(warm)} MB after warm-up, ${shown(end)} MB at the end`);
    return limitOf('B9', `memory of ${name} at the end against after warm-up`, [end / warm], 1.1, 1.03, 'x');
  });
}

/** How late the event loop was, and how many mails were sent meanwhile. */
interface Lag {
  readonly lag: number;
  readonly mails: number;
}

/** Of the mails: while certificates are rendered is what counts, and next to none are as long as all services take in orders on few cores. */
function medianLag(lags: readonly Lag[]): number {
  const all = lags.reduce((sum, { mails }) => sum + mails, 0);
  let passed = 0;
  for (const { lag, mails } of lags.toSorted((one, other) => one.lag - other.lag)) {
    passed += mails;
    if (passed >= all / 2) return lag;
  }
  return Number.NaN;
}

/** Milliseconds that timers came late since it was asked last, 99th percentile. */
async function eventLoopLag(url: string): Promise<number> {
  const metrics = await (await fetch(url)).text();
  const [, seconds] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(metrics) ?? [];
  if (seconds === undefined) throw new Error(`${url} says no nodejs_eventloop_lag_p99_seconds`);
  return Number(seconds) * 1000 - eventLoopInterval;
}
