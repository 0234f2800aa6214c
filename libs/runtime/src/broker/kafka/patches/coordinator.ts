import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import OffsetManager, { type TopicPartition } from 'kafkajs/src/consumer/offsetManager/index.js';
import { isRetriable } from '../retriable.ts';

/**
 * kafkajs commits offsets, and sends heartbeats, to the broker that it knew as the group's coordinator when it joined. When another one takes
 * over, as at the failover or the restart of a broker, it asks the first one again and again for as long as retries last: with ours, for
 * ever, whether that one answers that it is not the coordinator any more or is not there. So whoever does not get through asks who is.
 */
type HasCoordinator = Pick<ConsumerGroup, 'groupId' | 'cluster' | 'coordinator'>;

const asking = new WeakSet<HasCoordinator>();

/** Once at a time, and nobody waits for it: while all brokers are away it takes as long. */
function askWhoCoordinates(of: HasCoordinator): void {
  if (asking.has(of)) return;
  asking.add(of);
  of.cluster
    .findGroupCoordinator({ groupId: of.groupId })
    .then((coordinator) => {
      of.coordinator = coordinator;
    })
    // The next that does not get through asks again.
    .catch(() => undefined)
    .finally(() => asking.delete(of));
}

/** Does what is asked of the coordinator; where it does not get through, the next try goes to whoever coordinates then. */
async function withCoordinator(of: HasCoordinator, request: () => Promise<void>): Promise<void> {
  try {
    await request();
  } catch (error) {
    // What is not worth another try is said by the right one: the group has gone on without us.
    if (isRetriable(error)) askWhoCoordinates(of);
    throw error;
  }
}

const { commitOffsets, resolveOffsets, setDefaultOffset } = OffsetManager.prototype;

Object.assign(OffsetManager.prototype, {
  commitOffsets(this: OffsetManager, offsets?: object): Promise<void> {
    return withCoordinator(this, () => commitOffsets.call(this, offsets));
  },
  resolveOffsets(this: OffsetManager): Promise<void> {
    return withCoordinator(this, () => resolveOffsets.call(this));
  },
  setDefaultOffset(this: OffsetManager, place: TopicPartition): Promise<void> {
    return withCoordinator(this, () => setDefaultOffset.call(this, place));
  },
});

const { heartbeat } = ConsumerGroup.prototype;

ConsumerGroup.prototype.heartbeat = function heartbeatToCoordinator(options): Promise<void> {
  return withCoordinator(this, () => heartbeat.call(this, options));
};
