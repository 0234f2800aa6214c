import { type ChildProcess, type Serializable, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** What to start. */
export interface ChildOptions {
  /** What it is called when something is said about it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the variables of this process; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Its output is added to the end of this file. */
  readonly logFile: string;
  /** The account that it runs as, where that is not this process's own. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** Called with what it sends over its control channel; without it there is none. */
  readonly onMessage?: (message: Serializable) => void;
}

/** A running process of our own, which does not outlive the test run. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it is gone, with how it ended. */
  readonly exited: Promise<string>;
  alive(): boolean;
  signal(signal: NodeJS.Signals): void;
  send(message: Serializable): void;
  /** Sends the signal and waits for the end; after 20 s it is killed. */
  end(signal?: NodeJS.Signals): Promise<string>;
}

/** Starts a process. */
export function startChild(options: ChildOptions): Child {
  const child = spawnLogged(options);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.name}: ${options.command} could not be started`);
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'exit').then(([code, signal]) => {
    process.removeListener('exit', reap);
    return signal ? `ended by ${signal}` : `ended with code ${code}`;
  });
  if (options.onMessage) child.on('message', options.onMessage);
  const alive = () => child.exitCode === null && child.signalCode === null;
  return {
    name: options.name,
    pid,
    exited,
    alive,
    signal: (signal) => void child.kill(signal),
    send: (message) => void child.send(message),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      child.kill('SIGCONT'); // a frozen process sees no other signal
      const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
      const how = await exited;
      clearTimeout(patience);
      return how;
    },
  };
}

function spawnLogged({ command, args, env, cwd, logFile, account, onMessage }: ChildOptions): ChildProcess {
  const output = openSync(logFile, 'a');
  try {
    const child = spawn(command, [...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, ...(onMessage ? (['ipc'] as const) : [])],
      ...account,
    });
    child.once('error', () => undefined); // no process: said by the missing pid
    return child;
  } finally {
    closeSync(output);
  }
}

/** The last lines of a log; a line of it can be very long. */
export function tailOf(logFile: string, lines = 15): string {
  const text = readFileSync(logFile, 'utf8').trimEnd();
  return text
    .split('\n')
    .slice(-lines)
    .map((line) => line.slice(0, 600))
    .join('\n');
}
