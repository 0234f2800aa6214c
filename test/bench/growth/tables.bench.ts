import { type Result, ratioOf } from '../measuring/report.ts';
import { median, type Plan, shown } from '../measuring/rounds.ts';
import type { Stage } from '../stage.ts';
import { type Chain, type LinkName, links, openChain } from './chain.ts';
import { cloneRows, seedRun, seeds } from './clone-rows.ts';

/** Orders behind the tables that have grown: `GROWN_ORDERS`. Each is about 30 rows and 20 kB on disk. */
const grownOrders = Number(process.env.GROWN_ORDERS ?? 100_000);

/** G1: orders a second of each service with many rows behind it, against the same with empty tables. */
export async function tablesBench({ databaseUrl, sql }: Stage, plan: Plan): Promise<Result[]> {
  const [grown, empty] = [await openOwn('bench_grown'), await openOwn('bench_empty')];
  try {
    const start = performance.now();
    await grown.pass(seedRun, seeds);
    const rows = await cloneRows(grown, Math.max(grownOrders * plan.scale, 2 * seeds));
    // What the copying wrote is not to be written while the services are measured.
    await sql('checkpoint');
    const [size] = await sql<{ bytes: string }>(`select pg_database_size('bench_grown') as bytes`);
    const counts = links.map(({ name }) => `${name} ${rows[name].toLocaleString('en-US')}`).join(', ');
    console.log(
      `  rows of ${(grownOrders * plan.scale).toLocaleString('en-US')} orders: ${counts}; ${shown(Number(size?.bytes) / 1e9)} GB, ${shown((performance.now() - start) / 1000)} s`,
    );
    return await compare(grown, empty, plan);
  } finally {
    await Promise.all([grown.close(), empty.close()]);
    for (const name of ['bench_grown', 'bench_empty']) await sql(`drop database ${name} with (force)`);
  }

  async function openOwn(name: string): Promise<Chain> {
    await sql(`create database ${name}`);
    const url = new URL(databaseUrl);
    url.pathname = `/${name}`;
    return await openChain(url.href);
  }
}

async function compare(grown: Chain, empty: Chain, plan: Plan): Promise<Result[]> {
  const orders = Math.round(2000 * plan.scale);
  const rates = new Map(links.map(({ name }) => [name, [[], []] as [number[], number[]]]));
  for (let round = 0; round <= plan.rounds; round++) {
    for (const [side, chain] of [grown, empty].entries()) {
      const passed = await chain.pass(`round-${round}`, orders);
      if (round > 0) for (const [name, of] of rates) of[side]?.push(passed[name]);
    }
    if (round > 0) console.log(`  round ${round}: ${[...rates].map(([name, of]) => inWords(name, of)).join(', ')}`);
  }
  return [...rates].map(([name, of]) => {
    return ratioOf(
      { id: 'G1', name: `${name}, with many rows behind it against empty`, unit: 'orders/s' },
      of,
      0.85,
      0.95,
    );
  });
}

function inWords(name: LinkName, of: readonly (readonly number[])[]): string {
  return `${name} ${of.map((figures) => shown(figures.at(-1) ?? median(figures))).join(' / ')}`;
}
