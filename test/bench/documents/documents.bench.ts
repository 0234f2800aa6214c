import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectSame } from '../measuring/expect.ts';
import { type Result, ratioOf } from '../measuring/report.ts';
import { alternate, type Plan } from '../measuring/rounds.ts';
import type { BenchMessage } from '../measuring/traffic.ts';
import { productMessages } from '../orders.ts';
import type { Program } from '../programs.ts';
import type { Stage } from '../stage.ts';
import { canonicalMessages, linesPerDocument, peppolMessages, peppolSender } from './peppol-orders.ts';

/** An order is accepted, and its lines, all of them due, go out as one shipment. */
const eventsPerOrder = 2;
const output = 'orders';

/**
 * E1: Peppol orders of a hundred lines a second, from the document through its rules, its profile, the canonical event and
 * intake until the order is placed; against the very orders that come of them, in our own JSON, on the same intake. As in B1
 * everything waits in Kafka before the clock starts.
 */
export async function documentsBench(stage: Stage, plan: Plan): Promise<Result[]> {
  await stage.traffic.createTopics(['sales-orders', 'order-documents', output, 'catalog', 'accounts', 'entitlements']);
  await stage.traffic.publish('catalog', productMessages());
  const sendersDir = join(stage.folder, 'senders');
  mkdirSync(sendersDir);
  writeFileSync(join(sendersDir, 'peppol.json'), JSON.stringify(peppolSender));
  const program = await stage.separateService('intake', { SENDERS_DIR: sendersDir });
  try {
    const count = Math.round(250 * plan.scale);
    const rates = await alternate(plan, [
      (round) => turn(stage, program, `peppol-${round}`, 'order-documents', peppolMessages(`peppol-${round}`, count)),
      (round) => turn(stage, program, `json-${round}`, 'sales-orders', canonicalMessages(`json-${round}`, count)),
    ]);
    const about = { id: 'E1', name: 'Peppol order of 100 lines, against its canonical JSON', unit: 'orders/s' };
    return [ratioOf(about, rates, 0.33, 0.6)];
  } finally {
    await program.stop();
  }
}

async function turn(
  { traffic, sql }: Stage,
  program: Program,
  run: string,
  topic: string,
  messages: readonly BenchMessage[],
): Promise<number> {
  const before = await traffic.count(output);
  program.freeze();
  // A batch for the broker holds a megabyte at most.
  for (let first = 0; first < messages.length; first += 8) {
    await traffic.publish(topic, messages.slice(first, first + 8));
  }
  const start = performance.now();
  program.thaw();
  const end = await traffic.reached(output, before + messages.length * eventsPerOrder);
  const [row] = await sql<{ count: string }>(
    `select count(*) as count from intake.sales_order
     where order_number like $1 and state = 'accepted' and json_array_length(document -> 'lines') = ${linesPerDocument}`,
    [`PEP-${run}-%`],
  );
  expectSame(`orders of ${run} in PostgreSQL`, row?.count, messages.length);
  return messages.length / ((end - start) / 1000);
}
