import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { lz4Frames } from './lz4.ts';
import { InflateError, TooLarge } from './output.ts';
import { snappy } from './snappy.ts';

/** Inflates `bytes` to no more than `limit` bytes. */
type Inflate = (bytes: Buffer, limit: number) => Promise<Buffer>;

const gunzipAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const zstdAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress);

/** By the number that Kafka gives to each. */
const inflaters: Readonly<Record<number, { readonly name: string; readonly inflate: Inflate }>> = {
  1: { name: 'gzip', inflate: (bytes, maxOutputLength) => gunzipAll(bytes, { maxOutputLength }) },
  2: { name: 'snappy', inflate: async (bytes, limit) => snappy(bytes, limit) },
  3: { name: 'lz4', inflate: async (bytes, limit) => lz4Frames(bytes, limit) },
  4: { name: 'zstd', inflate: (bytes, maxOutputLength) => zstdAll(bytes, { maxOutputLength }) },
};

/**
 * Inflates what a Kafka producer compressed: gzip, snappy (raw as librdkafka, or in blocks as Java), lz4 frames, one frame of zstd.
 * @param codec Kafka's number of the compression
 * @throws InflateError when it is no such thing, or more than `limit` bytes
 */
export async function inflate(codec: number, bytes: Buffer, limit: number): Promise<Buffer> {
  const known = inflaters[codec];
  if (!known) throw new InflateError(`compression ${codec} is not known`);
  try {
    return await known.inflate(bytes, limit);
  } catch (error) {
    const isTooLarge = error instanceof TooLarge || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    // A length that points behind the end is read by Buffer, which says so in its own words.
    throw isTooLarge
      ? new TooLarge(limit)
      : new InflateError(`it is no valid ${known.name}: ${(error as Error).message}`);
  }
}
