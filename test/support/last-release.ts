import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describeWithKafka } from './processes/kafka.ts';
import { projectRoot } from './programs.ts';

const run = promisify(execFile);

/** The commit in test/faults/last-release: what is upgraded from. */
const commit =
  /^[0-9a-f]{40}$/m.exec(readFileSync(path.join(projectRoot, 'test/faults/last-release'), 'utf8'))?.[0] ?? '';

/** Why the last release cannot be taken from the project's history; undefined when it can. */
function whyNoRelease(): string | undefined {
  const found = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: projectRoot }).status === 0;
  return found
    ? undefined
    : `the history of the project is not here (commit ${commit.slice(0, 7)}; a full clone has it)`;
}

/** A `describe` that starts processes of the last release; without the project's history skipped, with the reason. */
export function describeWithLastRelease(name: string, body: (brokers: string) => void): void {
  const missing = whyNoRelease();
  if (missing === undefined) describeWithKafka(name, body);
  else describe.skip(`${name} [skipped: ${missing}]`, () => body('127.0.0.1:0'));
}

/** The last release, built in a folder of its own. */
export interface LastRelease {
  readonly root: string;
  /** The topics that each of its services reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  remove(): void;
}

/** Lays the last release out and builds it, with the packages of this project where its own are among them. */
export async function buildLastRelease(): Promise<LastRelease> {
  const root = mkdtempSync(path.join(tmpdir(), 'seatwright-last-release-'));
  const archive = path.join(root, 'release.tar');
  await run('git', ['archive', '--output', archive, commit], { cwd: projectRoot });
  await run('tar', ['-xf', archive, '-C', root]);
  if (hasPackagesOf(root)) symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
  else await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: root });
  await run(process.execPath, ['--run', 'build'], { cwd: root });
  return { root, reads: await topicsRead(root), remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Whether this project's packages are those of another folder's lock file, in the same versions, and at the most some more. */
function hasPackagesOf(root: string): boolean {
  const [ours, theirs] = [projectRoot, root].map((folder): Record<string, { readonly version?: string }> => {
    return JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')).packages;
  });
  return Object.entries(theirs ?? {}).every(
    ([place, { version }]) => place === '' || ours?.[place]?.version === version,
  );
}

async function topicsRead(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const program = `const { topics } = await import('./dist/libs/contracts/src/topics.js');
    console.log(JSON.stringify(Object.entries(topics).map(([name, { consumers }]) => [name, consumers])));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root });
  const pairs = (JSON.parse(stdout) as [string, string[]][]).flatMap(([name, consumers]) =>
    consumers.map((service) => ({ service, name })),
  );
  const byService = Map.groupBy(pairs, ({ service }) => service);
  return new Map([...byService].map(([service, of]) => [service, of.map(({ name }) => name)]));
}
