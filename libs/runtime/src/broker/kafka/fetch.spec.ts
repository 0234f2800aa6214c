import response from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { problemHeader } from '../broker.ts';
import { batchMessages } from './fetch.ts';

const int16 = (value: number) => bytesOf(2, (buffer) => buffer.writeInt16BE(value));
const int32 = (value: number) => bytesOf(4, (buffer) => buffer.writeInt32BE(value));
const int64 = (value: bigint) => bytesOf(8, (buffer) => buffer.writeBigInt64BE(value));

function bytesOf(size: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
}

/** A record with a value of fewer than 32 bytes; lengths are zigzag. */
function record(offsetDelta: number, value: string): Buffer {
  const rest = Buffer.concat([
    Buffer.from([0, 0, offsetDelta * 2, 1, value.length * 2]),
    Buffer.from(value),
    Buffer.from([0]),
  ]);
  return Buffer.concat([Buffer.from([rest.length * 2]), rest]);
}

interface Batch {
  readonly first: bigint;
  readonly messages: number;
  readonly attributes?: number;
  readonly records: Buffer;
}

function batch({ first, messages, attributes = 0, records }: Batch): Buffer {
  const rest = Buffer.concat([
    int32(0),
    Buffer.from([2]),
    int32(0),
    int16(attributes),
    int32(messages - 1),
    ...[int64(0n), int64(0n), int64(7n), int16(0), int32(0), int32(messages)],
    records,
  ]);
  return Buffer.concat([int64(first), int32(rest.length), rest]);
}

const good = (first: bigint, value: string) => batch({ first, messages: 1, records: record(0, value) });

/** What kafkajs gets of an answer with these bytes in the only partition of topic "t". */
async function fetched(...batches: Buffer[]) {
  const bytes = Buffer.concat(batches);
  const head = [int32(0), int16(0), int32(0), int32(1), int16(1), Buffer.from('t'), int32(1)];
  const partition = [int32(3), int16(0), int64(99n), int64(99n), int64(0n), int32(0), int32(-1), int32(bytes.length)];
  const answer = (await response.decode(Buffer.concat([...head, ...partition, bytes]))) as Answer;
  const partitions = bytes.length > 0 ? [{ partition: 3, highWatermark: '99' }] : [];
  expect(answer.responses[0]).toMatchObject({ topicName: 't', partitions });
  return (answer.responses[0]?.partitions[0]?.messages ?? []).map(({ offset, value, headers }) => ({
    offset,
    text: headers[problemHeader]?.toString() ?? value?.toString(),
  }));
}

interface Answer {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly messages: readonly { offset: string; value: Buffer | null; headers: Record<string, Buffer> }[];
    }[];
  }[];
}

describe('R2 a batch that cannot be read costs itself alone', () => {
  const cannot = (from: number, to: number, why: string) =>
    `the batch of messages from offset ${from} to ${to} cannot be read: ${why}`;

  test.each([
    ['of a compression that nobody knows', { attributes: 5 }, 'compression 5 is not known'],
    ['that is no snappy', { attributes: 2, records: Buffer.from([3, 0]) }, 'it is no valid snappy: '],
    [
      'with more messages than can be held',
      { messages: batchMessages + 1 },
      'it has 100001 messages, more than 100000',
    ],
    ['with fewer records than it says', { messages: 4 }, ''],
  ])('%s', async (_name, what, why) => {
    const bad = { first: 5n, messages: 3, records: record(0, 'x'), ...what };
    const [before, instead, after] = await fetched(good(4n, 'before'), batch(bad), good(200_000n, 'after'));
    expect([before, after]).toEqual([
      { offset: '4', text: 'before' },
      { offset: '200000', text: 'after' },
    ]);
    expect(instead?.offset).toBe(String(5 + bad.messages - 1));
    expect(instead?.text).toContain(cannot(5, 5 + bad.messages - 1, why));
  });

  test('what is cut off at the end comes whole the next time', async () => {
    const cut = good(5n, 'cut');
    expect(await fetched(good(4n, 'whole'), cut.subarray(0, cut.length - 1))).toEqual([{ offset: '4', text: 'whole' }]);
    expect(await fetched(good(4n, 'whole'), cut.subarray(0, 20))).toEqual([{ offset: '4', text: 'whole' }]);
  });

  test('a partition without messages is passed by', async () => {
    expect(await fetched()).toEqual([]);
  });
});
