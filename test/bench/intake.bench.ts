import { expectSame } from './measuring/expect.ts';
import { type Result, ratioOf } from './measuring/report.ts';
import { alternate, type Plan } from './measuring/rounds.ts';
import { linesPerOrder, orderMessages, productMessages } from './orders.ts';
import type { Program } from './programs.ts';
import type { Stage } from './stage.ts';

/** One side of the comparison: a program, where it takes orders from, and where their events go. */
export interface Side {
  readonly program: Program;
  readonly input: string;
  readonly output: string;
  readonly orders: number;
  /** Orders of a run in its database that have all their lines. */
  readonly stored: string;
}

/** An order is accepted, and its lines, all of them due, go out as one shipment. */
const eventsPerOrder = 2;

/**
 * B1: orders a second from Kafka through PostgreSQL back to Kafka. The orders wait in Kafka before the clock starts: the
 * program is frozen while its topic is filled. It stops when the last event is in the output topic.
 */
export async function intakeBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const [ours, naive] = [await intakeSide(stage, plan), await naiveOn(stage, plan)];
  const rates = await alternate(plan, [intakeTurn(stage, ours), intakeTurn(stage, naive)]);
  const perRun = [ours, naive].map(({ orders, output }) => ({ output, events: orders * eventsPerOrder }));
  for (const { output, events } of perRun) {
    expectSame(`distinct events on ${output}`, (await stage.traffic.ids(output)).size, events * (plan.rounds + 1));
  }
  const about = { id: 'B1', name: 'intake, Kafka to PostgreSQL to outbox to Kafka', unit: 'orders/s' };
  return [ratioOf(about, rates, 15, 30)];
}

export async function intakeSide(stage: Stage, plan: Plan): Promise<Side> {
  const [input, output] = ['sales-orders', 'orders'];
  await stage.traffic.createTopics([input, output, 'catalog', 'accounts']);
  await stage.traffic.publish('catalog', productMessages());
  const program = await stage.service('intake');
  const stored = `select count(*) as count from intake.sales_order
    where order_number like $1 and state = 'accepted' and json_array_length(document -> 'lines') = ${linesPerOrder}`;
  return { program, input, output, orders: Math.round(10_000 * plan.scale), stored };
}

async function naiveOn(stage: Stage, plan: Plan): Promise<Side> {
  const [input, output] = ['naive.sales-orders', 'naive.orders'];
  await stage.traffic.createTopics([input, output, 'naive.catalog']);
  await stage.traffic.publish('naive.catalog', productMessages());
  const program = await stage.baseline('intake/main');
  const stored = `select count(*) as count from (
      select from naive_intake."order" join naive_intake.order_line using (order_number)
      where order_number like $1 and "order".state = 'accepted'
      group by order_number having count(*) = ${linesPerOrder}) orders`;
  return { program, input, output, orders: Math.round(500 * plan.scale), stored };
}

export function intakeTurn({ traffic, sql }: Stage, { program, input, output, orders, stored }: Side) {
  return async (round: number): Promise<number> => {
    const run = `${output}-${round}`;
    const before = await traffic.count(output);
    program.freeze();
    await traffic.publish(input, orderMessages(run, orders));
    const start = performance.now();
    program.thaw();
    const end = await traffic.reached(output, before + orders * eventsPerOrder);
    const [row] = await sql<{ count: string }>(stored, [`SO-${run}-%`]);
    expectSame(`orders of ${run} in PostgreSQL`, row?.count, orders);
    return orders / ((end - start) / 1000);
  };
}
