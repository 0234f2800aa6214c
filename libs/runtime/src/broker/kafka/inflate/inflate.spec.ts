import { gzipSync, zstdCompressSync } from 'node:zlib';
import { inflate } from './inflate.ts';

const [gzip, snappy, lz4, zstd] = [1, 2, 3, 4];
const limit = 1000;

const text = 'an order, an order, an order, and one more order';
const bytes = (...parts: (string | number | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part].flat()))));

/** "an order" and then ", " with repetitions, as the formats' own pages write them. */
const snappyBlock = bytes(30, (10 - 1) << 2, 'an order, ', ((20 - 1) << 2) | 2, [10, 0]);
const repeated = 'an order, '.repeat(3);
const javaHead = bytes(0x82, 'SNAPPY', 0, [0, 0, 0, 1], [0, 0, 0, 1]);
const lz4Block = bytes((10 << 4) | 1, 'an order, ', [10, 0], (5 << 4) | 0, 'ders.');
const lz4Head = (flags: number) => bytes([0x04, 0x22, 0x4d, 0x18], flags, 0x40, 0);
const sized = (block: Buffer) => bytes([block.length, 0, 0, 0], [...block]);
const stored = bytes([3, 0, 0, 0x80], 'xyz');
const end = [0, 0, 0, 0];

async function inflatedText(codec: number | undefined, input: Buffer): Promise<string> {
  return (await inflate(codec ?? 0, input, limit)).toString();
}

describe('R2 what producers compress is inflated', () => {
  test.each([
    ['gzip', gzip, gzipSync(text), text],
    ['gzip in two members', gzip, Buffer.concat([gzipSync(text), gzipSync(text)]), text + text],
    ['zstd', zstd, zstdCompressSync(text), text],
    ['snappy as librdkafka writes it', snappy, snappyBlock, repeated],
    ['snappy of nothing', snappy, bytes(0), ''],
    ['snappy with a long literal', snappy, bytes([0xc8, 0x01], 60 << 2, 199, 'x'.repeat(200)), 'x'.repeat(200)],
    ['snappy with a short copy', snappy, bytes(6, 1 << 2, 'ab', 1, 2), 'ababab'],
    ['snappy with a far copy', snappy, bytes(4, 1 << 2, 'ab', (1 << 2) | 3, [2, 0, 0, 0]), 'abab'],
    [
      'snappy in blocks as Java writes it',
      snappy,
      bytes(
        [...javaHead],
        [0, 0, 0, snappyBlock.length],
        [...snappyBlock],
        [0, 0, 0, snappyBlock.length],
        [...snappyBlock],
      ),
      repeated + repeated,
    ],
    ['an lz4 frame', lz4, bytes([...lz4Head(0x60)], [...sized(lz4Block)], end), 'an order, an orders.'],
    ['lz4 that is stored', lz4, bytes([...lz4Head(0x60)], [...stored], end), 'xyz'],
    [
      'lz4 with checksums and a size, which are passed over',
      lz4,
      bytes(
        [0x04, 0x22, 0x4d, 0x18],
        0x7c,
        0x40,
        [3, 0, 0, 0, 0, 0, 0, 0],
        0,
        [...stored],
        [1, 2, 3, 4],
        end,
        [1, 2, 3, 4],
      ),
      'xyz',
    ],
    [
      'lz4 whose second block repeats the first',
      lz4,
      bytes([...lz4Head(0x40)], [...stored], [...sized(bytes((0 << 4) | 2, [3, 0], (5 << 4) | 0, '12345'))], end),
      'xyzxyzxyz12345',
    ],
    [
      'lz4 frames with one to be skipped between',
      lz4,
      bytes(
        [...lz4Head(0x60)],
        [...stored],
        end,
        [0x50, 0x2a, 0x4d, 0x18],
        [2, 0, 0, 0],
        'ab',
        [...lz4Head(0x60)],
        [...stored],
        end,
      ),
      'xyzxyz',
    ],
  ])('%s', async (_name, codec, input, expected) => {
    expect(await inflatedText(codec, input)).toBe(expected);
  });
});

describe('R2 nothing inflates to more than it may', () => {
  const zeros = Buffer.alloc(limit + 1);
  const longRepeat = bytes((1 << 4) | 15, 'x', [1, 0], 255, 255, 255, 255, 0);
  test.each([
    ['gzip', gzip, gzipSync(zeros)],
    ['zstd', zstd, zstdCompressSync(zeros)],
    ['snappy that says so', snappy, bytes([0xff, 0xff, 0xff, 0xff, 0x0f], 0, 'x')],
    ['snappy that says less than it is', snappy, bytes(3, 1 << 2, 'ab', 1, 2)],
    [
      'snappy in blocks, together',
      snappy,
      bytes(
        [...javaHead],
        ...Array.from({ length: 40 }, () => [[0, 0, 0, snappyBlock.length], [...snappyBlock]]).flat(),
      ),
    ],
    ['lz4', lz4, bytes([...lz4Head(0x60)], [...sized(longRepeat)], end)],
  ])('%s', async (_name, codec, input) => {
    await expect(inflate(codec ?? 0, input, limit)).rejects.toThrow(/^it inflates to more than \d+ bytes$/);
  });
});

describe('R2 what is broken is told, whatever it is', () => {
  const whole: readonly (readonly [number | undefined, Buffer])[] = [
    [gzip, gzipSync(text)],
    [zstd, zstdCompressSync(text)],
    [snappy, snappyBlock],
    [snappy, bytes([...javaHead], [0, 0, 0, snappyBlock.length], [...snappyBlock])],
    [lz4, bytes([...lz4Head(0x60)], [...sized(lz4Block)], end)],
  ];

  test('cut off anywhere, it is an error or a beginning, and never anything else', async () => {
    for (const [codec = 0, input] of whole) {
      const all = (await inflate(codec, input, limit)).toString();
      for (let length = 0; length < input.length; length += 1) {
        const outcome = await inflate(codec, input.subarray(0, length), limit).catch((error: Error) => error.name);
        expect(typeof outcome === 'string' ? 'Error' : all.slice(0, outcome.length)).toBe(String(outcome));
      }
    }
  });

  test('with any byte changed it ends, within the limit', async () => {
    for (const [codec = 0, input] of whole) {
      for (let at = 0; at < input.length; at += 1) {
        for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
          const changed = Buffer.from(input);
          changed[at] = value;
          const inflated = await inflate(codec, changed, limit).catch(() => Buffer.alloc(0));
          expect(inflated.length).toBeLessThanOrEqual(limit);
        }
      }
    }
  });

  test('a compression that does not exist', async () => {
    await expect(inflate(7, bytes('x'), limit)).rejects.toThrow('compression 7 is not known');
  });
});
