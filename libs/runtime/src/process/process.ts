import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Broker } from '../broker/broker.ts';
import { EmbeddedBroker } from '../broker/embedded-broker.ts';
import { KafkaBroker } from '../broker/kafka/kafka-broker.ts';
import { openFrames } from '../broker/registry/framed.ts';
import { schemaRegistry } from '../broker/registry/schema-registry.ts';
import { clockOf } from '../environment/clock.ts';
import { createLog, type Log } from '../environment/log.ts';
import { createMetrics, type Metrics } from '../environment/metrics.ts';
import { operatorsOf, tellOperators } from '../environment/operators.ts';
import { readSettings, type Settings, StartError } from '../environment/settings.ts';
import { startTracing } from '../environment/tracing/export.ts';
import { createAuthenticator } from '../http/access/auth.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded/embedded-postgres.ts';
import { databaseTrouble } from '../postgres/trouble.ts';
import { serveMetrics } from './metrics-server.ts';
import { createApp, type ServiceEntry } from './process.app.ts';
import { ProcessContext } from './process.context.ts';

/** A process that is up. */
export interface RunningProcess {
  readonly app: NestFastifyApplication;
  readonly context: ProcessContext;
  readonly url: string;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly settings: Settings;
  readonly services: readonly ServiceEntry[];
  readonly log?: Log;
  readonly now?: () => Date;
}

/**
 * What lives on of a batch is copied each time that new objects are collected. Threads that help with it spend more time waiting for one another
 * than they save: a sixth of a service's CPU, which databases and brokers beside it can use.
 */
const collectingAlone = '--no-parallel-scavenge';

/**
 * V8 lets what it has to collect grow to four times what is in use, as long as that is little. To twice is a quarter less memory of a service
 * under load, and costs a collection every few seconds of ten milliseconds.
 */
const collectingSooner = '--heap-growing-percent=100';

/** Longer than what is usually under way; shorter than any orchestrator's patience. */
const shutdownMilliseconds = 12_000;

/**
 * Starts services in this process: embedded or given PostgreSQL, embedded or Kafka transport, HTTP.
 * @throws StartError in words for whoever started it
 */
export async function startProcess(options: StartOptions): Promise<RunningProcess> {
  for (const flag of [collectingAlone, collectingSooner]) setFlagsFromString(flag);
  const { services } = options;
  const settings = { ...options.settings, operators: operatorsOf(options.settings) };
  // What is wrong with the settings of a service is told before anything is started.
  for (const service of services) if (service.settings) settings.of(service.settings);
  const log = options.log ?? createLog(settings.logLevel);
  await portIsFree(settings.port, 'PORT');
  if (settings.metricsPort !== undefined) await portIsFree(settings.metricsPort, 'METRICS_PORT');
  const postgres = settings.databaseUrl === undefined ? await startEmbeddedPostgres(settings.dataDir) : undefined;
  const { tracing } = settings;
  const names = services.map(({ name }) => name);
  const endTracing = tracing ? await startTracing(tracing, names, log) : undefined;
  const metrics = createMetrics();
  const broker = createBroker(settings, services, log, metrics);
  const context = new ProcessContext(
    settings,
    settings.databaseUrl ?? postgres?.url ?? '',
    broker,
    openFrames(settings.registry && schemaRegistry(settings.registry)),
    createAuthenticator(settings),
    log,
    metrics,
    options.now ?? clockOf(settings),
  );
  if (settings.now !== undefined)
    log.warn({ now: settings.now }, 'NOW is set: the clock starts there, for trying things out');
  tellOperators(options.settings, settings.operators, log);
  context.readiness.set('messages', async () => broker.trouble());
  context.liveness.set('consumers', () => broker.idleMilliseconds());
  context.scrapes.push(async () => measureStanding(context));
  try {
    const app = await createApp(context, services);
    const endMetrics =
      settings.metricsPort === undefined ? undefined : await serveMetrics(context, settings.metricsPort);
    const stop = async () => {
      await endMetrics?.();
      await stopInOrder(context, app, postgres);
      await endTracing?.();
    };
    const url = `http://localhost:${(app.getHttpServer().address() as { port: number }).port}`;
    return { app, context, url, stop };
  } catch (error) {
    await broker.close().catch(() => undefined);
    await postgres?.stop();
    throw inWords(error, settings);
  }
}

/**
 * The settings of a process that runs these services.
 * @throws StartError naming every setting that is wrong
 */
export function settingsOf(
  services: readonly ServiceEntry[],
  variables: Readonly<Record<string, string | undefined>>,
): Settings {
  return readSettings(
    variables,
    services.flatMap(({ settings }) => settings ?? []),
  );
}

/** Runs services until the process is told to end; the entry point of every app. Never returns. */
export async function runServices(services: readonly ServiceEntry[]): Promise<void> {
  try {
    const running = await startProcess({ settings: settingsOf(services, process.env), services });
    running.context.log.info({ services: services.map((service) => service.name), url: running.url }, 'started');
    endOnSignal(running);
  } catch (error) {
    endWithReason(error);
  }
}

/** Ends a process that could not start: one clear text for a reason that people can change, the error otherwise. */
export function endWithReason(error: unknown): never {
  console.error(error instanceof StartError ? `seatwright: ${error.message}` : error);
  process.exit(1);
}

/** On SIGINT and SIGTERM: no new work, what is under way is finished, then the end. A second signal ends it at once. */
export function endOnSignal(running: Pick<RunningProcess, 'stop' | 'context'>): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      running.stop().then(
        () => process.exit(0),
        (error) => {
          running.context.log.error({ err: error }, 'the shutdown failed');
          process.exit(1);
        },
      );
    });
  }
}

function measureStanding({ broker, metrics, now }: ProcessContext): void {
  metrics.standingSeconds.reset();
  for (const { group, topic, partition, since } of broker.standingBatches()) {
    const seconds = Math.max(0, (now().getTime() - Date.parse(since)) / 1000);
    metrics.standingSeconds.set({ group, topic, partition: String(partition) }, seconds);
  }
}

/** Asked before anything is started, so that the answer comes at once and alone. */
async function portIsFree(port: number, setting: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? portInUse(port, setting)
          : new StartError(`port ${port} cannot be used: ${error.message}`),
      );
    });
    probe.listen(port, '0.0.0.0', () => probe.close(() => resolve()));
  });
}

function portInUse(port: number | undefined, setting: string): StartError {
  return new StartError(`port ${port} is in use; set ${setting} to another one`);
}

function createBroker(settings: Settings, services: readonly ServiceEntry[], log: Log, metrics: Metrics): Broker {
  if (!settings.kafka) return new EmbeddedBroker();
  return new KafkaBroker({
    settings: settings.kafka,
    clientId: `seatwright-${services.map((service) => service.name).join('-')}`,
    log,
    metrics,
  });
}

/**
 * Whatever is away (broker, database, mail server), a process that is asked to end does so: what it leaves undone comes
 * again, as after a crash.
 */
async function stopInOrder(
  { broker, log }: ProcessContext,
  app: NestFastifyApplication,
  postgres: EmbeddedPostgres | undefined,
): Promise<void> {
  // In the app's own hooks: relays and jobs end, then HTTP and the consumers, then the databases are closed.
  const inOrder = app.close().then(async () => {
    await broker.close();
    return true;
  });
  const isDone = await Promise.race([inOrder, delay(shutdownMilliseconds, false, { ref: false })]);
  if (!isDone)
    log.warn({ after: shutdownMilliseconds }, 'not everything could be finished; the process ends all the same');
  await postgres?.stop();
}

function inWords(error: unknown, settings: Settings): unknown {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE') return databaseTrouble(error);
  return portInUse(port, port === settings.metricsPort ? 'METRICS_PORT' : 'PORT');
}
