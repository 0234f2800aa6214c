import kafkajs, { type KafkaMessage } from 'kafkajs';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeRecordBatch, { type RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import response from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { problemHeader } from '../broker.ts';
import './headers.ts';
import { inflate } from './inflate/inflate.ts';
import { InflateError } from './inflate/output.ts';

/**
 * How kafkajs reads what it fetched, with what it lacks (R2): snappy, lz4 and zstd; a bound on what compressed batches
 * inflate to; and a batch that cannot be read costs itself alone. With kafkajs's own reading it would be fetched again for
 * ever, with nothing behind it.
 */

/** What one batch may come to: far above `max.message.bytes`, so that only what is made to be large is refused. */
export const batchBytes = 64_000_000;
/** kafkajs adds all messages of a batch to a list in one call, which has no room for more arguments than these. */
export const batchMessages = 100_000;
/** What the batches of one answer may come to together; those that are left are fetched again after these. */
const answerBytes = 2 * batchBytes;

const head = { bytes: 61, length: 8, magic: 16, attributes: 21, lastOffsetDelta: 23, records: 57 };
/** What is in front of the length that a batch has in its head. */
const lengthless = 12;
const compression = 0x07;
const control = 0x20;

interface Budget {
  bytes: number;
}

for (const codec of [1, 2, 3, 4] as const) {
  // For brokers that are too old for the version of fetching below.
  kafkajs.CompressionCodecs[codec] = () => ({
    compress: async () => {
      throw new Error('nothing is sent compressed');
    },
    decompress: (bytes: Buffer) => inflate(codec, bytes, batchBytes),
  });
}

response.decode = async (raw) => {
  const decoder = new Decoder(raw);
  return {
    // 0, as in kafkajs: from this version on a client that is throttled waits by itself.
    throttleTime: 0,
    clientSideThrottleTime: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    sessionId: decoder.readInt32(),
    responses: await readTopics(decoder),
  };
};

async function readTopics(decoder: Decoder) {
  const budget = { bytes: answerBytes };
  const topics: { readonly topicName: string; readonly partitions: readonly object[] }[] = [];
  for (let left = decoder.readInt32(); left > 0; left -= 1) {
    const topicName = decoder.readString();
    const partitions: object[] = [];
    for (let more = decoder.readInt32(); more > 0; more -= 1) {
      const partition = decoder.readInt32();
      // An answer has every partition that was asked for, and nearly all of them have nothing new.
      if (!passesNothing(decoder)) partitions.push(await readPartition(decoder, partition, budget));
    }
    topics.push({ topicName, partitions });
  }
  return topics;
}

/** Where the parts of a partition's answer are, behind its number. */
const answered = { error: 0, aborted: 26, replica: 30, size: 34, messages: 38 };

/** Goes past a partition that has no messages and nothing else to tell, if it is one. */
function passesNothing(decoder: Decoder): boolean {
  const { buffer, offset } = decoder;
  if (
    buffer.readInt16BE(offset + answered.error) !== 0 ||
    buffer.readInt32BE(offset + answered.aborted) > 0 ||
    buffer.readInt32BE(offset + answered.replica) !== -1 ||
    buffer.readInt32BE(offset + answered.size) > 0
  ) {
    return false;
  }
  decoder.forward(answered.messages);
  return true;
}

async function readPartition(decoder: Decoder, partition: number, budget: Budget) {
  return {
    partition,
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
    abortedTransactions: decoder.readArray((aborted) => ({
      producerId: aborted.readInt64().toString(),
      firstOffset: aborted.readInt64().toString(),
    })),
    preferredReadReplica: decoder.readInt32(),
    messages: await readMessages(decoder, budget),
  };
}

async function readMessages(decoder: Decoder, budget: Budget): Promise<KafkaMessage[]> {
  const size = new Decoder(decoder.buffer.subarray(decoder.offset, decoder.offset + 4)).readInt32();
  const bytes = decoder.buffer.subarray(decoder.offset + 4, decoder.offset + 4 + Math.max(size, 0));
  // Messages of the years before record batches.
  if (bytes.length > head.magic && bytes.readInt8(head.magic) !== 2) return await decodeMessages(decoder);
  decoder.forward(4 + bytes.length);
  const messages: KafkaMessage[] = [];
  for (let at = 0; at + head.bytes <= bytes.length && budget.bytes > 0; ) {
    const end = at + lengthless + bytes.readInt32BE(at + head.length);
    // The last batch may be cut off: it comes whole the next time.
    if (end > bytes.length) break;
    for (const message of await readBatch(bytes.subarray(at, end), budget)) messages.push(message);
    at = end;
  }
  return messages;
}

async function readBatch(bytes: Buffer, budget: Budget): Promise<readonly KafkaMessage[]> {
  try {
    const count = bytes.readInt32BE(head.records);
    if (count > batchMessages) throw new InflateError(`it has ${count} messages, more than ${batchMessages}`);
    const plain = await withoutCompression(bytes);
    budget.bytes -= plain.length;
    return (await decodeRecordBatch(new Decoder(plain))).records;
  } catch (error) {
    budget.bytes -= error instanceof InflateError ? batchBytes : 0;
    return [await unreadable(bytes, (error as Error).message)];
  }
}

/** The same batch, with its records as they were before they were compressed. */
async function withoutCompression(bytes: Buffer): Promise<Buffer> {
  const attributes = bytes.readInt16BE(head.attributes);
  const codec = attributes & compression;
  if (codec === 0) return bytes;
  const records = await inflate(codec, bytes.subarray(head.bytes), batchBytes);
  const plain = Buffer.concat([bytes.subarray(0, head.bytes), records]);
  plain.writeInt32BE(plain.length - lengthless, head.length);
  plain.writeInt16BE(attributes & ~compression, head.attributes);
  return plain;
}

/** One message in place of a batch, with what is wrong in its headers; it stands where the batch ends. */
async function unreadable(bytes: Buffer, reason: string): Promise<KafkaMessage> {
  const emptied = Buffer.from(bytes.subarray(0, head.bytes));
  const attributes = bytes.readInt16BE(head.attributes);
  emptied.writeInt32BE(emptied.length - lengthless, head.length);
  emptied.writeInt16BE(attributes & ~compression, head.attributes);
  emptied.writeInt32BE(0, head.records);
  const { records: _, ...batchContext } = await decodeRecordBatch(new Decoder(emptied));
  const first = bytes.readBigInt64BE(0);
  const last = first + BigInt(bytes.readInt32BE(head.lastOffsetDelta));
  const problem = `the batch of messages from offset ${first} to ${last} cannot be read: ${reason}`;
  const message = {
    magicByte: 2,
    attributes: 0,
    size: 0,
    timestamp: batchContext.firstTimestamp,
    offset: String(last),
    key: null,
    value: null,
    headers: { [problemHeader]: Buffer.from(problem) },
    isControlRecord: (attributes & control) !== 0,
    batchContext,
  };
  return message as unknown as KafkaMessage & { batchContext: Omit<RecordBatch, 'records'> };
}
