import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { Published } from '../samples/orders.ts';

/** Why the foreign Kafka client cannot be used here; undefined when it can. */
export function whyNoKcat(): string | undefined {
  return spawnSync('kcat', ['-V']).error ? 'kcat is missing (Debian: kcat)' : undefined;
}

/** A `describe` that publishes with kcat; without it skipped with the reason, or failed with REQUIRE_KAFKA=1. */
export function describeWithKcat(name: string, body: () => void): void {
  const missing = whyNoKcat();
  if (missing === undefined) describe(name, body);
  else if (process.env.REQUIRE_KAFKA !== '1') describe.skip(`${name} [skipped: ${missing}]`, body);
  else {
    test(`${name}: kcat is there`, () => {
      throw new Error(`REQUIRE_KAFKA=1, but ${missing}`);
    });
  }
}

/** Publishes one event in binary mode: attributes as `ce_*` headers, the value is the data alone. */
export async function publishBinary(brokers: string, event: Published): Promise<void> {
  const { topic, key, id, type, source, data } = event;
  const headers = Object.entries(binaryHeaders({ id, type, source, subject: key, time: new Date().toISOString() }));
  const options = headers.flatMap(([header, value]) => ['-H', `${header}=${value}`]);
  await kcat(brokers, topic, ['-k', key, ...options], Buffer.from(JSON.stringify(data)));
}

/** Publishes one event in structured mode: the whole event is the value, with nothing in the headers to say so. */
export async function publishStructured(
  brokers: string,
  event: Published,
  headers: readonly string[] = [],
): Promise<void> {
  const { topic, key, id, type, source, data } = event;
  const whole = { specversion: '1.0', id, source, type, subject: key, datacontenttype: 'application/json', data };
  await kcat(
    brokers,
    topic,
    ['-k', key, ...headers.flatMap((header) => ['-H', header])],
    Buffer.from(JSON.stringify(whole)),
  );
}

/** Publishes bytes as they are. */
export async function publishBytes(
  brokers: string,
  topic: string,
  value: Buffer,
  headers: readonly string[] = [],
): Promise<void> {
  await kcat(
    brokers,
    topic,
    headers.flatMap((header) => ['-H', header]),
    value,
  );
}

/** Everything on a topic, as kcat's own JSON: one object a message. */
export async function readTopic(
  brokers: string,
  topic: string,
): Promise<{ headers: string[]; key: string; payload: string }[]> {
  const output = await run(['-b', brokers, '-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-J']);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

async function kcat(brokers: string, topic: string, options: readonly string[], value: Buffer): Promise<void> {
  // A delimiter that no message has: what comes on its input is one message, line ends and all.
  await run(['-b', brokers, '-P', '-t', topic, '-D', '\\x1e\\x1d\\x1c', ...options], value);
}

async function run(args: readonly string[], input?: Buffer): Promise<string> {
  const child = spawn('kcat', [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`kcat ended with code ${code}: ${(await errors).slice(-500)}`);
  return await output;
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
