import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitOf, type Result } from '../measuring/report.ts';
import { repository } from '../programs.ts';

/** W4, W5, W12 are no times but tests: the suites run, and what fails in them is counted. */

interface Suite {
  readonly project: string;
  /** Of the files. */
  readonly files: string;
  /** Of the tests in them. */
  readonly tests?: string;
}

/** W4: axe of any impact, reports of the content security policy, the console, layout, names, on every page in every state and theme. */
export async function walkerBench(): Promise<Result[]> {
  const walked = await run({ project: 'portal', files: 'walker', tests: 'stands, is named' });
  return [failures('W4', `pages with a finding, of ${walked.tests}, each in every state and theme`, walked)];
}

/** W5: the procedures of the source pages, with the mouse and without. */
export async function flowsBench(): Promise<Result[]> {
  const done = await run({ project: 'portal', files: 'flows|requests|operations' });
  return [failures('W5', `procedures that cannot be done, of ${done.tests}, without a mouse among them`, done)];
}

/** W12: what a stranger gets of another MSP, and what a write does that no page of ours sent. */
export async function strangerBench(): Promise<Result[]> {
  const stranger = await run({ project: 'slices', files: 'rights/stranger' });
  const writes = await run({ project: 'slices', files: 'portal/(proxy|sign-in)' });
  return [
    failures('W12', `routes and pages that tell a stranger something, of ${stranger.tests} tests`, stranger),
    failures('W12', `writes of other sites and without the token that do something, of ${writes.tests} tests`, writes),
  ];
}

interface Counted {
  readonly tests: number;
  readonly failed: readonly string[];
}

function failures(id: string, name: string, { failed }: Counted): Result {
  for (const each of failed) console.log(`  fails: ${each}`);
  return limitOf(id, name, [failed.length], 0, 0, '');
}

async function run({ project, files, tests }: Suite): Promise<Counted> {
  const folder = await mkdtemp(join(tmpdir(), 'seatwright-suite-'));
  const file = join(folder, 'jest.json');
  const options = [
    '--selectProjects',
    project,
    '--testPathPatterns',
    files,
    '--json',
    `--outputFile=${file}`,
    '--silent',
  ];
  if (tests) options.push('--testNamePattern', tests);
  await jest(options);
  const report: JestReport = JSON.parse(await readFile(file, 'utf8'));
  await rm(folder, { recursive: true, force: true });
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = report.testResults.filter(({ assertionResults, message }) => assertionResults.length === 0 && message);
  return {
    tests: all.filter(({ status }) => status === 'passed' || status === 'failed').length,
    failed: [
      ...all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      ...broken.map(({ message }) => message.slice(0, 500)),
    ],
  };
}

interface JestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A suite that hangs is ended, and has no report then. */
const mostMilliseconds = 14 * 60_000;

/** Ends when Jest has ended: that tests fail is told by its report. */
async function jest(options: readonly string[]): Promise<void> {
  const program = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  await new Promise<void>((resolve) => {
    const env = { ...process.env, FORCE_COLOR: '0' };
    const given = { cwd: repository, env, maxBuffer: 1e9, timeout: mostMilliseconds };
    execFile(process.execPath, [...program, ...options], given, () => resolve());
  });
}
