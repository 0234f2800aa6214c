import fetch, { type Fetched } from 'kafkajs/src/protocol/requests/fetch/index.js';
import { encodedBehindRoom, roomInFront } from '../patches/encoder.ts';

/**
 * How kafkajs asks for messages. By itself it makes a buffer of half a kilobyte for each partition, and asks for all of them each time: a
 * service that hears six topics made more garbage of asking than of most answers. Here it is written at once.
 */

const { protocol } = fetch;

fetch.protocol = ({ version }) => {
  const make = protocol({ version });
  if (version !== 11) return make;
  return (given) => {
    const made = make(given);
    if ((given.forgottenTopics ?? []).length === 0)
      made.request.encode = async () => encodedBehindRoom(requestOf(given));
    return made;
  };
};

const bytesOf = { head: 4 + 4 + 4 + 4 + 1 + 4 + 4, partition: 4 + 4 + 8 + 8 + 4, count: 4, length: 2 };

function requestOf(given: Fetched): Buffer {
  const { topics, rackId = '' } = given;
  let size = roomInFront + bytesOf.head + 2 * bytesOf.count + bytesOf.length + Buffer.byteLength(rackId);
  for (const { topic, partitions } of topics) {
    size += bytesOf.length + Buffer.byteLength(topic) + bytesOf.count + partitions.length * bytesOf.partition;
  }
  const out = Buffer.allocUnsafe(size);
  let at = roomInFront;
  const int32 = (value: number) => {
    at = out.writeInt32BE(value, at);
  };
  const int64 = (value: number | string) => {
    at = out.writeBigInt64BE(BigInt(value), at);
  };
  const text = (value: string) => {
    at = out.writeInt16BE(Buffer.byteLength(value), at);
    at += out.write(value, at);
  };
  int32(given.replicaId ?? -1);
  int32(given.maxWaitTime);
  int32(given.minBytes);
  int32(given.maxBytes);
  at = out.writeInt8(given.isolationLevel ?? readCommitted, at);
  int32(given.sessionId ?? 0);
  int32(given.sessionEpoch ?? -1);
  int32(topics.length);
  for (const { topic, partitions } of topics) {
    text(topic);
    int32(partitions.length);
    for (const { partition, currentLeaderEpoch = -1, fetchOffset, logStartOffset = -1, maxBytes } of partitions) {
      int32(partition);
      int32(currentLeaderEpoch);
      int64(fetchOffset);
      int64(logStartOffset);
      int32(maxBytes);
    }
  }
  int32(0);
  text(rackId);
  return out;
}

/** What of kafkajs's isolation levels leaves out transactions that are open or were broken off. */
const readCommitted = 1;
