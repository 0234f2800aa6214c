import { run as certificates } from './certificates.bench.ts';
import { growthBench } from './growth.bench.ts';
import { idleBench } from './idle.bench.ts';
import { intakeBench } from './intake.bench.ts';
import { ledgerBench } from './ledger.bench.ts';
import { mailBench } from './mail.bench.ts';
import { type Result, tableOf } from './measuring/report.ts';
import { fullPlan, type Plan, quickPlan } from './measuring/rounds.ts';
import { monthCloseBench } from './month-close.bench.ts';
import { pipelineBench } from './pipeline.bench.ts';
import { relayBench } from './relay.bench.ts';
import { type Stage, setStage } from './stage.ts';

type Bench = (stage: Stage, plan: Plan) => Promise<Result[]>;

const benches: Readonly<Record<string, Bench>> = {
  B1: intakeBench,
  B3: ledgerBench,
  B4: certificateBench,
  B5: mailBench,
  B6: relayBench,
  B7: pipelineBench,
  B8: idleBench,
  B10: monthCloseBench,
  growth: growthBench,
};

/** B4 has its own program and rounds; it needs nothing of the stage. */
async function certificateBench(): Promise<Result[]> {
  const results = await certificates();
  return results.map((result) => ({ ...result, judged: result.ratio, kind: 'ratio' as const }));
}

/** `npm run bench`, `npm run bench -- B1 B6`, `npm run bench -- --quick`. Fails only when something broke. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const plan = asked.includes('--quick') ? quickPlan : fullPlan;
  const ids = asked.filter((argument) => !argument.startsWith('--'));
  const unknown = ids.filter((id) => !(id in benches));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: known are ${Object.keys(benches).join(', ')}`);
  const results: Result[] = [];
  for (const id of ids.length > 0 ? ids : Object.keys(benches)) {
    console.log(id);
    const bench = benches[id];
    if (bench) results.push(...(await onStage((stage) => bench(stage, plan))));
  }
  console.log(`\nmedians of ${plan.rounds} rounds, in turns; only ratios and limits are judged\n\n${tableOf(results)}`);
}

/** Each benchmark has a stage of its own: nothing that another left behind is still at work. */
async function onStage(play: (stage: Stage) => Promise<Result[]>): Promise<Result[]> {
  const stage = await setStage();
  let broken = false;
  // Once, however often it is asked: a second signal must not leave behind what the first one is ending.
  const breakOff = () => {
    if (!broken) void stage.close().finally(() => process.exit(1));
    broken = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, breakOff);
  try {
    return await play(stage);
  } finally {
    await stage.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, breakOff);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
