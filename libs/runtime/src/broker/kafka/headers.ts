import Decoder from 'kafkajs/src/protocol/decoder.js';
import { problemHeader } from '../broker.ts';

/** How kafkajs reads the headers of a message: in a time that grows with their number alone, and so many at the most (R3). */

/** Far more than any sender has; a message with more is one that nobody can read. */
export const mostHeaders = 10_000;

// kafkajs puts each header into a copy of those before it: a message of 8 MB can have a million of them, and would stand for
// hours. It reads no other lists in this way. It also makes a buffer of each name and each value; here they are texts at once.
Decoder.prototype.readVarIntArray = function readHeaders() {
  const count = this.readVarInt();
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < count; index += 1) {
    if (this.offset >= this.buffer.length) throw new Error(`it ends within the headers of a message`);
    const [name, value] = [readText(this), readText(this)];
    // Of a header that stands more than once the first counts; one without a value says nothing.
    if (index < mostHeaders && name !== null && value !== null) headers[name] ??= value;
  }
  if (count > mostHeaders) headers[problemHeader] = `the message has ${count} headers, more than ${mostHeaders}`;
  return { reduce: () => headers };
};

function readText(decoder: Decoder): string | null {
  const length = decoder.readVarInt();
  if (length === -1) return null;
  const start = decoder.offset;
  decoder.forward(length);
  return decoder.buffer.toString('utf8', start, start + length);
}
