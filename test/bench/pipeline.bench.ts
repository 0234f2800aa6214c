import { availableParallelism } from 'node:os';
import { isOptional, serviceNames } from '#contracts/services.ts';
import { expectSame } from './measuring/expect.ts';
import { type Result, ratioOf } from './measuring/report.ts';
import { alternate, median, type Plan, shown } from './measuring/rounds.ts';
import type { SinkReport } from './measuring/sink.ts';
import { linesPerOrder, orderMessages, productMessages } from './orders.ts';
import { cpuOf, type Program } from './programs.ts';
import type { ServiceProgram, Stage } from './stage.ts';

/** One of the two pipelines: its services in the order of the chain, its topics, and its tables. */
export interface Pipeline<Service extends Program = Program> {
  readonly programs: readonly Service[];
  readonly input: string;
  /** The topic at the end of the chain. */
  readonly output: string;
  /** What an order leaves behind: a query that counts it for `$1`, and how much there should be for one order. */
  readonly traces: readonly Trace[];
}

type Trace = ReturnType<typeof trace>;

/** Those that an order passes through, in its order. */
export const names = serviceNames.filter((name) => !isOptional(name));

/** Of ours in a turn: a service takes two to three times as long for its first orders, and shorter turns measure that. */
const ordersOfATurn = 1500;

/**
 * B7: orders a second through the whole pipeline, until each has its mail at the sink and its lines on an invoice. The orders
 * wait in Kafka before the clock starts. How close it comes to the sum of the stages' CPU: of the processor time that
 * nobody else took meanwhile, the part that the pipeline (services, broker, database, sink) was at work.
 */
export async function pipelineBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const [ours, naive] = [await ourPipeline(stage), await naivePipeline(stage)];
  const [used, spent]: [number[], Spent[]] = [[], []];
  const rates = await alternate(plan, [
    async (round) => {
      const turn = await throughput(stage, ours, `ours7-${round}`, Math.round(ordersOfATurn * plan.scale));
      if (round > 0) used.push(turn.used);
      if (round > 0) spent.push(turn.spent);
      return turn.rate;
    },
    async (round) => (await throughput(stage, naive, `naive7-${round}`, Math.round(40 * plan.scale))).rate,
  ]);
  console.log(spentInWords(spent));
  const about = { id: 'B7', name: 'order to mail, ledger and invoice', unit: 'orders/s' };
  const result = ratioOf(about, rates, 8, 20);
  if (Number.isNaN(median(used))) return [result];
  const ideal = (rates[0] ?? []).map((rate, round) => rate / (used[round] ?? Number.NaN));
  const name = 'the same against the sum of the stages’ CPU';
  return [result, ratioOf({ ...about, name }, [rates[0] ?? [], ideal], 0.6, 0.8)];
}

/** Our four services, with the products that orders are about. */
export async function ourPipeline(stage: Stage): Promise<Pipeline<ServiceProgram>> {
  const topics = ['sales-orders', 'orders', 'entitlements', 'licenses', 'invoices', 'catalog', 'accounts'];
  await stage.traffic.createTopics(topics);
  await stage.traffic.publish('catalog', productMessages());
  const programs: ServiceProgram[] = [];
  for (const name of names) programs.push(await stage.service(name));
  return {
    programs,
    input: 'sales-orders',
    output: 'invoices',
    traces: [
      trace('entitlements', 'fulfillment.entitlement where order_number like $1', linesPerOrder),
      trace('mails recorded', `fulfillment.mail where state = 'sent' and order_number like $1`, 1),
      trace('lots held', `ledger.holding where lot_id like 'ENT-' || $1`, linesPerOrder),
      trace('adjustments', `invoicing.adjustment where lot_id like 'ENT-' || $1`, linesPerOrder),
    ],
  };
}

/** The same chain as four stock Nest services. */
export async function naivePipeline(stage: Stage): Promise<Pipeline> {
  const topics = ['sales-orders', 'orders', 'entitlements', 'licenses', 'invoices', 'catalog'];
  await stage.traffic.createTopics(topics.map((topic) => `naive.${topic}`));
  await stage.traffic.publish('naive.catalog', productMessages());
  const { url } = await stage.sink();
  const programs: Program[] = [];
  for (const name of names) programs.push(await stage.baseline(`${name}/main`, { SMTP_URL: url }));
  return {
    programs,
    input: 'naive.sales-orders',
    output: 'naive.invoices',
    traces: [
      trace('entitlements', 'naive_fulfillment.entitlement where order_number like $1', linesPerOrder),
      trace('lots held', 'naive_ledger.holding where lot_id like $1', linesPerOrder),
      trace('invoice lines', 'naive_invoicing.invoice_line where line_id like $1', linesPerOrder),
    ],
  };
}

function trace(what: string, rows: string, perOrder: number) {
  return { what, count: `select count(*) as count from ${rows}`, perOrder };
}

/** Milliseconds of CPU an order, by who spent them. */
type Spent = ReadonlyMap<string, number>;

interface Throughput {
  /** Orders a second. */
  readonly rate: number;
  /** The part of the processor time that nobody else took in which the pipeline was at work. */
  readonly used: number;
  readonly spent: Spent;
}

async function throughput(stage: Stage, pipeline: Pipeline, run: string, orders: number): Promise<Throughput> {
  const { traffic } = stage;
  const { program: sink } = await stage.sink();
  const { programs, input, output } = pipeline;
  await sink.ask({ ask: 'forget' });
  const before = await traffic.count(output);
  for (const program of programs) program.freeze();
  await traffic.publish(input, orderMessages(run, orders));
  const services = programs.map(({ pid }, index) => ({ name: names[index] ?? '', pid }));
  const parts = [...services, ...stage.servers, { name: 'sink', pid: sink.pid }];
  const cpuOfParts = () => parts.map(({ pid }) => cpuOf([pid]));
  const [start, cpu] = [performance.now(), cpuOfParts()];
  for (const program of programs) program.thaw();
  await traffic.reached(output, before + orders * linesPerOrder, 300);
  const report = await sink.ask<SinkReport>({ ask: 'received', count: orders, withinSeconds: 300 });
  await untilTraced(stage, pipeline, run, orders);
  const seconds = (performance.now() - start) / 1000;
  const after = cpuOfParts();
  const own = after.map((part, index) => part.own - (cpu[index]?.own ?? 0));
  const all = own.reduce((sum, of) => sum + of, 0);
  const idle = (after[0]?.idle ?? 0) - (cpu[0]?.idle ?? 0);
  expectSame(`mails of ${run}`, report.mails, orders);
  expectSame(`distinct Message-IDs of ${run}`, report.messageIds, orders);
  return {
    rate: orders / seconds,
    used: all / Math.min(all + idle, availableParallelism() * seconds),
    spent: new Map(parts.map(({ name }, index) => [name, ((own[index] ?? 0) * 1000) / orders])),
  };
}

/** The median of the rounds of each part, and of the services together. */
function spentInWords(rounds: readonly Spent[]): string {
  const of = (name: string) => shown(median(rounds.map((spent) => spent.get(name) ?? Number.NaN)));
  const services = rounds.map((spent) => names.reduce((sum, name) => sum + (spent.get(name) ?? 0), 0));
  const others = [...(rounds[0]?.keys() ?? [])].filter((name) => !names.includes(name as (typeof names)[number]));
  const each = names.map((name) => `${name} ${of(name)}`).join(', ');
  const beside = others.map((name) => `${name} ${of(name)}`).join(', ');
  return `  CPU ms an order of ${linesPerOrder} lines: services ${shown(median(services))} (${each}), ${beside}`;
}

/** Waits for what an order leaves behind, which is committed before or right after it shows outside. */
async function untilTraced({ sql }: Stage, { traces }: Pipeline, run: string, orders: number): Promise<void> {
  for (const { what, count, perOrder } of traces) {
    const deadline = performance.now() + 60_000;
    const counted = async () => Number((await sql<{ count: string }>(count, [`SO-${run}-%`]))[0]?.count);
    while ((await counted()) < orders * perOrder && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expectSame(`${what} of ${run}`, await counted(), orders * perOrder);
  }
}
