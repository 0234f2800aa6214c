import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { limitOf, type Result } from '../measuring/report.ts';
import { alternate, median, type Plan, shown } from '../measuring/rounds.ts';
import { repository } from '../programs.ts';

/**
 * W13: how much longer `npm run build` takes for the portal: its script as it is, against the same without the portal's folder. Processor
 * time is judged, which is no less than somebody waits on a machine that does nothing else; the rounds print it.
 */
export async function buildBench(plan: Plan): Promise<Result[]> {
  const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const whole = String(scripts.build);
  const folder = await mkdtemp(join(tmpdir(), 'seatwright-build-'));
  const rest = whole.replace(/ && node apps\/portal\/build\.ts$/, '');
  const without = rest.replace('-d dist ', `-d ${folder} `).replace('--ignore "', '--ignore "apps/portal/**,');
  if (rest === whole || !without.includes(folder) || !without.includes('apps/portal/**'))
    throw new Error(`W13 no longer knows the parts of the build: ${whole}`);
  try {
    const [all = [], others = []] = await alternate(plan, [() => cpuOf(whole), () => cpuOf(without)]);
    const more = all.map((milliseconds, round) => milliseconds - (others[round] ?? Number.NaN));
    const name = '`npm run build` with the portal, processor time more than without';
    return [{ ...limitOf('W13', name, more, 2000, 500), baseline: median(others) }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of processor time that a script takes, with all that it starts. */
async function cpuOf(script: string): Promise<number> {
  const env = { ...process.env, PATH: `${join(repository, 'node_modules', '.bin')}:${process.env.PATH}` };
  const start = performance.now();
  const { stdout } = await promisify(execFile)('sh', ['-c', `${script} && times`], { cwd: repository, env });
  const ofChildren = stdout.trim().split('\n').at(-1) ?? '';
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  console.log(`  ${shown(performance.now() - start)} ms until it was done`);
  return seconds.reduce((sum, each) => sum + each, 0) * 1000;
}
