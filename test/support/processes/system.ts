import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { topics } from '#contracts/topics.ts';
import { freePort } from '#runtime/environment/ports.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { tailOf } from './child.ts';
import { createTopics, deleteTopics } from './kafka.ts';
import { type KafkaProcess, ownKafka, twoBrokers } from './kafka-process.ts';
import { onePostgres, postgresForEach, type SystemPostgres } from './postgres-servers.ts';
import { ServiceProcess } from './service-process.ts';
import { type SmtpProcess, startSmtpProcess } from './smtp-process.ts';

/** A person who may see everything and replay dead letters. */
export const operator = 'operator@seatwright.example';

export interface SystemOptions {
  /** How many processes of each service. */
  readonly services: Readonly<Record<string, number>>;
  /** The broker of the Jest run, whose topics are made anew; without it the system has one of its own, to be ill-treated. */
  readonly brokers?: string;
  readonly keepMails?: boolean;
  readonly partitions?: number;
  /** Two brokers of its own, of which the second can go away. */
  readonly twoBrokers?: boolean;
  /** A database server for each service instead of one for all. */
  readonly databaseForEach?: boolean;
  /** What the services are set to beside where everything is. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether the clocks of the services can be set. */
  readonly ownClocks?: boolean;
  /** Whether the database has a disk of its own, which can be full. */
  readonly ownDisk?: boolean;
  /** Another release whose services these are, and what each of them reads; they are this project's without it. */
  readonly release?: { readonly root: string; readonly reads: ReadonlyMap<string, readonly string[]> };
}

/** Seatwright as it is run for real: a process each for broker, database, mail server and every instance of a service. */
export interface System {
  readonly folder: string;
  readonly kafka: KafkaProcess;
  readonly postgres: SystemPostgres;
  readonly smtp: SmtpProcess;
  readonly services: readonly ServiceProcess[];
  of(service: string): ServiceProcess[];
  /** The topics that the newest process of a service reads. */
  topicsOf(service: string): readonly string[];
  /** Starts one more process of a service beside those that there are, from this project's `dist`; returns when it is ready. */
  join(service: string): Promise<ServiceProcess>;
  /** Ends a process in order; it is waited for no more. */
  leave(process: ServiceProcess): Promise<void>;
  /** The HTTP API of the first process of a service, as the operator uses it. */
  request(service: string, route: string, init?: RequestInit): Promise<Response>;
  /** Runs `work`; when it fails, the error also shows the end of every log. */
  watched<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '..', '..', '..');

/** Starts everything; returns when every process is ready. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-system-'));
  const [kafka, postgres, smtp] = await Promise.all([
    kafkaOf(options, path.join(folder, 'kafka')),
    postgresOf(options, path.join(folder, 'postgres')),
    startSmtpProcess(folder, options),
  ]);
  await createTopics(kafka.brokers, Object.keys(topics), options.partitions ?? 6);
  const create = creator(options, folder, postgres, {
    KAFKA_BROKERS: kafka.brokers,
    SMTP_URL: smtp.url,
  });
  const services: ServiceProcess[] = [];
  for (const [service, count] of Object.entries(options.services)) {
    for (let number = 1; number <= count; number += 1)
      services.push(await create(service, options.release?.root ?? root));
  }
  const logs = () => [...services.map((service) => service.options.logFile), smtp.logFile, postgres.logFile];
  const system: System = {
    folder,
    kafka,
    postgres,
    smtp,
    services,
    of: (name) => services.filter((service) => service.options.service === name),
    topicsOf(name) {
      const isOther = system.of(name).every((service) => service.options.root !== root);
      return (isOther && options.release?.reads.get(name)) || consumedBy(name);
    },
    async request(service, route, init = {}) {
      const token = await issueToken(operator, path.join(folder, 'data', 'keys', 'auth.pem'), new Date());
      const [first] = system.of(service);
      const headers = { authorization: `Bearer ${token}`, ...init.headers };
      return await fetch(`${first?.url}${route}`, { ...init, headers });
    },
    async join(service) {
      const joining = await create(service, root);
      services.push(joining);
      joining.start();
      await joining.ready(180_000);
      return joining;
    },
    async leave(process) {
      services.splice(services.indexOf(process), 1);
      await process.stop();
    },
    watched: (work) => withLogs(work, logs, folder),
    async close() {
      await Promise.all(services.map((service) => service.stop('SIGKILL')));
      await Promise.all([smtp.stop(), postgres.close(), kafka.close()]);
      if (!process.env.KEEP_LOGS) await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    for (const service of services) service.start();
    await system.watched(async () => void (await Promise.all(services.map((service) => service.ready(300_000)))));
  } catch (error) {
    await system.close();
    throw error;
  }
  return system;
}

function consumedBy(service: string): string[] {
  return Object.entries(topics).flatMap(([name, { consumers }]) =>
    (consumers as readonly string[]).includes(service) ? [name] : [],
  );
}

/** Makes processes of services, numbered by service in the order in which they come. */
function creator(
  { ownClocks, settings }: SystemOptions,
  folder: string,
  postgres: SystemPostgres,
  addresses: Readonly<Record<string, string>>,
) {
  const numbers = new Map<string, number>();
  return async (service: string, from: string): Promise<ServiceProcess> => {
    const number = (numbers.get(service) ?? 0) + 1;
    numbers.set(service, number);
    const own = { DATA_DIR: path.join(folder, 'data'), OPERATORS: operator, LOG_LEVEL: 'warn' };
    const env = { ...addresses, DATABASE_URL: postgres.of(service).url, ...own, ...settings };
    const logFile = path.join(folder, `${service}-${number}.log`);
    const place = { root: from, port: await freePort(), logFile, env };
    return new ServiceProcess({ service, number, ...place, ownClock: ownClocks });
  };
}

async function kafkaOf(options: SystemOptions, folder: string): Promise<KafkaProcess> {
  if (options.brokers) return await sharedKafka(options.brokers);
  return await (options.twoBrokers ? twoBrokers : ownKafka)(folder);
}

async function postgresOf(options: SystemOptions, folder: string): Promise<SystemPostgres> {
  if (options.databaseForEach) return await postgresForEach(folder, Object.keys(options.services));
  return await onePostgres(folder, options.ownDisk);
}

async function sharedKafka(brokers: string): Promise<KafkaProcess> {
  await deleteTopics(brokers, Object.keys(topics));
  const refuse = async () => {
    throw new Error('other suites use this broker too; start a system with a broker of its own');
  };
  return { brokers, kill: refuse, stop: refuse, start: refuse, close: async () => undefined };
}

async function withLogs<Result>(
  work: () => Promise<Result>,
  logs: () => readonly string[],
  folder: string,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const tails = logs().map((file) => `--- the end of ${path.relative(folder, file)}\n${tailSafely(file)}`);
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`${message}\n\n${tails.join('\n\n')}`);
  }
}

function tailSafely(file: string): string {
  try {
    return tailOf(file);
  } catch (error) {
    return (error as Error).message;
  }
}
