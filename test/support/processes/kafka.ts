import { Kafka, logLevel } from 'kafkajs';
import '#runtime/broker/kafka/patches/metadata.ts';
import '#runtime/broker/kafka/patches/timeout.ts';
import { untilNothing } from '../waiting.ts';

/** The broker of this Jest run, or why there is none. Decided once a run, in global-setup.ts. */
export type KafkaForTests = { readonly brokers: string } | { readonly skip: string };

// The variables by which the global setup tells the suites; not KAFKA_BROKERS, which the services themselves read.
const brokersVariable = 'TEST_KAFKA_BROKERS';
const skipVariable = 'TEST_KAFKA_SKIP';

/** The broker that this run may use, or the reason why the suite has to be skipped. */
export function kafkaForTests(): KafkaForTests {
  const brokers = process.env[brokersVariable];
  if (brokers) return { brokers };
  return { skip: process.env[skipVariable] ?? 'this Jest project has no global setup that looks for Kafka' };
}

/**
 * A `describe` that needs the broker of this run. Without one its tests are reported as skipped, with the reason in the
 * name; with REQUIRE_KAFKA=1 a missing broker is a failure instead.
 */
export function describeWithKafka(name: string, body: (brokers: string) => void): void {
  const kafka = kafkaForTests();
  if ('brokers' in kafka) describe(name, () => body(kafka.brokers));
  else describeWithout(kafka.skip, name, () => body('127.0.0.1:0'));
}

/** A `describe` whose tests start (and stop, freeze, kill) brokers of their own with `startKafka`; else the same. */
export function describeWithOwnKafka(name: string, body: () => void): void {
  const missing = process.env[skipVariable];
  if (missing === undefined) describe(name, body);
  else describeWithout(missing, name, body);
}

function describeWithout(reason: string, name: string, body: () => void): void {
  if (process.env.REQUIRE_KAFKA !== '1') {
    describe.skip(`${name} [skipped: ${reason}]`, body);
    return;
  }
  describe(name, () => {
    test('has a Kafka broker', () => {
      throw new Error(`REQUIRE_KAFKA=1, but ${reason}`);
    });
  });
}

/** A kafkajs client for tests: short retries, and silent, as what matters comes as an error. `brokers` is comma separated. */
export function kafkaClient(brokers: string, clientId = 'test'): Kafka {
  return new Kafka({
    clientId,
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 30 },
  });
}

/** Creates the topics that are not there yet. */
export async function createTopics(brokers: string, topics: readonly string[], partitions = 3): Promise<void> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    const wanted = topics.map((topic) => ({ topic, numPartitions: partitions }));
    // Of two brokers one may hear of a topic later than the other, which kafkajs takes for an error.
    await untilNothing(async () => {
      await admin.createTopics({ topics: wanted, waitForLeaders: true });
      return [];
    }, 30_000);
  } finally {
    await admin.disconnect();
  }
}

/** Deletes topics with everything in them and returns when they are gone; those that do not exist are no error. */
export async function deleteTopics(brokers: string, topics: readonly string[]): Promise<void> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const doomed = topics.filter((topic) => existing.has(topic));
    if (doomed.length === 0) return;
    await admin.deleteTopics({ topics: doomed });
    // The broker answers before it has forgotten them, and a topic created meanwhile would be refused.
    while ((await admin.listTopics()).some((topic) => doomed.includes(topic))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await admin.disconnect();
  }
}

/** Who consumes in some groups, by the names that the broker gave them: one that was dropped comes back with another. */
export async function membersOf(brokers: string, groups: readonly string[]): Promise<string[]> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  try {
    const described = (await admin.describeGroups([...groups])).groups;
    const settled = described.filter(({ state }) => state === 'Stable');
    return settled.flatMap(({ members }) => members.map(({ memberId }) => memberId)).sort();
  } finally {
    await admin.disconnect();
  }
}
