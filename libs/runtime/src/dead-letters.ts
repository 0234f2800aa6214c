import { createHash } from 'node:crypto';
import type { Delivery } from './broker.ts';
import type { Sql } from './slice.ts';

/** A message that could not be processed, as people see it. */
export interface DeadLetterView {
  readonly id: string;
  readonly service: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as text where they are UTF-8, and in full as base64. */
  readonly text: string | null;
  readonly valueBase64: string | null;
  readonly error: string;
  readonly attempts: number;
  readonly deadAt: string;
  readonly replayedAt: string | null;
}

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

/** Dead letters that were not replayed, oldest first, from after an id. */
export async function listDeadLetters(
  sql: Sql,
  schema: string,
  page: { readonly after: string; readonly limit: number },
): Promise<DeadLetterView[]> {
  const rows = await sql<DeadLetterRow>(
    `select * from "${schema}".dead_letter where replayed_at is null and id > $1 order by id limit $2`,
    [page.after, page.limit],
  );
  return rows.map((row) => viewOf(row, schema));
}

/** The delivery that a dead letter was made of; undefined when there is none of that id or it was replayed. */
export async function deadDelivery(sql: Sql, schema: string, id: string): Promise<Delivery | undefined> {
  const [row] = await sql<DeadLetterRow>(
    `select * from "${schema}".dead_letter where id = $1 and replayed_at is null`,
    [id],
  );
  if (!row) return undefined;
  const { topic, partition, offset, key, headers, value } = row;
  return { topic, partition, offset, key, headers, value };
}

/** Marks a dead letter as replayed: it went through. */
export async function markReplayed(sql: Sql, schema: string, id: string): Promise<void> {
  await sql(`update "${schema}".dead_letter set replayed_at = now() where id = $1`, [id]);
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
  id: string;
  topic: string;
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string>;
  error: string;
  attempts: number;
  dead_at: string;
  replayed_at: string | null;
}

function viewOf(row: DeadLetterRow, schema: string): DeadLetterView {
  return {
    id: `${schema}-${row.id}`,
    service: schema,
    topic: row.topic,
    partition: row.partition,
    offset: row.offset,
    key: row.key?.toString() ?? null,
    headers: row.headers,
    text: row.value ? textOf(row.value) : null,
    valueBase64: row.value?.toString('base64') ?? null,
    error: row.error,
    attempts: row.attempts,
    deadAt: new Date(row.dead_at).toISOString(),
    replayedAt: row.replayed_at && new Date(row.replayed_at).toISOString(),
  };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
