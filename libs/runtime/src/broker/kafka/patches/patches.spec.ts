import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import OffsetManager from 'kafkajs/src/consumer/offsetManager/index.js';
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

/** The offsets of a consumer whose group has another coordinator than the one that it joined with. */
function movedCoordinator() {
  const taken: string[][] = [];
  const [first, second] = [
    async () => {
      throw Object.assign(new Error('moved'), { type: 'NOT_COORDINATOR_FOR_GROUP' });
    },
    async ({ topics }: { topics: readonly { topic: string }[] }) => void taken.push(topics.map(({ topic }) => topic)),
  ].map((offsetCommit) => ({ offsetCommit, isConnected: () => true }));
  const committed = { orders: {} };
  const cluster = {
    refreshMetadata: async () => undefined,
    findGroupCoordinator: async () => second,
    committedOffsets: () => committed,
  };
  const options = { cluster, coordinator: first, memberAssignment: { orders: [0] }, topicConfigurations: {} };
  const emitter = { emit: () => undefined };
  const made = new (OffsetManager as unknown as new (given: object) => InstanceType<typeof OffsetManager>)({
    ...options,
    ...{ groupId: 'seatwright.ledger', generationId: 1, memberId: 'member', instrumentationEmitter: emitter },
  });
  return {
    taken,
    commit: () => made.commitOffsets({ topics: [{ topic: 'orders', partitions: [{ partition: 0, offset: '1' }] }] }),
  };
}

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
    const before = movedCoordinator();
    await expect(before.commit()).rejects.toThrow('moved');
    await expect(before.commit()).rejects.toThrow('moved');
    await import('./coordinator.ts');
    const after = movedCoordinator();
    await expect(after.commit()).rejects.toThrow('moved');
    await after.commit();
    expect([before.taken, after.taken]).toEqual([[], [['orders']]]);
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
});
