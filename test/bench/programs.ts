import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const repository = join(import.meta.dirname, '..', '..');
/** USER_HZ, the same on all that Linux runs on today. */
const ticksPerSecond = 100;
/** `CPU_PROFILES=folder` makes every program write where its time went. */
const profiles = process.env.CPU_PROFILES;

/** A process of its own: a service, a baseline, the SMTP sink. */
export interface Program {
  readonly pid: number;
  /** Stops it in its tracks while work piles up in front of it; `thaw` is the start of the clock. */
  freeze(): void;
  thaw(): void;
  /** Asks a program that listens (`process.on('message')`) and waits for its answer. */
  ask<Answer>(question: unknown): Promise<Answer>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Resolves when it is ready; by default when it prints a line like this, or `ready`. */
  readonly ready?: () => Promise<void>;
  readonly line?: RegExp;
}

/**
 * Starts a program of dist or dist-bench and returns when it says that it is ready.
 * @throws Error with the end of what it printed, when it ends instead
 */
export async function startProgram(file: string, given: ProgramOptions = {}): Promise<Program> {
  const options = ['--disable-warning=TimeoutNegativeWarning', '--disable-warning=ExperimentalWarning'];
  if (profiles) options.push('--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${nameOf(file)}.cpuprofile`);
  // In a group of its own: Ctrl-C is for the bench, which ends its programs in order.
  const child = spawn(process.execPath, [...options, join(repository, file)], {
    cwd: repository,
    env: { ...process.env, ...given.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  // Nothing that the bench started outlives it.
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  child.once('exit', () => process.removeListener('exit', reap));
  await readiness(child, file, given);
  return programOf(child, file);
}

async function readiness(child: ChildProcess, file: string, { ready, line: wanted = /^ready$/ }: ProgramOptions) {
  const last: string[] = [];
  await new Promise<void>((resolve, reject) => {
    ready?.().then(resolve, reject);
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        if (last.length > 30) last.shift();
        if (wanted.test(line)) resolve();
        else if (/"level":"(error|fatal)"|\bERROR\b/.test(line))
          console.error(`  [${nameOf(file)}] ${line.slice(0, 1000)}`);
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${last.join('\n')}`)));
  });
}

function programOf(child: ChildProcess, file: string): Program {
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${file} could not be started`);
  return {
    pid,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async ask<Answer>(question: unknown) {
      const answered = once(child, 'message');
      child.send(question as object);
      const [answer] = await answered;
      return answer as Answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** `dist/apps/intake/src/main.js` is `apps-intake-main`. */
function nameOf(file: string): string {
  return file
    .replace(/^dist(-bench)?\//, '')
    .replace(/\.[jt]s$/, '')
    .replaceAll('/src/', '/')
    .replaceAll('/', '-');
}

/** Seconds of CPU so far: of processes with all their children, and of nobody on all cores; NaN where there is no /proc. */
export function cpuOf(pids: readonly number[]): { readonly own: number; readonly idle: number } {
  try {
    const children = childrenByParent();
    const family = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(family)];
    const own = pids.flatMap(family).reduce((sum, pid) => sum + ticksOf(pid), 0);
    const [, , , , idle, waiting] = readFileSync('/proc/stat', 'utf8').split(/\s+/);
    return { own: own / ticksPerSecond, idle: (Number(idle) + Number(waiting)) / ticksPerSecond };
  } catch {
    return { own: Number.NaN, idle: Number.NaN };
  }
}

/** The process that started another; 0 where there is no /proc. */
export function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return 0;
  }
}

/** Fields of /proc/PID/stat behind the name, which may itself have spaces and brackets in it. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function ticksOf(pid: number): number {
  const [userAt, systemAt, childUserAt, childSystemAt] = [11, 12, 13, 14];
  const stat = statOf(pid);
  // Children that have ended, as a PostgreSQL connection that was closed, count with their parent.
  return [userAt, systemAt, childUserAt, childSystemAt].reduce((sum, at) => sum + Number(stat[at]), 0);
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      const parent = Number(statOf(pid)[1]);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    } catch {
      // It ended in between.
    }
  }
  return children;
}
