import { loadavg } from 'node:os';
import { run as certificates } from './certificates.bench.ts';
import { documentsBench } from './documents/documents.bench.ts';
import { backlogBench } from './growth/backlog.bench.ts';
import { memoryBench } from './growth/memory.bench.ts';
import { retentionBench } from './growth/retention.bench.ts';
import { snapshotBench } from './growth/snapshot.bench.ts';
import { tablesBench } from './growth/tables.bench.ts';
import { growthBench } from './growth.bench.ts';
import { idleBench } from './idle.bench.ts';
import { intakeBench } from './intake.bench.ts';
import { ledgerBench } from './ledger.bench.ts';
import { mailBench } from './mail.bench.ts';
import { type Result, tableOf } from './measuring/report.ts';
import { fullPlan, type Plan, quickPlan, shown } from './measuring/rounds.ts';
import { whole } from './measuring/within.ts';
import { monthCloseBench } from './month-close.bench.ts';
import { pipelineBench } from './pipeline.bench.ts';
import { apart, canRun, onDemoIds, runOnDemo } from './portal/portal-benches.ts';
import { setPortalStage } from './portal/portal-stage.ts';
import { relayBench } from './relay.bench.ts';
import { sqlBench } from './sql/sql.bench.ts';
import { type Stage, setStage } from './stage.ts';

type Bench = (stage: Stage, plan: Plan) => Promise<Result[]>;

const benches: Readonly<Record<string, Bench>> = {
  B1: intakeBench,
  B2: sqlBench,
  B3: ledgerBench,
  B4: certificateBench,
  B5: mailBench,
  B6: relayBench,
  B7: pipelineBench,
  B8: idleBench,
  B9: backlogBench,
  B10: monthCloseBench,
  E1: documentsBench,
  growth: growthBench,
  G1: tablesBench,
  G2: memoryBench,
  G5: async (stage, plan) => [...(await retentionBench(stage, plan)), ...(await snapshotBench(stage, plan))],
};

/** B4 has its own program and rounds; it needs nothing of the stage. */
async function certificateBench(): Promise<Result[]> {
  const results = await certificates();
  return results.map((result) => ({ ...result, judged: result.ratio, kind: 'ratio' as const }));
}

/** `npm run bench`, `npm run bench -- B1 W`, `npm run bench -- --quick`. What breaks is told in the table, and makes it fail. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const plan = asked.includes('--quick') ? quickPlan : fullPlan;
  const known = [...Object.keys(benches), ...onDemoIds, ...Object.keys(apart)];
  const ids = asked.filter((argument) => !argument.startsWith('--')).flatMap((id) => idsOf(id, known));
  const chosen = known.filter((id) => ids.length === 0 || ids.includes(id));
  const results: Result[] = [];
  for (const id of chosen) {
    const [bench, alone] = [benches[id], apart[id]];
    if (bench ?? alone) console.log(id);
    if (bench) results.push(...(await whole(id, () => closedAfter(setStage(), (stage) => bench(stage, plan)))));
    if (alone && canRun(id)) results.push(...(await whole(id, () => alone(plan))));
  }
  const onDemo = chosen.filter((id) => onDemoIds.includes(id));
  if (onDemo.length > 0)
    results.push(...(await closedAfter(setPortalStage(), (stage) => runOnDemo(stage, onDemo, plan))));
  const inOrder = results.sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
  console.log(
    `\nmedians of ${plan.rounds} rounds, in turns; only ratios and limits are judged; load of the machine ${shown(loadavg()[2] ?? 0)}\n\n${tableOf(inOrder)}`,
  );
}

/** `W` is all of the portal's, `B` all of the pipeline's. */
function idsOf(asked: string, known: readonly string[]): readonly string[] {
  const isOfPortal = (id: string) => asked === 'W' && onDemoIds.includes(id);
  const isOfKind = (id: string) => /^[A-Z]$/.test(asked) && id.startsWith(asked);
  const found = known.filter((id) => id === asked || isOfKind(id) || isOfPortal(id));
  if (found.length === 0) throw new Error(`${asked}: known are ${known.join(', ')}, and B or W for all of a kind`);
  return found;
}

/** Each benchmark has a stage of its own: nothing that another left behind is still at work. */
async function closedAfter<Open extends { close(): Promise<void> }>(
  opening: Promise<Open>,
  play: (open: Open) => Promise<Result[]>,
): Promise<Result[]> {
  const open = await opening;
  let broken = false;
  // Once, however often it is asked: a second signal must not leave behind what the first one is ending.
  const breakOff = () => {
    if (!broken) void open.close().finally(() => process.exit(1));
    broken = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, breakOff);
  try {
    return await play(open);
  } finally {
    await open.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, breakOff);
  }
}

main().then(
  () => process.exit(),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
