import { InflateError, Output } from './output.ts';

const frameMagic = 0x184d2204;
/** Sixteen numbers for frames that hold something else and are passed over. */
const skippedMagic = 0x184d2a50;
const uncompressed = 0x80000000;

/**
 * Inflates lz4 frames: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md. Checksums are not looked at: Kafka's
 * batch has one over all of it.
 * @throws InflateError, and RangeError where a length points behind the end
 */
export function lz4Frames(input: Buffer, limit: number): Buffer {
  const output = new Output(limit, Math.min(limit, input.length * 4));
  for (let at = 0; at < input.length; ) {
    const magic = input.readUInt32LE(at);
    if (magic === frameMagic) at = frame(input, at + 4, output);
    else if ((magic & 0xfffffff0) >>> 0 === skippedMagic) at += 8 + input.readUInt32LE(at + 4);
    else throw new InflateError('it is no lz4 frame');
  }
  return output.done();
}

/** @returns what comes behind the frame */
function frame(input: Buffer, start: number, output: Output): number {
  const flags = input.readUInt8(start);
  if (flags >> 6 !== 1) throw new InflateError('its version of lz4 is not known');
  const has = (bit: number) => (flags & bit) !== 0;
  const [blockChecksum, contentSize, contentChecksum, dictionary] = [has(0x10), has(0x08), has(0x04), has(0x01)];
  if (dictionary) throw new InflateError('it needs a dictionary');
  // Flags, block size, the size of the content and a checksum of these.
  let at = start + 2 + (contentSize ? 8 : 0) + 1;
  for (;;) {
    const size = input.readUInt32LE(at);
    at += 4;
    if (size === 0) return at + (contentChecksum ? 4 : 0);
    const length = size & ~uncompressed;
    if (at + length > input.length) throw new InflateError('it ends in the middle');
    // Blocks may repeat what is in those before them, so all go to one output.
    if ((size & uncompressed) !== 0) output.literal(input, at, length);
    else block(input.subarray(at, at + length), output);
    at += length + (blockChecksum ? 4 : 0);
  }
}

/** Runs of literals and repetitions in turn; the last has literals alone. */
function block(input: Buffer, output: Output): void {
  for (let at = 0; at < input.length; ) {
    const token = input.readUInt8(at);
    const literals = sizeAt(input, at + 1, token >> 4);
    output.literal(input, literals.end, literals.size);
    at = literals.end + literals.size;
    if (at === input.length) return;
    const distance = input.readUInt16LE(at);
    const repeated = sizeAt(input, at + 2, token & 15);
    output.repeat(distance, repeated.size + 4);
    at = repeated.end;
  }
}

/** Four bits hold a size below 15; else bytes are added to it, up to the first that is not full. */
function sizeAt(input: Buffer, start: number, nibble: number): { size: number; end: number } {
  if (nibble < 15) return { size: nibble, end: start };
  let size = nibble;
  for (let at = start; ; at += 1) {
    const byte = input.readUInt8(at);
    size += byte;
    if (byte < 255) return { size, end: at + 1 };
  }
}
