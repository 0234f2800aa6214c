import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, connect as netConnect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import BrokerPool from 'kafkajs/src/cluster/brokerPool.js';
import Cluster from 'kafkajs/src/cluster/index.js';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import OffsetManager from 'kafkajs/src/consumer/offsetManager/index.js';
import Connection from 'kafkajs/src/network/connection.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';

/**
 * What of kafkajs we change, as it is by itself and as we change it. Where a test fails after an update, read the source that it names
 * anew, mend the patch, or drop it, and only then the digest here.
 */

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const sourceOf = (file: string) => readFileSync(createRequire(import.meta.url).resolve(`kafkajs/${file}`), 'utf8');

// Taken before any patch is imported.
const methods = {
  'ConsumerGroup.heartbeat': String(ConsumerGroup.prototype.heartbeat),
  'ConsumerGroup.fetch': String(ConsumerGroup.prototype.fetch),
  'OffsetManager.commitOffsets': String(OffsetManager.prototype.commitOffsets),
  'OffsetManager.resolveOffsets': String(OffsetManager.prototype.resolveOffsets),
  'OffsetManager.setDefaultOffset': String(OffsetManager.prototype.setDefaultOffset),
  'BrokerPool.refreshMetadata': String(BrokerPool.prototype.refreshMetadata),
  'Cluster.refreshMetadata': String(Cluster.prototype.refreshMetadata),
  'Cluster.refreshMetadataIfNecessary': String(Cluster.prototype.refreshMetadataIfNecessary),
  'Cluster.fetchTopicsOffset': String(Cluster.prototype.fetchTopicsOffset),
  'Connection.send': String(Connection.prototype.send),
  'RequestQueue.scheduleCheckPendingRequests': String(RequestQueue.prototype.scheduleCheckPendingRequests),
  'Decoder.readVarIntArray': String(Decoder.prototype.readVarIntArray),
  'Encoder.writeEncoder': String(Encoder.prototype.writeEncoder),
};

const silent = { debug: () => undefined, error: () => undefined, info: () => undefined, warn: () => undefined };
const logger = { ...silent, namespace: () => silent };

interface Made {
  readonly group: InstanceType<typeof ConsumerGroup> & {
    memberId: string;
    coordinator: object;
    subscriptionState: { assign(partitions: readonly object[]): void };
  };
  readonly sent: () => number;
}

function consumerGroup(given: object = {}): Made['group'] {
  const options = { logger, retry: {}, cluster: {}, topics: [], instrumentationEmitter: { emit: () => undefined } };
  return new (ConsumerGroup as unknown as new (given: object) => Made['group'])({ ...options, ...given });
}

/** A consumer whose last heartbeat lies in the future, as after a clock that was set back. */
function fromTheFuture(): Made {
  let count = 0;
  const group = consumerGroup();
  group.memberId = 'member';
  group.coordinator = { heartbeat: async () => void count++ };
  group.lastRequest = Date.now() + 600_000;
  return { group, sent: () => count };
}

const offsetsOfOrders = { topics: [{ topic: 'orders', partitions: [{ partition: 0, offset: '1' }] }] };

/** A consumer whose group has another coordinator than the one that it joined with, and what comes of what it asks that one. */
function movedCoordinator(how: { readonly name?: string; readonly type?: string; readonly retriable: boolean }) {
  const taken: string[] = [];
  const answering = (request: string) => async () => {
    taken.push(request);
    return { responses: [{ topic: 'orders', partitions: [{ partition: 0, offset: '5' }] }] };
  };
  const refuse = async () => {
    throw Object.assign(new Error('moved'), how);
  };
  const first = { offsetCommit: refuse, offsetFetch: refuse, heartbeat: refuse, isConnected: () => true };
  const second = {
    ...{ offsetCommit: answering('commit'), offsetFetch: answering('fetch'), heartbeat: answering('heartbeat') },
    isConnected: () => true,
  };
  const committed: { orders: Record<string, string> } = { orders: {} };
  const cluster = {
    refreshMetadata: async () => undefined,
    findGroupCoordinator: async () => second,
    committedOffsets: () => committed,
    defaultOffset: () => -2,
  };
  const groupId = 'seatwright.ledger';
  const emitter = { emit: () => undefined };
  const offsets = new (OffsetManager as unknown as new (given: object) => InstanceType<typeof OffsetManager>)({
    ...{ cluster, coordinator: first, memberAssignment: { orders: [0] }, topicConfigurations: { orders: {} } },
    ...{ groupId, generationId: 1, memberId: 'member', instrumentationEmitter: emitter },
  });
  const group = Object.assign(consumerGroup({ cluster, groupId }), { memberId: 'member', coordinator: first });
  group.lastRequest = 0;
  return {
    taken,
    commit: () => offsets.commitOffsets(offsetsOfOrders),
    fetch: () => offsets.resolveOffsets(),
    reset: () => offsets.setDefaultOffset({ topic: 'orders', partition: 0 }),
    heartbeat: () => group.heartbeat({ interval: 0 }),
  };
}

/** What kafkajs knows of topics by a broker whose third answer takes long. */
function clusterThatLearns() {
  let asked = 0;
  const broker = {
    isConnected: () => true,
    metadata: async (topics: readonly string[]) => {
      asked += 1;
      await delay(asked === 3 ? 60 : 5);
      const partitionMetadata = [{ partitionId: 0, leader: 1 }];
      return { brokers: [], topicMetadata: topics.map((topic) => ({ topic, partitionMetadata })) };
    },
  };
  const cluster = new (Cluster as unknown as new (given: object) => Learning)({ logger, brokers: ['127.0.0.1:9092'] });
  Object.assign(cluster.brokerPool, {
    findConnectedBroker: async () => broker,
    seedBroker: { connectionPool: { host: '127.0.0.1', port: 9092 } },
    metadataMaxAge: 300_000,
  });
  return cluster;
}

type Learning = InstanceType<typeof Cluster> & {
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly object[];
};

/** As kafkajs asks for the partitions of several topics at once; answers how many of each it found. */
async function partitionsOf(cluster: Learning, topics: readonly string[]): Promise<number[]> {
  const ofTopic = async (topic: string) => {
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadataIfNecessary();
    return cluster.findTopicPartitionMetadata(topic).length;
  };
  return await Promise.all(topics.map(ofTopic));
}

type Connected = InstanceType<typeof Connection> & { connect(): Promise<unknown>; isConnected(): boolean };

type Queue = InstanceType<typeof RequestQueue> & { throttleCheckTimeoutId: NodeJS.Timeout | null };

function queue(state: Partial<Pick<Queue, 'pending' | 'throttledUntil'>>): Queue {
  const made = new (RequestQueue as unknown as new (given: object) => Queue)({ logger: silent, clientId: 'spec' });
  return Object.assign(made, state);
}

/** Whether it looks at its queue again by itself. */
function schedules(state: Partial<Pick<Queue, 'pending' | 'throttledUntil'>>): boolean {
  const made = queue(state);
  made.scheduleCheckPendingRequests();
  if (made.throttleCheckTimeoutId === null) return false;
  clearTimeout(made.throttleCheckTimeoutId);
  return true;
}

describe('what we change in kafkajs', () => {
  test.each([
    ['ConsumerGroup.heartbeat', 'ba6c66c6bb8ab3ea'],
    ['ConsumerGroup.fetch', 'e2e52d81f1e13b90'],
    ['OffsetManager.commitOffsets', '7743228873145150'],
    ['OffsetManager.resolveOffsets', 'bc933bd4c601abc8'],
    ['OffsetManager.setDefaultOffset', '4ebfa038e4f955bd'],
    ['BrokerPool.refreshMetadata', 'de633d30c59b0349'],
    ['Cluster.refreshMetadata', 'ef3bb0dfb8c07c56'],
    ['Cluster.refreshMetadataIfNecessary', '57b8bd7ee3d35fff'],
    ['Cluster.fetchTopicsOffset', '4a04981eb578c9e5'],
    ['Connection.send', '8b048d5efae488be'],
    ['RequestQueue.scheduleCheckPendingRequests', '04347ea969c6f2e3'],
    ['Decoder.readVarIntArray', '4b6a496115d77a50'],
    ['Encoder.writeEncoder', '79a51f685cdb48d6'],
  ] as const)('%s is the one that the patch was written for', (name, digest) => {
    expect(digestOf(methods[name])).toBe(digest);
  });

  test.each([
    ['src/protocol/requests/fetch/v11/response.js', 'fetch.ts reads an answer in its place', '9cb972647500104e'],
    ['src/protocol/recordBatch/v0/decoder.js', 'fetch.ts hands it one batch at a time', '38cae7fc865f9bc5'],
    ['src/protocol/requests/produce/index.js', 'produce.ts makes its requests', '789abc7e1c33a99e'],
    ['src/protocol/requests/fetch/v11/request.js', 'fetch-request.ts makes its requests', 'e652bb05ffab315d'],
    [
      'src/producer/groupMessagesPerPartition.js',
      'topic-messages.ts answers its only call of reduce',
      'ea72357721fbf677',
    ],
    ['src/protocol/request.js', 'it copies what produce.ts encoded', '2270900ca6474026'],
    ['src/protocol/recordBatch/record/v0/decoder.js', 'headers.ts answers its only call of reduce', '86d740054c8be29b'],
  ])('%s is as it was: %s', (file, _reliance, digest) => {
    expect(digestOf(sourceOf(file))).toBe(digest);
  });

  test('R2 a heartbeat goes out however far the clock was set back; without the patch it would not', async () => {
    const before = fromTheFuture();
    await before.group.heartbeat({ interval: 0 });
    expect(before.sent()).toBe(0);
    await import('./heartbeat.ts');
    const after = fromTheFuture();
    await after.group.heartbeat({ interval: 0 });
    expect(after.sent()).toBe(1);
    await after.group.heartbeat({ interval: 60_000 });
    expect(after.sent()).toBe(1);
  });

  test('R2 what another coordinator has to be told goes to it the next time; without the patch never', async () => {
    const gone = { name: 'KafkaJSBrokerNotFound', retriable: true };
    const moved = { type: 'NOT_COORDINATOR_FOR_GROUP', retriable: true };
    for (const how of [gone, moved]) {
      const before = movedCoordinator(how);
      for (const ask of [before.commit, before.commit, before.fetch, before.reset, before.heartbeat, before.heartbeat])
        await expect(ask()).rejects.toThrow('moved');
    }
    await import('./coordinator.ts');
    for (const how of [gone, moved]) {
      for (const name of ['commit', 'fetch', 'heartbeat', 'reset'] as const) {
        const after = movedCoordinator(how);
        await expect(after[name]()).rejects.toThrow('moved');
        await after[name]();
        expect(after.taken).toHaveLength(1);
      }
    }
  });

  test('R2 a member that its group has gone on without asks nobody else', async () => {
    await import('./coordinator.ts');
    const dropped = movedCoordinator({ type: 'UNKNOWN_MEMBER_ID', retriable: false });
    for (const ask of [dropped.commit, dropped.commit, dropped.heartbeat, dropped.heartbeat])
      await expect(ask()).rejects.toThrow('moved');
  });

  test('R19 topics that are asked for together all have their partitions; without the patch some have none', async () => {
    const topics = ['accounts', 'catalog', 'orders', 'licenses'];
    expect(await partitionsOf(clusterThatLearns(), topics)).toContain(0);
    await import('./metadata.ts');
    const cluster = clusterThatLearns();
    expect(await partitionsOf(cluster, topics)).toEqual([1, 1, 1, 1]);
    expect(await partitionsOf(cluster, topics)).toEqual([1, 1, 1, 1]);
  });

  test('R19 who asks a broker for offsets that leads no more asks the right one then', async () => {
    await import('./metadata.ts');
    const cluster = clusterThatLearns();
    await partitionsOf(cluster, ['orders']);
    let leads = false;
    const listOffsets = async () => {
      if (!leads) throw Object.assign(new Error('not the leader'), { retriable: true });
      return { responses: [{ topic: 'orders', partitions: [{ partition: 0, offset: '7' }] }] };
    };
    const refreshed = jest.spyOn(cluster.brokerPool as never as BrokerPool, 'refreshMetadata');
    refreshed.mockImplementation(async () => {
      leads = true;
    });
    Object.assign(cluster, { findBroker: async () => ({ listOffsets }) });
    const ask = () => cluster.fetchTopicsOffset([{ topic: 'orders', partitions: [{ partition: 0 }] }]);
    await expect(ask()).rejects.toThrow('not the leader');
    expect(await ask()).toEqual([{ topic: 'orders', partitions: [{ partition: 0, offset: '7' }] }]);
  });

  test('R2 a fetch comes back soon while a partition pauses, which it has to fetch next; without the patch late', async () => {
    const orders = [{ topic: 'orders', partitions: [0] }];
    const waits = () => {
      const group = consumerGroup({ maxWaitTimeInMs: 500 });
      group.subscriptionState.assign([{ topic: 'orders', partitions: [0, 1] }]);
      group.pause(orders);
      const whilePaused = group.maxWaitTime;
      group.resume(orders);
      return [whilePaused, group.maxWaitTime];
    };
    expect(waits()).toEqual([500, 500]);
    await import('./long-poll.ts');
    expect(waits()).toEqual([20, 500]);
  });

  test('R2 a queue is looked at again only where something waits; without the patch always', async () => {
    expect(schedules({})).toBe(true);
    await import('./timeout.ts');
    expect(schedules({})).toBe(false);
    expect(schedules({ pending: [{}] })).toBe(true);
    expect(schedules({ throttledUntil: Date.now() + 60_000 })).toBe(true);
  });

  test('R11 a broker that does not answer in time is left as one that is gone; without the patch it is asked again', async () => {
    const silent = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const connect = async () => {
      const given = { ...{ host: '127.0.0.1', port, logger, requestTimeout: 50, connectionTimeout: 3000 } };
      const socketFactory = ({ onConnect }: { onConnect: () => void }) => netConnect(port, '127.0.0.1', onConnect);
      const connection = new (Connection as unknown as new (given: object) => Connected)({ ...given, socketFactory });
      await connection.connect();
      return connection;
    };
    const request = { apiKey: 3, apiName: 'Metadata', apiVersion: 1, encode: async () => new Encoder() };
    const before = await connect();
    await expect(before.send({ request })).rejects.toMatchObject({ name: 'KafkaJSRequestTimeoutError' });
    expect(before.isConnected()).toBe(true);
    await import('./unanswered.ts');
    const after = await connect();
    const both = await Promise.allSettled([after.send({ request }), after.send({ request })]);
    expect(both).toMatchObject(Array(2).fill({ reason: { name: 'KafkaJSConnectionClosedError', port } }));
    expect(after.isConnected()).toBe(false);
    await before.disconnect();
    silent.close();
  });
});
