import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import pretty from 'pino-pretty';

/**
 * `npm run dev`: everything on the embedded default, with logs for people. A change below apps, libs or deploy builds and starts
 * it anew; a build that fails is told, and what runs goes on. `npm run dev -- intake ledger` starts those services alone.
 */
const folders = ['apps', 'libs', 'deploy'];
const settleMilliseconds = 200;

const logs = pretty({ colorize: process.stdout.isTTY, translateTime: 'UTC:HH:MM:ss.l', singleLine: true });
let running: ChildProcess | undefined;
let ending = false;

async function built(): Promise<boolean> {
  const [code] = await once(spawn(process.execPath, ['--run', 'build'], { stdio: 'inherit' }), 'exit');
  return code === 0;
}

async function stop(): Promise<void> {
  const before = running;
  running = undefined;
  if (!before || before.exitCode !== null || before.signalCode !== null) return;
  const gone = once(before, 'exit');
  before.kill('SIGTERM');
  await gone;
}

function start(): void {
  const main = 'dist/apps/all-in-one/src/main.js';
  const child = spawn(process.execPath, [main, ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.pipe(logs, { end: false });
  child.once('exit', (code) => {
    if (child === running && !ending) console.log(`ended with code ${code}; a change starts it again`);
  });
  running = child;
}

async function renew(): Promise<void> {
  if (!(await built())) return;
  await stop();
  if (!ending) start();
}

let wanted: NodeJS.Timeout | undefined;
let turn = renew();
for (const folder of folders) {
  watch(folder, { recursive: true }, (_, file) => {
    if (!file || /(^|\/)generated\/|\.spec\.ts$/.test(file)) return;
    clearTimeout(wanted);
    wanted = setTimeout(() => {
      console.log(`${folder}/${file} changed`);
      turn = turn.then(renew);
    }, settleMilliseconds);
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ending = true;
    clearTimeout(wanted);
    turn = turn.then(stop).then(() => process.exit(0));
  });
}
