import Encoder from 'kafkajs/src/protocol/encoder.js';

/**
 * How a request gets its head. kafkajs copies the whole request twice, into buffers of up to twice its size that it fills with zeros
 * before: for a megabyte of events that was more than to write them. What is encoded here has room in front, and the head goes there.
 */

/** Far more than kafkajs puts in front of a request: two lengths, four numbers and the client's id. */
export const roomInFront = 512;

/** A request, as far as kafkajs looks at it: `whole` has it from `start` on. */
export interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
  readonly whole?: Buffer;
  readonly start?: number;
}

/** What was written from {@link roomInFront} on, as kafkajs takes what was encoded. */
export function encodedBehindRoom(whole: Buffer): Encoded {
  const bytes = whole.subarray(roomInFront);
  return { buf: bytes, buffer: bytes, whole, start: roomInFront };
}

const { writeEncoder } = Encoder.prototype;

Encoder.prototype.writeEncoder = function (value: Encoded) {
  const { whole, start = 0 } = value;
  const begin = start - this.offset;
  if (!whole || begin < 0) return writeEncoder.call(this, value);
  this.buf.copy(whole, begin, 0, this.offset);
  return Object.assign(this, { buf: whole.subarray(begin), offset: whole.length - begin, whole, start: begin });
};
