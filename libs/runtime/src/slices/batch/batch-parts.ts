import type { Reading } from '../messages.ts';

/**
 * Streams that one transaction locks. PostgreSQL keeps the locks of all sessions in one table of a fixed size: 6400 unless it
 * is told otherwise, which a batch of 500 messages about as many accounts could fill alone (R20).
 */
export const streamsAtOnce = 500;

/** Readings in their order, cut where a transaction would lock more streams than that; what touches more by itself goes alone. */
export function transactionPartsOf(readings: readonly Reading[], atOnce = streamsAtOnce): Reading[][] {
  const parts: Reading[][] = [[]];
  let streams = new Set<string>();
  for (const reading of readings) {
    const own = streamsOf(reading);
    const added = own.filter((stream) => !streams.has(stream));
    if (streams.size > 0 && streams.size + new Set(added).size > atOnce) {
      parts.push([]);
      streams = new Set(own);
    } else {
      for (const stream of added) streams.add(stream);
    }
    parts.at(-1)?.push(reading);
  }
  return parts;
}

function streamsOf(reading: Reading): readonly string[] {
  if (reading.kind !== 'message') return [];
  try {
    return [...(reading.streams ?? reading.slice.streams(reading.message.data))];
  } catch {
    // It fails again where the message is tried by itself, and becomes a dead letter there.
    return [];
  }
}
