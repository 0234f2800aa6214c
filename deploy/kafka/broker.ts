import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { freePort, isFree } from '../../libs/runtime/src/environment/ports.ts';
import { kafkaAnswers } from './answers.ts';
import { fetchJars, findToolchain, type Toolchain } from './jars.ts';

const run = promisify(execFile);
const logging = `-Dlog4j2.configurationFile=${new URL('log4j2.properties', import.meta.url).href}`;
const template = fileURLToPath(new URL('server.properties', import.meta.url));
// One that ends says so at once; this is for a machine that is busy with other things.
const startTimeoutMs = 240_000;
const stopTimeoutMs = 20_000;

/** A running broker. `brokers` is what KAFKA_BROKERS expects. */
export interface LocalKafka {
  readonly brokers: string;
  readonly port: number;
  readonly pid: number;
  readonly cluster: KafkaCluster;
  /** Resolves when the process is gone, whoever ended it, with the end of its log. */
  readonly exited: Promise<string>;
  /** Ends it in order (SIGTERM; SIGKILL after 20 s) and removes the data unless they are to be kept. */
  stop(): Promise<void>;
  /** Ends it as a power cut would (SIGKILL). The data stay. */
  kill(): Promise<void>;
}

/** What brokers that belong together have in common. */
export interface KafkaCluster {
  readonly id: string;
  readonly controllerPort: number;
  /** On how many brokers each partition lies. */
  readonly copies: number;
}

/** What to start. */
export interface LocalKafkaOptions {
  /** The broker's port on 127.0.0.1; the controller's is chosen free. Default 9092. */
  readonly port?: number;
  /** Where topics and broker.log live. A directory that was used before is picked up again. */
  readonly dataDir: string;
  /** Whether the data outlive stop(). Default true. */
  readonly keep?: boolean;
  /** Of a first broker: on how many brokers each partition is to lie. Default 1, as it is alone. */
  readonly copies?: number;
  /** The cluster that this broker joins as its second, whose controller is the first one. Without it, it is a first one. */
  readonly joins?: KafkaCluster;
}

/** Why there can be no local broker on this machine, in one sentence; undefined when there can. */
export async function whyNoKafka(): Promise<string | undefined> {
  const toolchain = await findToolchain();
  return 'missing' in toolchain ? toolchain.missing : undefined;
}

/**
 * Starts a real Apache Kafka (KRaft) and returns when it answers; the first start ever fetches its jars.
 * @throws Error naming what is missing, that the port is in use, or the end of the broker's log when it does not start.
 */
export async function startKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const { port = 9092, dataDir, keep = true, copies = 1 } = options;
  const toolchain = await findToolchain();
  if ('missing' in toolchain) throw new Error(toolchain.missing);
  if (!(await isFree(port))) throw new Error(`port ${port} of 127.0.0.1 is in use`);
  await fetchJars(toolchain);

  const directory = resolve(dataDir);
  const cluster = options.joins ?? { id: newClusterId(), controllerPort: await freePort(), copies };
  const isFirst = options.joins === undefined;
  const properties = await prepare(toolchain, directory, { port, cluster, isFirst });
  const log = join(directory, 'broker.log');
  const child = launch(toolchain, properties, log);
  child.once('error', () => {}); // no process: said by the missing pid
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${toolchain.java} could not be started`);

  // A broker must not outlive the process that asked for it.
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'exit').then(async () => {
    process.removeListener('exit', reap);
    return tail(log);
  });

  await answering(child, port, log);
  return {
    brokers: `127.0.0.1:${port}`,
    port,
    pid,
    cluster,
    exited,
    stop: async () => {
      await end(child, exited);
      if (!keep) await rm(directory, { recursive: true, force: true });
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

interface BrokerPlace {
  readonly port: number;
  readonly cluster: KafkaCluster;
  readonly isFirst: boolean;
}

/** Writes the configuration and, in a new directory, the storage that Kafka wants formatted. Returns the configuration's path. */
async function prepare({ java, jars }: Toolchain, directory: string, place: BrokerPlace): Promise<string> {
  const { port, cluster, isFirst } = place;
  const logDir = join(directory, 'log');
  const properties = join(directory, 'server.properties');
  await mkdir(directory, { recursive: true });
  const controller = `,CONTROLLER://127.0.0.1:${cluster.controllerPort}`;
  const values: Readonly<Record<string, string>> = {
    ROLES: isFirst ? 'broker,controller' : 'broker',
    NODE: isFirst ? '1' : '2',
    LISTENERS: `PLAINTEXT://127.0.0.1:${port}${isFirst ? controller : ''}`,
    PORT: String(port),
    CONTROLLER_PORT: String(cluster.controllerPort),
    COPIES: String(cluster.copies),
    // A backslash would be an escape in a properties file.
    LOG_DIR: logDir.replaceAll('\\', '/'),
  };
  const text = await readFile(template, 'utf8');
  await writeFile(
    properties,
    text.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => values[name] ?? ''),
  );
  if (!existsSync(join(logDir, 'meta.properties'))) {
    const format = ['format', '--cluster-id', cluster.id, '--config', properties, '--ignore-formatted'];
    await run(java, [
      '-cp',
      join(jars, '*'),
      '-Xshare:auto',
      '-XX:TieredStopAtLevel=1',
      logging,
      'kafka.tools.StorageTool',
      ...format,
    ]);
  }
  return properties;
}

function newClusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A'); // a dash in front would read as an option
}

function launch({ java, jars }: Toolchain, properties: string, log: string): ChildProcess {
  const output = openSync(log, 'a');
  try {
    const options = ['-Xms256m', '-Xmx512m', '-XX:+UseG1GC', '-Djava.awt.headless=true', logging];
    return spawn(java, ['-cp', join(jars, '*'), ...options, 'kafka.Kafka', properties], {
      stdio: ['ignore', output, output],
    });
  } finally {
    closeSync(output);
  }
}

async function answering(child: ChildProcess, port: number, log: string): Promise<void> {
  const until = Date.now() + startTimeoutMs;
  while (!(await kafkaAnswers(port))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > until) {
      child.kill('SIGKILL');
      const what = ended ? 'ended while starting' : `did not answer within ${startTimeoutMs / 1000} s`;
      throw new Error(`Kafka ${what}; the end of ${log}:\n${await tail(log)}`);
    }
    await delay(50);
  }
}

async function end(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  child.kill('SIGCONT'); // a test may have frozen it, and a frozen process does not see SIGTERM
  const patience = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(patience);
}

async function tail(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-20).join('\n');
}

/** `npm run kafka`: the broker in the foreground until Ctrl-C. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '9092' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port ${values.port} is not a port`);

  let kafka: LocalKafka | undefined;
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      asked = true;
      if (kafka === undefined) process.exit(1);
      void kafka.stop();
    });
  }
  kafka = await startKafka({ port, dataDir: join(process.env.DATA_DIR ?? '.data', 'kafka', String(port)) });
  console.log(`Apache Kafka on ${kafka.brokers} (process ${kafka.pid}), Ctrl-C stops it.`);
  console.log(`Use it with KAFKA_BROKERS=${kafka.brokers}`);
  const log = await kafka.exited;
  if (!asked) throw new Error(`Kafka ended by itself; the end of its log:\n${log}`);
}

if (import.meta.main) {
  main().catch((error: Error) => {
    console.error(`kafka: ${error.message}`);
    process.exitCode = 1;
  });
}
