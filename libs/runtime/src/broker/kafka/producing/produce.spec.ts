import createRequest from 'kafkajs/src/protocol/request.js';
import produce, { type Produced, type ProducedMessage } from 'kafkajs/src/protocol/requests/produce/index.js';

// Taken before the patch is imported.
const theirs = produce.protocol;
await import('./produce.ts');
const ours = produce.protocol;

const now = 1_796_000_000_000;
const text = (length: number, letter = 'x') => letter.repeat(length);
const plain: ProducedMessage = {
  key: 'SO-1',
  value: '{"orderNumber":"SO-1"}',
  headers: { ce_id: 'a/1', ce_type: 'x.v1' },
};

function request(messages: readonly ProducedMessage[], others: Partial<Produced> = {}): Produced {
  const partitions = [0, 3].map((partition) => ({ partition, firstSequence: 2_147_483_600, messages }));
  const ids = { producerId: '12345678901', producerEpoch: 7 };
  return {
    ...{ acks: -1, timeout: 30_000, compression: 0 },
    ...ids,
    topicData: [{ topic: 'orders', partitions }],
    ...others,
  };
}

const bytesBy = async (protocol: typeof theirs, given: Produced, version = 7) => {
  const { request } = protocol({ version })(given);
  return Buffer.from((await createRequest({ correlationId: 7, clientId: 'seatwright-intake', request })).buffer);
};

describe('R2 what our producer sends is to the byte what kafkajs would send', () => {
  const clock = Date.now;
  beforeAll(() => {
    Date.now = () => now;
  });
  afterAll(() => {
    Date.now = clock;
  });

  test.each<[string, readonly ProducedMessage[]]>([
    ['one message', [plain]],
    ['without headers', [{ key: 'k', value: 'v' }]],
    ['with nothing in them', [{ key: '', value: '', headers: { '': '' } }]],
    [
      'of lengths around those that take another byte',
      [62, 63, 64, 65, 8190, 8191, 8192, 2 ** 20].map((length) => ({ ...plain, value: text(length) })),
    ],
    ['in every script', [{ key: 'Ł', value: text(70, '東'), headers: { ce_é: '😀', b: text(200, 'ü') } }]],
    ['with half of a surrogate pair', [{ key: '\ud800', value: 'a\udc00b', headers: { a: '\ud800' } }]],
    ['many', Array.from({ length: 9000 }, (_, index) => ({ ...plain, key: `SO-${index}` }))],
    [
      'with more headers than a byte counts',
      [{ ...plain, headers: Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`h${n}`, `${n}`])) }],
    ],
  ])('%s', async (_name, messages) => {
    const given = request(messages);
    expect((await bytesBy(ours, given)).equals(await bytesBy(theirs, given))).toBe(true);
  });

  test.each([3, 4, 5, 6, 7])('in version %i', async (version) => {
    const given = request([plain]);
    expect((await bytesBy(ours, given, version)).equals(await bytesBy(theirs, given, version))).toBe(true);
  });

  test.each<[string, Produced]>([
    ['a time of its own', request([plain, { ...plain, timestamp: '1796000000123' }])],
    ['a value of bytes', request([{ ...plain, value: Buffer.from('{}') as never }])],
    ['a transaction', request([plain], { transactionalId: 'a' })],
    ['no topic', request([plain], { topicData: [] })],
  ])('%s', async (_name, given) => {
    expect((await bytesBy(ours, given)).equals(await bytesBy(theirs, given))).toBe(true);
  });
});
