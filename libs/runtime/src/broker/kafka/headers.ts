import Decoder from 'kafkajs/src/protocol/decoder.js';
import { problemHeader } from '../broker.ts';

/** How kafkajs reads the headers of a message: in a time that grows with their number alone, and so many at the most (R3). */

/** Far more than any sender has; a message with more is one that nobody can read. */
export const mostHeaders = 10_000;

// kafkajs puts each header into a copy of those before it: a message of 8 MB can have a million of them, and would stand for
// hours. It reads no other lists in this way.
Decoder.prototype.readVarIntArray = function readHeaders(read) {
  const count = this.readVarInt();
  const headers: Record<string, Buffer> = Object.create(null);
  for (let index = 0; index < count; index += 1) {
    if (this.offset >= this.buffer.length) throw new Error(`it ends within the headers of a message`);
    const { key, value } = read(this);
    // Of a header that stands more than once the first counts; one without a value says nothing.
    if (index < mostHeaders && key !== null && value !== null) headers[key] ??= value;
  }
  if (count > mostHeaders) {
    headers[problemHeader] = Buffer.from(`the message has ${count} headers, more than ${mostHeaders}`);
  }
  return { reduce: () => headers };
};
