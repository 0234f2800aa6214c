import { deflateSync } from 'node:zlib';

/**
 * Compresses what is no longer than a page or so. With no more memory than its length needs: by default each takes a quarter of a
 * megabyte, which has to be cleared and collected again. What a page repeats is not further away than 8 kB. What comes of it is written
 * into memory of half its length, where by default it is 16 kB for each.
 */
export function deflated(bytes: Uint8Array, level: number): Buffer {
  const windowBits = Math.min(13, Math.max(9, Math.ceil(Math.log2(bytes.length + 1))));
  const chunkSize = Math.max(64, bytes.length >> 1);
  return deflateSync(bytes, { level, windowBits, memLevel: Math.min(6, windowBits - 6), chunkSize });
}
