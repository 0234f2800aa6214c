import type { OutgoingMessage } from '../../broker.ts';

/**
 * Bytes of one request. kafkajs makes one record batch of all that goes to a partition, and a broker refuses for ever what is
 * above its `message.max.bytes`: 1 MiB unless set otherwise.
 */
const requestBytes = 900_000;

/** Messages in their order, cut where a request would become too large; one that is larger by itself goes alone. */
export function requestsOf(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const requests: OutgoingMessage[][] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = bytesOf(message);
    if (bytes > room) {
      requests.push([]);
      room = requestBytes;
    }
    requests.at(-1)?.push(message);
    room -= bytes;
  }
  return requests;
}

/** At least what a message takes in a record batch; lengths and offsets take a few bytes each. */
function bytesOf({ key, headers, value }: OutgoingMessage): number {
  let bytes = 50 + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const name in headers) bytes += 10 + name.length + Buffer.byteLength(headers[name] ?? '');
  return bytes;
}
