import type { Serializable } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { untilNothing } from '../waiting.ts';
import { type Child, startChild } from './child.ts';

export interface ServiceProcessOptions {
  /** The app in `apps/`. */
  readonly service: string;
  readonly number: number;
  /** The folder with `dist/` in it. */
  readonly root: string;
  readonly port: number;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether its clock can be set. */
  readonly ownClock?: boolean;
}

const longestBackoffMilliseconds = 5000;
const clockPreload = path.join(import.meta.dirname, 'clock-preload.ts');

/**
 * One process of a service, started again whenever it ends without being asked to, as any orchestrator would: that is
 * not "by hand". It keeps its port, and its log goes on in the same file.
 */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** How often it ended without being killed or stopped by the test. */
  ownEnds: string[] = [];
  private child?: Child;
  private wanted = false;
  private killed = false;
  private backoff = 200;
  private clockOffset = 0;
  private clockSays = 0;

  constructor(readonly options: ServiceProcessOptions) {
    this.name = `${options.service}-${options.number}`;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it, and returns at once. */
  start(): void {
    const { service, root, port, logFile, env, ownClock } = this.options;
    this.wanted = true;
    this.killed = false;
    const heard = (message: Serializable) => {
      this.clockSays = (message as { clockOffset: number }).clockOffset;
    };
    const child = startChild({
      name: this.name,
      command: process.execPath,
      args: [...(ownClock ? ['--import', clockPreload] : []), `dist/apps/${service}/src/main.js`],
      cwd: root,
      env: { ...env, CLOCK_OFFSET: String(this.clockOffset), PORT: String(port), PUBLIC_URL: this.url },
      logFile,
      onMessage: ownClock ? heard : undefined,
    });
    this.child = child;
    const startedAt = performance.now();
    void child.exited.then((how) => this.ended(how, performance.now() - startedAt));
  }

  /** SIGKILL; it comes back by itself. */
  kill(): void {
    this.killed = true;
    this.child?.signal('SIGKILL');
  }

  freeze(): void {
    this.child?.signal('SIGSTOP');
  }

  thaw(): void {
    this.child?.signal('SIGCONT');
  }

  /** Sets its clock to so much after that of the machine; resolves when it is done. A process started again keeps it. */
  async setClock(offsetMilliseconds: number): Promise<void> {
    this.clockOffset = offsetMilliseconds;
    this.child?.send({ clockOffset: offsetMilliseconds });
    const what = `${this.name} has not set its clock`;
    await untilNothing(async () => (this.clockSays === offsetMilliseconds ? [] : [what]), 30_000, 10);
  }

  /** Ends it in order, and it stays away until it is started again. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<string | undefined> {
    this.wanted = false;
    return this.child?.alive() ? await this.child.end(signal) : undefined;
  }

  /** What keeps it from being ready, in words. */
  async missing(): Promise<string[]> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3000) });
      const text = await answer.text();
      return answer.ok ? [] : [`${this.name} is not ready: ${text.slice(0, 300)}`];
    } catch (error) {
      return [`${this.name} does not answer: ${(error as Error).message}`];
    }
  }

  async ready(withinMilliseconds = 60_000): Promise<void> {
    await untilNothing(() => this.missing(), withinMilliseconds);
  }

  private async ended(how: string, lived: number): Promise<void> {
    if (!this.wanted) return;
    if (!this.killed) this.ownEnds.push(how);
    this.backoff = lived > 20_000 ? 200 : Math.min(this.backoff * 2, longestBackoffMilliseconds);
    await delay(this.backoff);
    if (this.wanted && !this.child?.alive()) this.start();
  }
}
