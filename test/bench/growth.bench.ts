import path from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type Asked, ask } from './measuring/ask.ts';
import { growInvoicing, growLedger, largeAccount } from './measuring/growth-rows.ts';
import { memoryOf, peakOf } from './measuring/memory.ts';
import { limitOf, type Result } from './measuring/report.ts';
import { median, type Plan, percentile, shown } from './measuring/rounds.ts';
import { startProgram } from './programs.ts';
import { answering, type Stage } from './stage.ts';

const operator = 'operator@bench.example';

/** What is asked of a service that has grown, and within how many milliseconds 99 of 100 answers, or first bytes, are there. */
interface Question {
  readonly service: 'ledger' | 'invoicing';
  readonly name: string;
  readonly route: string;
  readonly milliseconds: number;
  /** Asked less often, with its first byte judged and its memory shown. */
  readonly large?: boolean;
}

const questions: readonly Question[] = [
  ...['transfer', 'person-77', 'Zakład a', '99', 'nothing like it'].map((text) => ({
    ...{ service: 'ledger' as const, name: `event log, search for ${text}`, milliseconds: 400 },
    route: `/api/event-log?search=${encodeURIComponent(text)}`,
  })),
  ...['-date', 'source', '-licenseCount'].map((sort) => ({
    ...{ service: 'ledger' as const, name: `event log, sorted by ${sort}`, milliseconds: 400 },
    route: `/api/event-log?sort=${sort}`,
  })),
  { service: 'ledger', name: 'licenses of the large account', route: licenses(''), milliseconds: 400 },
  { service: 'ledger', name: 'licenses, by name', route: licenses('&name=Product 17'), milliseconds: 400 },
  {
    service: 'ledger',
    name: 'licenses, transferable',
    route: licenses('&hideNonTransferable=true'),
    milliseconds: 400,
  },
  {
    service: 'ledger',
    name: 'CSV by source',
    route: '/api/event-log.csv?sort=source',
    milliseconds: 1000,
    large: true,
  },
  { service: 'ledger', name: 'CSV as it came', route: '/api/event-log.csv', milliseconds: 1000, large: true },
  {
    ...{ service: 'invoicing', name: 'next invoice of the large account', milliseconds: 400 },
    ...{ route: `/api/accounts/${largeAccount}/next-invoice`, large: true },
  },
];

function licenses(query: string): string {
  return `/api/accounts/${largeAccount}/licenses?limit=100${query}`;
}

/** R17: what people ask most, with 250,000 lots of 2,000 accounts, 100,000 of them in one. */
export async function growthBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const growth = { lots: 250_000 * plan.scale, ofOne: 100_000 * plan.scale, accounts: 2000 };
  const running = { ledger: await startGrown(stage, 'ledger'), invoicing: await startGrown(stage, 'invoicing') };
  try {
    await growLedger(stage.sql, growth);
    await growInvoicing(stage.sql, growth);
    const token = await issueToken(operator, path.join(stage.folder, 'keys', 'auth.pem'), new Date());
    const results: Result[] = [];
    for (const question of questions) {
      const asked: Asked[] = [];
      const turns = question.large ? 2 : 1 + 4 * plan.rounds;
      const { url, program } = running[question.service];
      const before = memoryOf(program);
      for (let turn = 0; turn < turns; turn++) {
        asked.push(await ask(`${url}${question.route}`, { authorization: `Bearer ${token}` }));
      }
      const last = asked.map(({ lastByte }) => lastByte);
      const more = `${shown(median(asked.map(({ bytes }) => bytes)) / 1e6)} MB, all in ${shown(median(last))} ms`;
      console.log(`  ${question.name}: ${more}, memory ${before} -> ${peakOf(program)} MB`);
      const p99 = percentile(asked.map(({ firstByte }) => firstByte).slice(1), 99);
      results.push(limitOf('growth', question.name, [p99], question.milliseconds, question.milliseconds));
    }
    return results;
  } finally {
    await Promise.all(Object.values(running).map(({ program }) => program.stop()));
  }
}

async function startGrown({ databaseUrl, folder }: Stage, service: string) {
  const port = await freePort();
  const env = {
    ...{ DATABASE_URL: databaseUrl, DATA_DIR: folder, OPERATORS: operator, PORT: String(port), LOG_LEVEL: 'warn' },
    ...{ NODE_ENV: 'production', KAFKA_BROKERS: '' },
  };
  const program = await startProgram(`dist/apps/${service}/src/main.js`, { env, ready: () => answering(port) });
  return { url: `http://127.0.0.1:${port}`, program };
}
