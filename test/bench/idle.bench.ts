import { setTimeout as delay } from 'node:timers/promises';
import { expectSame } from './measuring/expect.ts';
import { limitOf, type Result } from './measuring/report.ts';
import { alternate, median, type Plan, percentile } from './measuring/rounds.ts';
import type { SinkReport } from './measuring/sink.ts';
import { orderMessages } from './orders.ts';
import { naivePipeline, ourPipeline } from './pipeline.bench.ts';
import type { Stage } from './stage.ts';

/** B8: one order on an idle system, from the moment at which it is published to that at which its mail is accepted. */
export async function idleBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const [ours, naive] = [await ourPipeline(stage), await naivePipeline(stage)];
  const [milliseconds = [], baseline = []] = await alternate(plan, [
    (round) => slowest(stage, ours.input, `ours8-${round}`, Math.round(60 * plan.scale)),
    (round) => slowest(stage, naive.input, `naive8-${round}`, Math.round(60 * plan.scale)),
  ]);
  const name = 'one order on an idle system, event to accepted mail, p99';
  return [{ ...limitOf('B8', name, milliseconds, 250, 100), baseline: median(baseline) }];
}

/** The 99th percentile of so many orders, one after the other. */
async function slowest(stage: Stage, input: string, run: string, orders: number): Promise<number> {
  const { program: sink } = await stage.sink();
  const waits: number[] = [];
  for (const message of orderMessages(run, orders)) {
    await sink.ask({ ask: 'forget' });
    const start = performance.timeOrigin + performance.now();
    await stage.traffic.publish(input, [message]);
    const { mails, lastAt } = await sink.ask<SinkReport>({ ask: 'received', count: 1, withinSeconds: 30 });
    expectSame(`mail of ${message.key}`, mails, 1);
    waits.push(lastAt - start);
    // What comes after the mail (ledger, invoice, outcome) is through, and the next moment is any.
    await delay(40 + Math.random() * 60);
  }
  return percentile(waits, 99);
}
