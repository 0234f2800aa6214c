import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalKafka, startKafka, whyNoKafka } from '../../deploy/kafka/broker.ts';
// By its path: Jest loads this file without the condition under which a name of ours is a source, and nothing is built yet.
import { freePort } from '../../libs/runtime/src/environment/ports.ts';

const run = promisify(execFile);

/** What global-teardown.ts ends. Jest loads the two files one by one, so a module's own variable would not do. */
declare global {
  var seatwrightKafka: LocalKafka | undefined;
}

/**
 * Once a Jest run that has end-to-end or fault tests in it: builds the services, which those tests start from dist, and
 * finds or starts the one broker that they share.
 */
export default async function setup(): Promise<void> {
  await Promise.all([build(), provideKafka()]);
}

async function build(): Promise<void> {
  await run(process.execPath, ['--run', 'build'], { cwd: join(import.meta.dirname, '..', '..') });
}

// The names are those of kafka.ts, which cannot be imported here: its describe and test exist in a suite only.
async function provideKafka(): Promise<void> {
  const missing = await whyNoKafka();
  if (missing !== undefined) process.env.TEST_KAFKA_SKIP = missing;
  if (process.env.KAFKA_BROKERS) {
    process.env.TEST_KAFKA_BROKERS = process.env.KAFKA_BROKERS;
    return;
  }
  if (missing !== undefined) {
    console.warn(`\nTests with Kafka are skipped: ${missing}. KAFKA_BROKERS=host:port names a broker to use instead.`);
    return;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'seatwright-kafka-'));
  globalThis.seatwrightKafka = await startKafka({ port: await freePort(), dataDir, keep: false });
  process.env.TEST_KAFKA_BROKERS = globalThis.seatwrightKafka.brokers;
}
