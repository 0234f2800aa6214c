import { groupOf } from '#runtime/broker/broker.ts';
import { readTopics } from '../support/oracle/topic-contents.ts';
import { describeWithKafka, kafkaClient } from '../support/processes/kafka.ts';
import { publishLoad } from '../support/processes/load.ts';
import type { System } from '../support/processes/system.ts';
import { type Chance, chanceOf } from '../support/samples/chance.ts';
import { kafkaMessage, placed, randomOrders } from '../support/samples/orders.ts';
import { mixed, randomTransfers, transferRequest } from '../support/samples/sites.ts';
import { poisonFor } from './poison.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

interface Poisoned {
  readonly topic: string;
  readonly type: string;
  readonly services: readonly string[];
  readonly others?: readonly string[];
}

/** Where poison goes, whose message it pretends to be, and who has to keep it: who answers that type, and who reads others there. */
const poisoned: readonly Poisoned[] = [
  { topic: 'sales-orders', type: 'sales-order.placed.v1', services: ['intake'] },
  { topic: 'catalog', type: 'product.published.v1', services: ['intake', 'ledger'] },
  { topic: 'orders', type: 'shipment.released.v1', services: ['fulfillment'], others: ['ledger', 'invoicing'] },
  { topic: 'entitlements', type: 'entitlement.fulfilled.v1', services: ['intake', 'ledger'] },
  { topic: 'license-requests', type: 'license.transfer-requested.v1', services: ['ledger'] },
  { topic: 'devices', type: 'device-count.reported.v1', services: ['ledger'] },
  { topic: 'licenses', type: 'license.granted.v1', services: ['invoicing'] },
];

describeWithKafka('messages that come again, in the wrong order, or that nobody can read', (brokers) => {
  let stage: Stage;

  beforeAll(async () => {
    const services = Object.fromEntries(Object.keys(allServices()).map((service) => [service, 1]));
    stage = await setStage({ services, brokers }, chanceOf(3));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });

  const hasLedger = () => stage.system.of('ledger').length > 0;

  testEachSeed('everything twice and partly out of order, on every topic', async (chance, seed) => {
    const orders = randomOrders(`TWICE-${seed}`, 200, chance);
    const transfers = hasLedger() ? randomTransfers(`TWICE-${seed}`, 20, chance) : [];
    stage.oracle.asked.orders.push(...orders);
    stage.oracle.asked.transfers.push(...transfers);
    const events = mixed(orders, transfers, chance);
    await publishLoad(shuffledNearby([...events, ...events], chance), { brokers, chance });
    await stage.judge();
    await repeatTopics(brokers, chance);
    await stage.judge();
  });

  testEachSeed('two systems that give their messages the same ids', async (chance, seed) => {
    const orders = randomOrders(`ALIKE-${seed}`, 100, chance);
    stage.oracle.asked.orders.push(...orders);
    const events = orders.map(placed).map((event, index) => {
      const [system, number] = [index % 2, Math.floor(index / 2)];
      return { ...event, source: `/erp/faults-${system}`, id: `${seed}-${number}` };
    });
    const transfers = !hasLedger()
      ? []
      : randomTransfers('', 20, chance).map((transfer, index) => {
          const [system, number] = [index % 2, Math.floor(index / 2)];
          return { ...transfer, source: `/portal/faults-${system}`, id: `${seed}-${number}` };
        });
    stage.oracle.asked.transfers.push(...transfers);
    await publishLoad([...events, ...transfers.map(transferRequest)], { brokers, chance });
    await stage.judge();
  });

  testEachSeed('poison among good messages', async (chance, seed) => {
    const orders = randomOrders(`GOOD-${seed}`, 200, chance);
    stage.oracle.asked.orders.push(...orders);
    const producer = kafkaClient(brokers).producer();
    await producer.connect();
    const good = orders.map(placed).map((event) => ({ topic: 'sales-orders', message: kafkaMessage(event) }));
    const bad = poisoned.flatMap(({ topic, type, services, others = [] }) =>
      poisonFor(type, `${topic}-${seed}`, chance).map(({ value, headers, isEvent }, index) => {
        for (const service of isEvent ? services : [...services, ...others]) {
          if (stage.system.of(service).length > 0) stage.oracle.asked.poison.push({ service, topic, value });
        }
        return { topic, message: { key: `P${index}`, value, headers } };
      }),
    );
    for (const { topic, message } of chance.shuffled([...good, ...bad])) {
      await producer.send({ topic, messages: [message] });
    }
    await producer.disconnect();
    await stage.judge();
  });

  testEachSeed('every topic from its start, long after the inboxes have forgotten it', async (chance, seed) => {
    await stage.load(`AGAIN-${seed}`, 100, 0, chance);
    await stage.judge();
    const before = await contentsOf(stage.system);
    await Promise.all(stage.system.services.map((service) => service.stop()));
    for (const service of servicesOf(stage.system)) await stage.system.postgres.change(`delete from ${service}.inbox`);
    await toTheStart(stage.system, brokers);
    for (const service of stage.system.services) service.start();
    await Promise.all(stage.system.services.map((service) => service.ready(120_000)));
    await stage.judge();
    expect(await contentsOf(stage.system)).toEqual(before);
  });
});

const servicesOf = (system: System) => [...new Set(system.services.map(({ options }) => options.service))];

/** What is and was on its way, how far a topic was read, and sums that a job adds up in its own time: not what a service knows. */
const passing = ['inbox', 'outbox', 'dead_letter', 'read_back', 'account_sums'];

/** How many rows each table of the services has, and a digest of what they say. */
async function contentsOf(system: System): Promise<Record<string, string>> {
  const { postgres } = system;
  const schemas = servicesOf(system);
  const tables = await postgres.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables
     where schemaname in (${schemas.map((schema) => `'${schema}'`)}) and tablename not in (${passing.map((table) => `'${table}'`)})`,
  );
  const contents: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await postgres.query<{ says: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as says from ${name} t`,
    );
    contents[name] = row?.says ?? '';
  }
  return contents;
}

/**
 * docs/operating.md, "Reading topics again": every group of the services is set back to the first message that there is. A group that
 * is not there begins so; to set the places of each topic takes some seconds a topic.
 */
async function toTheStart(system: System, brokers: string): Promise<void> {
  const admin = kafkaClient(brokers).admin();
  await admin.connect();
  await admin.deleteGroups(servicesOf(system).map(groupOf));
  await admin.disconnect();
}

/** Not a new order altogether: each event may come up to some dozens of places later. */
function shuffledNearby<Item>(items: readonly Item[], chance: Chance): Item[] {
  return items
    .map((item, index) => ({ item, at: index + chance.next() * 60 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Publishes everything that lies on the topics between the services once more, shuffled, as a broker restored from a copy. */
async function repeatTopics(brokers: string, chance: Chance): Promise<void> {
  const messages = await readTopics(brokers, ['orders', 'entitlements', 'licenses']);
  const producer = kafkaClient(brokers).producer();
  await producer.connect();
  for (const [topic, ofTopic] of Map.groupBy(chance.shuffled(messages), (message) => message.topic)) {
    await producer.send({ topic, messages: ofTopic.map(({ key, value, headers }) => ({ key, value, headers })) });
  }
  await producer.disconnect();
}
