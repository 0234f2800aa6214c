import BrokerPool from 'kafkajs/src/cluster/brokerPool.js';
import Cluster from 'kafkajs/src/cluster/index.js';
import { isRetriable } from '../retriable.ts';

/**
 * What kafkajs knows of topics. Who asks while a question is under way gets that one's answer, although it was for fewer topics, and of two
 * questions the answer that comes last counts, not the one that was asked last. A topic that is not in it is taken for one without
 * partitions: offsets of a group that has several topics lacked one of them in every fourth try on a busy machine. So questions follow one another,
 * and it asks again for what is lacking.
 */
const { refreshMetadata: ask } = BrokerPool.prototype;
const asked = new WeakMap<BrokerPool, Promise<unknown>>();

BrokerPool.prototype.refreshMetadata = function refreshInTurn(topics): Promise<void> {
  const before = asked.get(this) ?? Promise.resolve();
  const turn = before.catch(() => undefined).then(() => ask.call(this, topics));
  asked.set(this, turn);
  return turn;
};

const { refreshMetadata, refreshMetadataIfNecessary, fetchTopicsOffset } = Cluster.prototype;

function isComplete({ brokerPool, targetTopics }: Cluster): boolean {
  const known = new Set(brokerPool.metadata?.topicMetadata.map(({ topic }) => topic));
  return [...targetTopics].every((topic) => known.has(topic));
}

for (const [name, refresh] of Object.entries({ refreshMetadata, refreshMetadataIfNecessary })) {
  Object.defineProperty(Cluster.prototype, name, {
    configurable: true,
    writable: true,
    async value(this: Cluster): Promise<void> {
      await refresh.call(this);
      while (!isComplete(this)) await refreshMetadata.call(this);
    },
  });
}

/**
 * Who asks for offsets and hears that this broker does not lead the partition any more is told so for five minutes, until what is known
 * of topics is too old. A consumer asks anew who leads; so does everybody now.
 */
Cluster.prototype.fetchTopicsOffset = async function fetchFromLeaders(topics): Promise<object[]> {
  try {
    return await fetchTopicsOffset.call(this, topics);
  } catch (error) {
    if (isRetriable(error)) await this.refreshMetadata().catch(() => undefined);
    throw error;
  }
};
