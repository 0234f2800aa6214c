import { type Admin, Kafka, logLevel } from 'kafkajs';
import { maximumBytes } from '#contracts/cloud-event.ts';
import { isOptional } from '#contracts/services.ts';
import { topics } from '#contracts/topics.ts';
import { groupOf } from '#runtime/broker/broker.ts';
import { lagOf } from '#runtime/broker/kafka/lag.ts';
import type { KafkaSettings } from '#runtime/environment/settings.ts';
import { type Finding, well, wrong } from './finding.ts';
import '#runtime/broker/kafka/patches/timeout.ts';

const topicResource = 2;

/** What the broker says: whether it answers, its topics, and how far each service's group is on them. */
export async function brokerFindings(settings: KafkaSettings, services: readonly string[]): Promise<Finding[]> {
  return await withAdmin(settings, async (admin) => [
    well(`the broker at ${settings.brokers.join(',')} answers`),
    ...(await topicFindings(admin)),
    ...(await groupsFindings(admin, services)),
  ]);
}

/** How far these services are on their topics. */
export async function lagFindings(settings: KafkaSettings, services: readonly string[]): Promise<Finding[]> {
  return await withAdmin(settings, (admin) => groupsFindings(admin, services));
}

async function withAdmin(settings: KafkaSettings, look: (admin: Admin) => Promise<Finding[]>): Promise<Finding[]> {
  const kafka = new Kafka({
    clientId: 'seatwright-doctor',
    brokers: [...settings.brokers],
    ssl: settings.ssl || undefined,
    sasl: settings.sasl as never,
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 3 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    return [
      wrong(
        `the broker at ${settings.brokers.join(',')} does not answer: ${(error as Error).message}`,
        'start it, or mend KAFKA_BROKERS',
      ),
    ];
  }
  try {
    return await look(admin);
  } finally {
    await admin.disconnect();
  }
}

async function topicFindings(admin: Admin): Promise<Finding[]> {
  const existing = new Set(await admin.listTopics());
  const names = Object.keys(topics);
  const missing = names.filter((name) => !existing.has(name));
  const findings =
    missing.length === 0
      ? [well(`all ${names.length} topics are there`)]
      : [
          wrong(
            `topics are missing: ${missing.join(', ')}`,
            'start a service that may create them, or run deploy/kafka/create-topics.sh',
          ),
        ];
  const there = names.filter((name) => existing.has(name));
  if (there.length === 0) return findings;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: there.map((name) => ({ type: topicResource, name, configNames: ['max.message.bytes'] })),
  });
  const small = resources.filter(({ configEntries }) => Number(configEntries[0]?.configValue) < maximumBytes);
  if (small.length === 0) return findings;
  // Nothing is wrong as long as no message is that large.
  const says = `smaller messages than ${maximumBytes} bytes alone are taken by ${small.map(({ resourceName }) => resourceName).join(', ')}`;
  return [
    ...findings,
    { ok: true, says, remedy: 'set max.message.bytes of these topics: a larger event becomes a dead letter' },
  ];
}

async function groupsFindings(admin: Admin, services: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const service of services) findings.push(...(await groupFindings(admin, service)));
  return findings;
}

async function groupFindings(admin: Admin, service: string): Promise<Finding[]> {
  const group = groupOf(service);
  const heard = Object.entries(topics).flatMap(([name, { consumers }]) =>
    (consumers as readonly string[]).includes(service) ? [name] : [],
  );
  const lags = await lagOf(admin, { group, topics: heard });
  const [described] = (await admin.describeGroups([group])).groups;
  const members = described?.members.length ?? 0;
  const isNew = members === 0 && lags.every(({ committed }) => committed < 0n);
  if (isNew && isOptional(service)) return [well(`${service}: was never started here`)];
  const behind = lags.filter(({ lag }) => lag > 0n);
  const waiting = behind.reduce((sum, { lag }) => sum + lag, 0n);
  const places = behind.map(({ topic, partition, committed, end, lag }) => {
    const at = committed < 0n ? 'at the beginning' : `at offset ${committed}`;
    return `\n    ${topic}/${partition}: ${lag} messages, ${at} of ${end}`;
  });
  if (members === 0)
    return [
      wrong(`${service}: no process consumes; ${waiting} messages wait${places.join('')}`, nobodyConsumes(service)),
    ];
  const consumes = well(`${service}: ${members} processes consume ${heard.join(', ')}`);
  if (behind.length === 0) return [consumes, well(`${service}: has processed all that is published`)];
  const remedy = `look again in a minute: where the offset does not move, a session told of above holds it up, or /health/ready of ${service} and its log say why`;
  return [consumes, wrong(`${service}: ${waiting} messages wait${places.join('')}`, remedy)];
}

/** A process that stands still keeps its sessions in the database for a while, and is put out of its group by the broker. */
function nobodyConsumes(service: string): string {
  return [
    `where npm run doctor names a process of ${service} with its sessions (PID@machine), look at it there: ps -o pid,stat -p PID`,
    'T: it was stopped, kill -CONT PID lets it go on',
    'any other: it is cut off from the broker, as its log says',
    `where none has, start one: npm start -- ${service}`,
  ].join('; ');
}
