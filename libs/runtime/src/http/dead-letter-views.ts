import type { Sql } from '../postgres/sql.ts';
import { isOpen } from '../slices/dead-letters.ts';

/** Dead letters as people see them. A list has heads alone: nothing in it grows with the messages (R16). */

/** What is known of a message that could not be processed, but for what is in it. */
export interface DeadLetterHead {
  readonly id: string;
  readonly service: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** Its first {@link shownCharacters}. */
  readonly key: string | null;
  /** Of what is in it, in bytes; null where it has no value. */
  readonly size: number | null;
  /** How it begins, where its bytes are UTF-8: {@link shownCharacters} at most. */
  readonly text: string | null;
  /** Why, in {@link errorCharacters} at most. */
  readonly error: string;
  readonly attempts: number;
  readonly deadAt: string;
  readonly replayedAt: string | null;
  readonly settledAt: string | null;
  /** E-mail of who settled it, and why. */
  readonly settledBy: string | null;
  readonly settledReason: string | null;
}

/** One with all that came with it; its bytes are read by {@link deadLetterBytes}. */
export interface DeadLetterView extends DeadLetterHead {
  readonly headers: Readonly<Record<string, string>>;
}

const shownCharacters = 200;
const errorCharacters = 500;
/** Enough for so many characters of any kind, as UTF-8. */
const shownBytes = 4 * shownCharacters;
const bytesAtOnce = 1_000_000;

const headColumns = `id, topic, partition, "offset", substring(key from 1 for ${shownBytes}) as key, octet_length(value) as size,
  substring(value from 1 for ${shownBytes}) as start, attempts, dead_at as "deadAt", replayed_at as "replayedAt",
  settled_at as "settledAt", settled_by as "settledBy", settled_reason as "settledReason"`;

/** Dead letters oldest first, from after an id: those that are open, or those that somebody settled. */
export async function listDeadLetters(
  sql: Sql,
  schema: string,
  page: { readonly after: string; readonly limit: number; readonly settled?: boolean },
): Promise<DeadLetterHead[]> {
  const rows = await sql<HeadRow>(
    `select ${headColumns}, left(error, ${errorCharacters}) as error from "${schema}".dead_letter
     where ${page.settled ? 'settled_at is not null' : isOpen} and id > $1 order by id limit $2`,
    [page.after, page.limit],
  );
  return rows.map((row) => headOf(row, schema));
}

/** One dead letter that was not replayed, open or settled, with its error in full; undefined when there is none of that id. */
export async function findDeadLetter(sql: Sql, schema: string, id: string): Promise<DeadLetterView | undefined> {
  const [row] = await sql<HeadRow & { headers: Record<string, string> }>(
    `select ${headColumns}, error, headers from "${schema}".dead_letter where replayed_at is null and id = $1`,
    [id],
  );
  return row && { ...headOf(row, schema), headers: row.headers };
}

/** The bytes of a dead letter, a million at a time, so that nobody holds all of them. */
export async function* deadLetterBytes(sql: Sql, schema: string, id: string): AsyncGenerator<Uint8Array> {
  for (let from = 1; ; from += bytesAtOnce) {
    const [row] = await sql<{ bytes: Buffer | null }>(
      `select substring(value from $2::int for ${bytesAtOnce}) as bytes from "${schema}".dead_letter where id = $1`,
      [id, from],
    );
    if (row?.bytes?.length) yield row.bytes;
    if ((row?.bytes?.length ?? 0) < bytesAtOnce) return;
  }
}

/** Dead letters that are alike: of one topic, for the same cause. */
export interface DeadLetterCount {
  readonly topic: string;
  /** The code that their errors begin with, or how they begin. */
  readonly cause: string;
  readonly count: number;
}

// Errors that name a code are alike whatever figures follow.
const causeSql = `coalesce(substring(error from '^[A-Z][A-Z_]{3,}'), left(error, 80))`;

/** How many dead letters are open, by topic and cause, most at the front; a hundred kinds at most. */
export async function countDeadLetters(sql: Sql, schema: string): Promise<DeadLetterCount[]> {
  return await sql<DeadLetterCount>(
    `select topic, ${causeSql} as cause, count(*)::int as count from "${schema}".dead_letter where ${isOpen}
     group by 1, 2 order by 3 desc, 1, 2 limit 100`,
  );
}

/** The first of the open dead letters that are alike, oldest first. */
export async function lettersLike(
  sql: Sql,
  schema: string,
  { topic, cause }: { readonly topic?: string; readonly cause?: string },
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `select id from "${schema}".dead_letter where ${isOpen} and ($1::text is null or topic = $1) and ($2::text is null or ${causeSql} = $2)
     order by id limit $3`,
    [topic ?? null, cause ?? null, limit],
  );
  return rows.map(({ id }) => id);
}

interface HeadRow extends Omit<DeadLetterHead, 'service' | 'key' | 'text'> {
  readonly key: Buffer | null;
  readonly start: Buffer | null;
}

function headOf(row: HeadRow, schema: string): DeadLetterHead {
  return {
    id: `${schema}-${row.id}`,
    service: schema,
    topic: row.topic,
    partition: row.partition,
    offset: row.offset,
    key: row.key && firstCharacters(row.key.toString()),
    size: row.size,
    text: row.start && textOf(row.start),
    error: row.error,
    attempts: row.attempts,
    deadAt: new Date(row.deadAt).toISOString(),
    replayedAt: row.replayedAt && new Date(row.replayedAt).toISOString(),
    settledAt: row.settledAt && new Date(row.settledAt).toISOString(),
    settledBy: row.settledBy,
    settledReason: row.settledReason,
  };
}

/** The beginning of a text; what a cut left of a last character is no fault of the bytes. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return firstCharacters(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }));
  } catch {
    return null;
  }
}

function firstCharacters(text: string): string {
  return [...text].slice(0, shownCharacters).join('');
}
