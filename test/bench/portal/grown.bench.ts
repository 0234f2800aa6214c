import { type Asked, ask } from '../measuring/ask.ts';
import { memoryOf, peakOf } from '../measuring/memory.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { median, type Plan, percentile, shown } from '../measuring/rounds.ts';
import { grown, readers } from './portal-rows.ts';
import type { PortalStage } from './portal-stage.ts';
import { previewRoute } from './preview.bench.ts';

/** W7, W8, W10, G3: what people ask of a portal that has grown, through the portal as their browser asks. */

interface Question {
  readonly name: string;
  readonly route: string;
}

const log = '/portal/api/event-log?limit=100';
const columns = ['date', 'type', 'source', 'target', 'licenseCount', 'initiatedBy'];
const pages: readonly Question[] = columns.flatMap((column) =>
  [column, `-${column}`].map((sort) => ({ name: `by ${sort}`, route: `${log}&sort=${sort}` })),
);
const texts = ['transfer', 'person-77', 'Zakład a', 'GROWN-4711', '99', '2025-03', 'nothing like it'];
const searches: readonly Question[] = texts.map((text) => ({
  name: `“${text}”`,
  route: `${log}&search=${encodeURIComponent(text)}`,
}));

/** W7: any page of the event log by any column, and searches, each for whoever sees everything and for an MSP. */
export async function eventLogBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  await stage.grow(plan);
  const results: Result[] = [];
  for (const [who, email] of Object.entries(readers)) {
    const rows = `event log of ${(grown.events * plan.scale).toLocaleString('en-US')} rows, ${who}`;
    results.push(await slowest(stage, email, plan, pages, ['W7', `${rows}: a page by any column, p99`, 200, 50]));
    results.push(await slowest(stage, email, plan, searches, ['W7', `${rows}: a search, p99`, 400, 100]));
  }
  return results;
}

const account = '/portal/api/accounts/GROWN-5';
const lists: readonly Question[] = [
  ...[
    'accounts?sort=name',
    'accounts?sort=-name',
    'accounts?kind=customer',
    'accounts?sort=-total',
    'accounts?sort=nextEnd',
    'accounts?attention=true',
    'orders?',
    'orders?state=rejected',
    'entitlements?',
  ],
  ...[
    'entitlements?sort=endsOn',
    'entitlements?status=grace',
    'transfers?',
    'stock?',
    'invoices?',
    'mails?',
    'transfer-cases?',
  ],
].map((list) => ({ name: list, route: `/portal/api/${list}&limit=100` }));
const found: readonly Question[] = ['accounts?q=zakład 4', 'orders?q=4711', 'entitlements?q=po-815'].map((list) => ({
  name: list,
  route: `/portal/api/${list}&limit=100`,
}));
const ofOne: readonly Question[] = ['', '/licenses?limit=100', '/next-invoice'].map((part) => ({
  name: `GROWN-5${part}`,
  route: `${account}${part}`,
}));

/** G3: the other lists, their searches, and a preview, with as much behind them. */
export async function listsBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  await stage.grow(plan);
  const results: Result[] = [];
  for (const [who, email] of Object.entries(readers)) {
    results.push(
      await slowest(stage, email, plan, [...lists, ...ofOne], ['G3', `a page of any list, ${who}, p99`, 200, 50]),
    );
    results.push(await slowest(stage, email, plan, found, ['G3', `a search in a list, ${who}, p99`, 400, 100]));
  }
  const lines = [{ sku: 'SKU-1', quantity: 1 }];
  const waits = await previewRoute(
    stage,
    readers['a thousand accounts'],
    { from: 'GROWN-1', to: 'GROWN-5', lines },
    40 * plan.rounds,
  );
  results.push(limitOf('G3', 'a preview, p99', [percentile(waits, 99)], 50, 25));
  return results;
}

/** W10: what the palette asks while somebody types, of all four services at once. */
export async function paletteBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  await stage.grow(plan);
  const results: Result[] = [];
  for (const [who, email] of Object.entries(readers)) {
    const headers = { cookie: await stage.cookieOf(email) };
    const waits: number[] = [];
    for (const text of [
      'GROWN-SO-4711',
      'PO-815',
      'zakład 4',
      'wireless',
      'ENT-GROWN-9',
      'SO-10001',
      'nothing like it',
    ]) {
      const own: number[] = [];
      for (let turn = 0; turn <= 4 * plan.rounds; turn++) {
        const start = performance.now();
        const asked = ['intake', 'fulfillment', 'ledger', 'invoicing'].map((service) =>
          ask(`${stage.url}/portal/api/search/${service}?q=${encodeURIComponent(text)}`, headers),
        );
        await Promise.all(asked);
        if (turn > 0) own.push(performance.now() - start);
      }
      told(`${who}, “${text}”`, own);
      waits.push(...own);
    }
    const name = `palette among ${(grown.orders * plan.scale).toLocaleString('en-US')} orders and entitlements, ${who}, p95`;
    results.push(limitOf('W10', name, [percentile(waits, 95)], 300, 100));
  }
  return results;
}

/** W8: the whole log as CSV, as a browser saves it. */
export async function exportBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  await stage.grow(plan);
  const headers = { cookie: await stage.cookieOf(readers.everything) };
  const asked: Asked[] = [];
  const more: number[] = [];
  // The first turn warms up.
  for (let turn = 0; turn <= 2; turn++) {
    const before = memoryOf(stage.program);
    asked.push(await ask(`${stage.url}/portal/api/event-log.csv`, headers));
    more.push(peakOf(stage.program) - before);
    const { firstByte, lastByte, bytes } = asked.at(-1) as Asked;
    console.log(
      `  ${shown(bytes / 1e6)} MB in ${shown(lastByte)} ms, first after ${shown(firstByte)} ms, memory ${before} + ${more.at(-1)} MB`,
    );
  }
  const rows = (grown.events * plan.scale).toLocaleString('en-US');
  const warm = asked.slice(1);
  return [
    limitOf(
      'W8',
      `CSV of ${rows} rows through the portal, all of it`,
      warm.map(({ lastByte }) => lastByte),
      30_000,
      12_000,
    ),
    limitOf(
      'W8',
      'its first byte',
      warm.map(({ firstByte }) => firstByte),
      500,
      200,
    ),
    limitOf('W8', 'memory on top, of all services in one process', more.slice(1), 50, 20, 'MB'),
  ];
}

/** The slowest of several questions by its 99th percentile; each is printed. */
async function slowest(
  stage: PortalStage,
  email: string,
  plan: Plan,
  questions: readonly Question[],
  [id, name, floor, goal]: readonly [string, string, number, number],
): Promise<Result> {
  const headers = { cookie: await stage.cookieOf(email) };
  let worst = 0;
  console.log(`  ${name}`);
  for (const { name: question, route } of questions) {
    const waits: number[] = [];
    for (let turn = 0; turn <= 4 * plan.rounds; turn++) waits.push((await ask(stage.url + route, headers)).lastByte);
    worst = Math.max(worst, told(question, waits.slice(1)));
  }
  return limitOf(id, name, [worst], floor, goal);
}

function told(what: string, waits: readonly number[]): number {
  const p99 = percentile(waits, 99);
  console.log(`    ${what}: ${shown(median(waits))} ms, p99 ${shown(p99)} ms`);
  return p99;
}
