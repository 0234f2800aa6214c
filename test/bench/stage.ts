import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MikroORM, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { freePort } from '#runtime/environment/ports.ts';
import { startEmbeddedPostgres } from '#runtime/postgres/embedded/embedded-postgres.ts';
import { type Sql, sqlOn } from '#runtime/postgres/sql.ts';
import { startKafka } from '../../deploy/kafka/broker.ts';
import { openTraffic, type Traffic } from './measuring/traffic.ts';
import { type Program, parentOf, startProgram } from './programs.ts';

/** A service as a process, and where it answers. */
export interface ServiceProgram extends Program {
  readonly url: string;
  /** Where it tells its metrics without a token. */
  readonly metricsUrl: string;
}

/** Everything real that the benchmarks play on: Apache Kafka, PostgreSQL, and what they start in processes of its own. */
export interface Stage {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly sql: Sql;
  readonly traffic: Traffic;
  /** The broker and the database, as far as the bench started them. */
  readonly servers: readonly { readonly name: string; readonly pid: number }[];
  /** Starts a service as it is shipped; once, however many benchmarks ask for it. */
  service(name: string): Promise<ServiceProgram>;
  /** Starts a service with settings of its own; whoever asks for it ends it. */
  separateService(name: string, settings: Readonly<Record<string, string>>): Promise<ServiceProgram>;
  /** Starts a baseline; once as well. */
  baseline(name: string, env?: Readonly<Record<string, string>>): Promise<Program>;
  /** Starts the SMTP sink; once as well. */
  sink(): Promise<{ readonly url: string; readonly program: Program }>;
  close(): Promise<void>;
}

/** Sets the stage; `KAFKA_BROKERS` and `DATABASE_URL` name what is to be used instead of starting it. */
export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'seatwright-bench-'));
  // As root the server runs as another account; below a folder that it can enter, its data goes with the folder.
  await chmod(folder, 0o755);
  const kafka = process.env.KAFKA_BROKERS ? undefined : await startKafka(await kafkaOptions(folder));
  const postgres = process.env.DATABASE_URL ? undefined : await startEmbeddedPostgres(folder);
  const brokers = process.env.KAFKA_BROKERS ?? kafka?.brokers ?? '';
  const databaseUrl = process.env.DATABASE_URL ?? postgres?.url ?? '';
  const [traffic, database] = [await openTraffic(brokers), await openDatabase(databaseUrl)];
  const programs = new Map<string, Promise<Program>>();
  const once = <Started extends Program>(name: string, start: () => Promise<Started>) => {
    const running = (programs.get(name) as Promise<Started> | undefined) ?? start();
    programs.set(name, running);
    return running;
  };
  const [backend] = await database.sql<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = parentOf(backend?.pid ?? 0);
  const common = { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl, DATA_DIR: folder };
  let sinkPort: number | undefined;
  const sink = async () => {
    sinkPort ??= await freePort();
    const env = { SINK_PORT: String(sinkPort), SINK_FOLDER: join(folder, 'sunk') };
    const program = await once('sink', () => startProgram('test/bench/measuring/sink.ts', { env }));
    return { url: `smtp://127.0.0.1:${sinkPort}`, program };
  };
  return {
    folder,
    databaseUrl,
    sql: database.sql,
    traffic,
    servers: [
      ...(kafka ? [{ name: 'broker', pid: kafka.pid }] : []),
      ...(postgres ? [{ name: 'PostgreSQL', pid: postmaster }] : []),
    ],
    async service(name) {
      const { url } = await sink();
      return await once(name, () => startService(name, { ...common, SMTP_URL: url }));
    },
    separateService: (name, settings) => startService(name, { ...common, ...settings }),
    async baseline(name, extra = {}) {
      const env = { ...common, ...extra, NODE_ENV: 'production' };
      const file = `dist-bench/test/bench/naive/${name}.js`;
      return await once(name, () => startProgram(file, { env }));
    },
    sink,
    async close() {
      await Promise.all([...programs.values()].map(async (program) => (await program).stop()));
      await Promise.all([traffic.close(), database.close()]);
      await Promise.all([kafka?.stop(), postgres?.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startService(name: string, settings: Readonly<Record<string, string>>): Promise<ServiceProgram> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  // The baselines log no message either.
  const env = {
    ...settings,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
  };
  const program = await startProgram(`dist/apps/${name}/src/main.js`, { env, ready: () => answering(port) });
  return { ...program, url: `http://127.0.0.1:${port}`, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` };
}

/** Returns when a service on that port is ready. */
export async function answering(port: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`not ready: ${await answer?.text()}`);
    await delay(100);
  }
}

async function kafkaOptions(folder: string) {
  return { port: await freePort(), dataDir: join(folder, 'kafka'), keep: false };
}

async function openDatabase(url: string): Promise<{ readonly sql: Sql; close(): Promise<void> }> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  const client = (orm.em.getConnection() as PostgreSqlConnection).getClient();
  return {
    sql: sqlOn(() => client),
    close: () => orm.close(true),
  };
}
