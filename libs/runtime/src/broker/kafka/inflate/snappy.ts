import { InflateError, Output, TooLarge } from './output.ts';

/** Java's clients put raw blocks behind a head of their own (xerial): 8 bytes of magic, two versions, then length and block. */
const javaMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const javaHead = 16;

/**
 * Inflates snappy, raw or in Java's blocks: https://github.com/google/snappy/blob/main/format_description.txt
 * @throws InflateError, and RangeError where a length points behind the end
 */
export function snappy(input: Buffer, limit: number): Buffer {
  if (!input.subarray(0, javaMagic.length).equals(javaMagic)) return block(input, limit);
  const blocks: Buffer[] = [];
  let left = limit;
  for (let at = javaHead; at < input.length; ) {
    const size = input.readUInt32BE(at);
    at += 4;
    if (at + size > input.length) throw new InflateError('it ends in the middle');
    const inflated = block(input.subarray(at, at + size), left);
    blocks.push(inflated);
    left -= inflated.length;
    at += size;
  }
  return Buffer.concat(blocks);
}

function block(input: Buffer, limit: number): Buffer {
  const head = lengthAt(input);
  if (head.length > limit) throw new TooLarge(limit);
  const output = new Output(head.length, head.length);
  for (let at = head.end; at < input.length; ) {
    const tag = input.readUInt8(at);
    at = (tag & 3) === 0 ? literal(input, at, output) : copy(input, at, output);
  }
  if (output.length !== head.length) throw new InflateError('it is shorter than it says');
  return output.done();
}

/** The inflated length: seven bits a byte, the lowest first. */
function lengthAt(input: Buffer): { length: number; end: number } {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = input.readUInt8(at);
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, end: at + 1 };
  }
  throw new InflateError('its length has no end');
}

/** @returns where the next element begins */
function literal(input: Buffer, at: number, output: Output): number {
  const short = input.readUInt8(at) >> 2;
  // From 60 on it says in how many bytes the size follows.
  const bytes = short < 60 ? 0 : short - 59;
  const size = (bytes === 0 ? short : input.readUIntLE(at + 1, bytes)) + 1;
  output.literal(input, at + 1 + bytes, size);
  return at + 1 + bytes + size;
}

/** @returns where the next element begins */
function copy(input: Buffer, at: number, output: Output): number {
  const tag = input.readUInt8(at);
  const kind = tag & 3;
  if (kind === 1) {
    output.repeat(((tag >> 5) << 8) | input.readUInt8(at + 1), ((tag >> 2) & 7) + 4);
    return at + 2;
  }
  const bytes = kind === 2 ? 2 : 4;
  output.repeat(input.readUIntLE(at + 1, bytes), (tag >> 2) + 1);
  return at + 1 + bytes;
}
