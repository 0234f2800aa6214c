import produce, { type Produced, type ProducedMessage } from 'kafkajs/src/protocol/requests/produce/index.js';
import { encodedBehindRoom, roomInFront } from '../patches/encoder.ts';
import { crc32C } from './crc32c.ts';

/**
 * How kafkajs writes what it sends. By itself it makes a buffer of each header, message, batch, partition and topic, and copies
 * each into the next: a tenth of a service's work, and most of its garbage. Here the size is counted first and everything is written once. What our
 * producer never sends (compressed, in a transaction, with times of its own) it writes as before.
 */

const { protocol } = produce;

produce.protocol = ({ version }) => {
  const make = protocol({ version });
  return version < firstWithBatches
    ? make
    : (given) => {
        const made = make(given);
        if (isPlain(given)) made.request.encode = async () => encodedBehindRoom(requestOf(given));
        return made;
      };
};

/** From this version on, messages go in record batches; the versions up to 7, the last that kafkajs knows, have the same fields. */
const firstWithBatches = 3;

function isPlain({ transactionalId, compression, topicData }: Produced): boolean {
  if (transactionalId !== undefined || (compression ?? 0) !== 0) return false;
  return topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(isText)));
}

function isText({ key, value, headers, timestamp }: ProducedMessage): boolean {
  if (timestamp !== undefined || typeof key !== 'string' || typeof value !== 'string') return false;
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

/** Of a batch, from its first offset to the number of its records; of a partition, what stands before its batch. */
const head = { batch: 61, partition: 8, attributes: 21 };

function requestOf(given: Produced): Buffer {
  const lengths: number[] = [];
  const sizes = given.topicData.map(({ partitions }) =>
    partitions.map(({ messages }) => messages.reduce((sum, message, at) => sum + sizeOf(message, at, lengths), 0)),
  );
  let size = roomInFront + 2 + 2 + 4 + 4;
  for (const [at, { topic }] of given.topicData.entries()) {
    size += 2 + Buffer.byteLength(topic) + 4;
    for (const records of sizes[at] ?? []) size += head.partition + head.batch + records;
  }
  const out = new Writer(Buffer.allocUnsafe(size), lengths);
  out.int16(-1);
  out.int16(given.acks);
  out.int32(given.timeout);
  out.int32(given.topicData.length);
  for (const [at, { topic, partitions }] of given.topicData.entries()) {
    out.int16(Buffer.byteLength(topic));
    out.text(topic);
    out.int32(partitions.length);
    for (const [index, partition] of partitions.entries()) {
      out.int32(partition.partition);
      writeBatch(out, given, partition, sizes[at]?.[index] ?? 0);
    }
  }
  return out.bytes;
}

function writeBatch(
  out: Writer,
  { producerId, producerEpoch }: Produced,
  { messages, firstSequence }: Produced['topicData'][number]['partitions'][number],
  records: number,
): void {
  const now = BigInt(Date.now());
  out.int32(head.batch + records);
  const start = out.at;
  out.int64(0n);
  out.int32(head.batch - 12 + records);
  out.int32(0);
  out.int8(2);
  // The checksum, which is of all that comes behind it.
  out.int32(0);
  out.int16(0);
  out.int32(messages.length - 1);
  out.int64(now);
  out.int64(now);
  out.int64(BigInt((producerId ?? -1).toString()));
  out.int16(producerEpoch ?? 0);
  out.int32(firstSequence ?? 0);
  out.int32(messages.length);
  for (const [at, message] of messages.entries()) writeRecord(out, message, at);
  const checked = out.bytes.subarray(start + head.attributes, out.at);
  out.bytes.writeUInt32BE(crc32C(checked), start + head.attributes - 4);
}

/** Bytes of a record with its own length in front; what each of its texts takes is added to `lengths`, in the order of writing. */
function sizeOf({ key, value, headers = {} }: ProducedMessage, at: number, lengths: number[]): number {
  const place = lengths.push(0) - 1;
  // Attributes and the difference in time are 0.
  let size = 2 + sizeOfVarInt(at) + sizeOfText(key, lengths) + sizeOfText(value, lengths);
  let count = 0;
  for (const name in headers) {
    size += sizeOfText(name, lengths) + sizeOfText(headers[name] ?? '', lengths);
    count += 1;
  }
  size += sizeOfVarInt(count);
  lengths[place] = size;
  return sizeOfVarInt(size) + size;
}

function sizeOfText(text: string, lengths: number[]): number {
  const length = Buffer.byteLength(text);
  lengths.push(length);
  return sizeOfVarInt(length) + length;
}

/** Of a number that is not negative, in zigzag. */
function sizeOfVarInt(value: number): number {
  let size = 1;
  for (let rest = value * 2; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeRecord(out: Writer, { key, value, headers = {} }: ProducedMessage, at: number): void {
  out.length();
  out.int16(0);
  out.varInt(at);
  out.sizedText(key);
  out.sizedText(value);
  let count = 0;
  for (const _ in headers) count += 1;
  out.varInt(count);
  for (const name in headers) {
    out.sizedText(name);
    out.sizedText(headers[name] ?? '');
  }
}

class Writer {
  at = roomInFront;
  private next = 0;

  /** @param lengths of all that is to be written with its length, in its order */
  constructor(
    readonly bytes: Buffer,
    private readonly lengths: readonly number[],
  ) {}

  int8(value: number): void {
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  varInt(value: number): void {
    const { bytes } = this;
    let rest = value * 2;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[this.at++] = (rest % 128) | 0x80;
    bytes[this.at++] = rest;
  }

  /** The next of the lengths. */
  length(): void {
    this.varInt(this.lengths[this.next++] ?? 0);
  }

  text(text: string): void {
    this.at += this.bytes.write(text, this.at);
  }

  sizedText(text: string): void {
    this.length();
    this.text(text);
  }
}
