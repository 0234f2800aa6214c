import { createHash } from 'node:crypto';
import { topics } from '#contracts/topics.ts';
import type { Delivery } from '../broker/broker.ts';
import type { Sql } from '../postgres/sql.ts';

/** In place of a partition: a message of the service itself that its broker refused. Replayed, it is sent again. */
export const outgoingPartition = -1;

/** A delivery and why it failed. */
export interface Failure {
  readonly delivery: Delivery;
  readonly error: string;
}

/** Keeps what cannot be processed, with its bytes (O5) but for a passcode in clear (K4); what is there already counts one more attempt. */
export async function keepDeadLetters(sql: Sql, schema: string, failures: readonly Failure[]): Promise<void> {
  for (const { delivery, error } of failures) {
    await sql(
      `insert into "${schema}".dead_letter (origin, topic, partition, "offset", key, value, headers, error, attempts)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
       on conflict (origin) do update
         set error = excluded.error, attempts = dead_letter.attempts + 1, dead_at = now(), replayed_at = null`,
      [
        originOf(delivery),
        delivery.topic,
        delivery.partition,
        delivery.offset,
        delivery.key,
        withoutPasscode(delivery.value),
        JSON.stringify(delivery.headers).replaceAll('\\u0000', ''),
        error.slice(0, 4000).replaceAll('\0', ''),
      ],
    );
  }
}

// A passcode is to be kept nowhere in clear, here neither: replayed, the message says that it is not four digits. Read as
// Latin-1, every other byte stays what it is, whatever the message is.
function withoutPasscode(value: Uint8Array | null): Uint8Array | null {
  const text = value && Buffer.from(value).toString('latin1');
  if (!text?.includes('"passcode"')) return value;
  return Buffer.from(text.replaceAll(/("passcode"\s*:\s*)("(?:[^"\\]|\\.)*"|\d+)/g, '$1"****"'), 'latin1');
}

/** The delivery that a dead letter was made of; undefined when there is none of that id, or it was replayed or settled. */
export async function deadDelivery(sql: Sql, schema: string, id: string): Promise<Delivery | undefined> {
  const [row] = await sql<DeadLetterRow>(`select * from "${schema}".dead_letter where id = $1 and ${isOpen}`, [id]);
  if (!row) return undefined;
  const { topic, partition, offset, key, headers, value } = row;
  return { topic, partition, offset, key, headers, value };
}

// What PostgreSQL says of columns, tables and conditions that a process does not know of, ours among them, oldest first; and what
// a process says of an event of a newer one that it does not know or does not answer.
const otherTables =
  'violates (not-null|check|foreign key) constraint|(column|relation) .* does not exist|has no entries|SQLSTATE (23502|23503|23514|42703|42P01|P0001)|^type \\S+ (is unknown|has no slice) on topic';
// On topics that our own services write, an event that does not fit is one of another release.
const ourTopics = Object.entries(topics).flatMap(([name, { direction }]) => (direction === 'out' ? [name] : []));
// Facts that came before the products that make their names known (T6).
const unknownNames = '^(UNKNOWN_EDITION|UNKNOWN_DEVICE_TYPE): ';
const mostTries = 20;
const mostAtOnce = 200;

/** Dead letters that may go through later, by what they say: of a release that met tables or events of another (R7), of unknown names. */
export async function lettersToRetry(sql: Sql, schema: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `select id from "${schema}".dead_letter
     where ${isOpen} and partition >= 0 and attempts < $2 and (error ~ $1 or topic = any($4::text[]) and error ~ '^[a-z.-]+[.]v[0-9]+: ')
     order by id limit $3`,
    [`${otherTables}|${unknownNames}`, mostTries, mostAtOnce, ourTopics],
  );
  return rows.map(({ id }) => id);
}

/** Marks a dead letter as replayed: it went through. */
export async function markReplayed(sql: Sql, schema: string, id: string): Promise<void> {
  await sql(`update "${schema}".dead_letter set replayed_at = now() where id = $1`, [id]);
}

/** SQL: nobody has replayed or settled it. */
export const isOpen = 'replayed_at is null and settled_at is null';

/** Who says that nothing is to become of a dead letter, and why. */
export interface SettledBy {
  readonly by: string;
  readonly reason: string;
}

/**
 * Settles a dead letter that replay can never mend. It stays in the table with its bytes and reason, and coming again does not
 * open it.
 * @returns false when there is none of that id that is open
 */
export async function settleDeadLetter(
  sql: Sql,
  schema: string,
  id: string,
  { by, reason }: SettledBy,
): Promise<boolean> {
  const settled = await sql(
    `update "${schema}".dead_letter set settled_at = now(), settled_by = $2, settled_reason = $3
     where id = $1 and ${isOpen} returning id`,
    [id, by, reason],
  );
  return settled.length > 0;
}

/** Where a message came from. The bytes are part of it: a topic that was made anew counts its offsets from 0 again. */
function originOf(delivery: Delivery): string {
  const bytes = createHash('sha256')
    .update(delivery.value ?? '')
    .digest('hex')
    .slice(0, 16);
  return `${delivery.topic}/${delivery.partition}/${delivery.offset}/${bytes}`;
}

interface DeadLetterRow {
  topic: string;
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string>;
}
