import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import { startEmbeddedPostgres } from '#runtime/postgres/embedded/embedded-postgres.ts';
import { untilNothing } from '../waiting.ts';
import { type Child, startChild } from './child.ts';
import { type Disk, moveToDisk } from './disk.ts';

/** A PostgreSQL server that can go away and come back with its data, always on the same port. */
export interface PostgresProcess {
  readonly url: string;
  readonly logFile: string;
  /** Where its data lie, if that is a disk of their own. */
  readonly disk?: Disk;
  alive(): boolean;
  /** As a power cut would (SIGKILL); the processes of its connections end by themselves. */
  kill(): Promise<void>;
  /** Ends it in order; connections that are open are cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Runs a query that can only read. */
  query<Row>(sql: string): Promise<Row[]>;
  /** Runs statements that change something, as an operator would by hand. */
  change(sql: string): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Starts a server with nothing in it, with its data in `folder`, or on a disk in its place that can be full. */
export async function startPostgresProcess(folder: string, ownDisk = false): Promise<PostgresProcess> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711); // as root, the server runs as another account
  const logFile = path.join(folder, 'postgres.log');
  const embedded = await startEmbeddedPostgres(folder);
  // Set up and started once: the server left in its data how it was started, and from now on it is our child.
  const data = dataFolder(folder);
  const [command = '', ...args] = optionsIn(data);
  await embedded.stop();
  const disk = ownDisk ? await moveToDisk(data) : undefined;
  let server: Child | undefined;
  const reader = await connectionTo(`${embedded.url}?options=-c%20default_transaction_read_only%3Don`);
  const query = async <Row>(sql: string): Promise<Row[]> => await reader.em.getConnection().execute(sql);
  const start = async () => {
    const { uid, gid } = statSync(data);
    const account = uid === process.getuid?.() ? undefined : { uid, gid };
    await untilNothing(async () => {
      // After a kill the connections' processes may still be there, and a new server refuses to start beside them.
      if (!server?.alive()) server = startChild({ name: 'postgres', command, args, cwd: '/', logFile, account });
      await query('select 1');
      return [];
    }, 60_000);
  };
  const end = async (signal: NodeJS.Signals) => void (await server?.end(signal));
  await start();
  return {
    url: embedded.url,
    logFile,
    disk,
    alive: () => server?.alive() ?? false,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
    start,
    query,
    async change(sql) {
      const writer = await connectionTo(embedded.url);
      await writer.em
        .getConnection()
        .execute(sql)
        .finally(() => writer.close(true));
    },
    async close() {
      await reader.close(true).catch(() => undefined);
      await end('SIGINT');
      await disk?.remove();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function connectionTo(clientUrl: string): Promise<MikroORM> {
  const discovery = { warnWhenNoEntities: false };
  const pool = { min: 0, max: 2, idleTimeoutMillis: 1000 };
  return await MikroORM.init({ clientUrl, entities: [], discovery, connect: false, pool } as never);
}

/** As root, data below a folder that only root may enter are kept elsewhere; a note says where. */
function dataFolder(folder: string): string {
  const note = path.join(folder, 'postgres.location');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : path.join(folder, 'postgres');
}

/** The command line of the last start: the program, then each option in quotes. */
function optionsIn(data: string): string[] {
  const line = readFileSync(path.join(data, 'postmaster.opts'), 'utf8').trim();
  const [program = ''] = line.split(' "');
  return [program, ...[...line.matchAll(/"([^"]*)"/g)].map(([, option = '']) => option)];
}
