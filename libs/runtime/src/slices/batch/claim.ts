import type { Sql } from '../../postgres/sql.ts';
import { enter, idReused } from '../inbox.ts';
import type { MessageReading, Reading } from '../messages.ts';

/** A delivery that is kept as a dead letter, and why. */
export interface Dead {
  readonly reading: Reading;
  readonly problem: string;
}

/** What the inbox makes of the messages of a batch. */
export interface Claimed {
  readonly fresh: readonly MessageReading[];
  /** O9: messages whose id held something else before. */
  readonly conflicts: readonly Dead[];
}

/**
 * Which messages were never here before. Duplicates drop out; an id that held something else is a conflict.
 *
 * @param now RFC 3339
 */
export async function claim(
  sql: Sql,
  schema: string,
  messages: readonly MessageReading[],
  now: string,
): Promise<Claimed> {
  const arrivals = messages.map(({ arrival }) => arrival);
  const verdicts = await enter(sql, schema, arrivals, now);
  return {
    fresh: messages.filter((_, index) => verdicts[index] === 'fresh'),
    conflicts: messages.flatMap((reading, index) => {
      const verdict = verdicts[index];
      if (typeof verdict !== 'object') return [];
      const { code, message, remedy } = idReused(reading.message, verdict.other);
      return [{ reading, problem: `${code}: ${message}; ${remedy}` }];
    }),
  };
}
