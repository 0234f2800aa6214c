import { findChromium } from '#test/portal/chromium.ts';
import type { Result } from '../measuring/report.ts';
import type { Plan } from '../measuring/rounds.ts';
import { whole } from '../measuring/within.ts';
import { buildBench } from './build.bench.ts';
import { firstPageBench, signInBench } from './bytes.bench.ts';
import { eventLogBench, exportBench, listsBench, paletteBench } from './grown.bench.ts';
import { liveBench } from './live.bench.ts';
import { phoneBench } from './phone.bench.ts';
import type { PortalStage } from './portal-stage.ts';
import { previewBench } from './preview.bench.ts';
import { flowsBench, strangerBench, walkerBench } from './suites.bench.ts';
import { verifyBench } from './verify.bench.ts';

/** W1 to W13: the portal as a browser, a person and a clock see it. */

/** They need nothing but the repository. */
export const apart: Readonly<Record<string, (plan: Plan) => Promise<Result[]>>> = {
  W4: walkerBench,
  W5: flowsBench,
  W12: strangerBench,
  W13: buildBench,
};

type PortalBench = (stage: PortalStage, plan: Plan) => Promise<Result[]>;

/** On one stage, in this order: what fills the database comes after what looks at the demo as it is. */
const onDemo: Readonly<Record<string, PortalBench>> = {
  W1: firstPageBench,
  W2: signInBench,
  W3: phoneBench,
  W6: previewBench,
  W9: liveBench,
  W11: verifyBench,
  W7: eventLogBench,
  G3: listsBench,
  W10: paletteBench,
  W8: exportBench,
};

const needChromium = ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W9', 'W11'];

export const onDemoIds: readonly string[] = Object.keys(onDemo);

/** Runs those that are asked for. What cannot run here says why; the others run all the same. */
export async function runOnDemo(stage: PortalStage, ids: readonly string[], plan: Plan): Promise<Result[]> {
  const results: Result[] = [];
  for (const [id, bench] of Object.entries(onDemo)) {
    if (!ids.includes(id)) continue;
    console.log(id);
    if (canRun(id)) results.push(...(await whole(id, () => bench(stage, plan))));
  }
  return results;
}

/** Whether what a benchmark looks with is there; says so where it is not. */
export function canRun(id: string): boolean {
  if (!needChromium.includes(id) || findChromium() !== undefined) return true;
  console.log('  not measured: it needs Chromium, and there is none on PATH (Debian: apt install chromium)');
  return false;
}
