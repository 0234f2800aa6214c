import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOrMakeKeyFile } from '../../environment/keys/key-file.ts';
import { freePort } from '../../environment/ports.ts';
import { StartError } from '../../environment/settings.ts';
import { exists, preparePlace, type ServerPlace } from './place.ts';

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm brought along, with its data below `dataDir`. A server that a killed process left behind
 * on the same data is taken over.
 * @throws StartError when the platform has no binaries, or the folder cannot be used
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const place = await preparePlace(dataDir);
  const password = passwordIn(dataDir);
  const running = await runningServer(place.data, password);
  if (running) return running;
  if (!(await exists(path.join(place.data, 'PG_VERSION')))) await initialize(place, password);
  const port = await freePort();
  const server = run(place, 'postgres', [
    ...['-D', place.data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
    // Batches lock up to 500 streams each; the default makes room for 6400 locks in all.
    ...['-c', 'max_locks_per_transaction=256', '-c', 'max_connections=120', '-c', 'log_checkpoints=off'],
  ]);
  await readiness(server, dataDir);
  return { url: urlOf(port, password), stop: () => stopServer(server) };
}

/** The address of the server that runs with its data below `dataDir`; undefined when none does. Starts and writes nothing. */
export async function runningEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const elsewhere = await readFile(path.join(dataDir, 'postgres.location'), 'utf8').catch(() => undefined);
  const password = path.join(dataDir, 'keys', 'postgres.password');
  if (!(await exists(password))) return undefined;
  return (await runningServer(elsewhere?.trim() ?? path.join(dataDir, 'postgres'), passwordIn(dataDir)))?.url;
}

async function initialize(place: ServerPlace, password: string): Promise<void> {
  const passwordFile = path.join(
    place.owner ? tmpdir() : path.dirname(place.data),
    `pw-${randomBytes(8).toString('hex')}`,
  );
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (place.owner) await chown(passwordFile, place.owner.uid, place.owner.gid);
    const initdb = run(place, 'initdb', [
      ...['-D', place.data, '-U', 'seatwright', '-A', 'scram-sha-256', '--pwfile', passwordFile],
      ...['-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'],
    ]);
    const [code, output] = await ending(initdb);
    if (code !== 0) throw new StartError(`the embedded PostgreSQL could not be set up: ${output.slice(-600)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function run(place: ServerPlace, program: string, options: readonly string[]): ChildProcess {
  return spawn(path.join(place.binaries, 'bin', program), [...options], {
    ...place.owner,
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches the whole group; the server has to outlive the connections that are being closed in order.
    detached: true,
  });
}

async function readiness(server: ChildProcess, dataDir: string): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
      if (output.includes('database system is ready to accept connections')) resolve();
    });
    server.on('error', reject);
    server.on('exit', () =>
      reject(new StartError(`the embedded PostgreSQL in ${dataDir} did not start: ${output.trim()}`)),
    );
  });
  // Nobody reads it any more: keep the pipe from filling up, and this process from staying alive for it.
  server.stderr?.removeAllListeners('data').resume();
  server.removeAllListeners('exit');
  server.unref();
  (server.stderr as { unref?: () => void } | null)?.unref?.();
  (server.stdout as { unref?: () => void } | null)?.unref?.();
}

async function ending(child: ChildProcess): Promise<[code: number | null, output: string]> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return [code, output];
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.ref();
  // A fast shutdown: connections that are still open are closed, what is committed stays.
  server.kill('SIGINT');
  await ended;
}

/** The server that is already at this data, when the process that started it was killed. */
async function runningServer(data: string, password: string): Promise<EmbeddedPostgres | undefined> {
  const lines = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = lines.split('\n').map(Number);
  if (!pid || !port || !isAlive(pid)) return undefined;
  return {
    url: urlOf(port, password),
    stop: async () => {
      process.kill(pid, 'SIGINT');
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function passwordIn(dataDir: string): string {
  return readOrMakeKeyFile(path.join(dataDir, 'keys', 'postgres.password'), () => randomBytes(24).toString('hex'));
}

function urlOf(port: number, password: string): string {
  return `postgresql://seatwright:${password}@127.0.0.1:${port}/postgres`;
}
