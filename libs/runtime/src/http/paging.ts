import { isCalendarDate } from '#domain/values/calendar.ts';
import { type Problem, wrongParameter } from './problem.filter.ts';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

const defaultSize = 50;
const largestSize = 500;
/** Twice what the longest ids and names come to. */
const longestCursor = 4000;

/**
 * The size of a page that a query asks for.
 * @throws Problem 400 for what is no number from 1 to the largest, 500 unless it is named
 */
export function pageSize(limit: string | undefined, { usual = defaultSize, largest = largestSize } = {}): number {
  if (limit === undefined) return usual;
  const size = Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > largest) {
    const message = `limit is ${limit.slice(0, 20)}; it has to be a number from 1 to ${largest}`;
    throw wrongParameter('limit', { message, limit: String(largest), actual: limit.slice(0, 20) });
  }
  return size;
}

/** A page of rows that were read with one more than its size; the cursor is the sort key of the last one, in base64url. */
export function pageOf<Item>(
  rows: readonly Item[],
  size: number,
  sortKey: (item: Item) => readonly string[],
): Page<Item> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  const more = rows.length > size && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(JSON.stringify(sortKey(last))).toString('base64url') : null };
}

/** What a part of a sort key is to the database: what it would not take is no part of a cursor of ours (R15). */
export type KeyPart = 'number' | 'date' | 'instant' | 'text';

const isPart: Readonly<Record<KeyPart, (text: string) => boolean>> = {
  number: (text) => /^-?\d{1,18}$/.test(text),
  // What has no end comes after everything that has one.
  date: (text) => text === 'infinity' || isStoredDate(text),
  instant: (text) =>
    /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?Z$/.test(text) && isStoredDate(text.slice(0, 10)),
  text: (text) => text.isWellFormed() && !text.includes('\0'),
};

/** PostgreSQL has no year 0. */
function isStoredDate(text: string): boolean {
  return isCalendarDate(text) && !text.startsWith('0000');
}

/**
 * The sort key that a cursor stands for, one text for each of `parts`; undefined on the first page. Whoever forges one
 * that could be ours begins at another place of the list, and sees what he or she may see of it.
 * @throws Problem 400 for a cursor that no page of a list with that key gave
 */
export function cursorKey<const Parts extends readonly KeyPart[]>(
  cursor: string | undefined,
  parts: Parts,
): { readonly [Part in keyof Parts]: string } | undefined {
  if (cursor === undefined) return undefined;
  const key = decoded(cursor);
  if (!Array.isArray(key) || key.length !== parts.length) throw wrongCursor();
  const isKey = parts.every((part, index) => typeof key[index] === 'string' && isPart[part](key[index]));
  if (!isKey) throw wrongCursor();
  return key as unknown as { readonly [Part in keyof Parts]: string };
}

function decoded(cursor: string): unknown {
  if (cursor.length > longestCursor || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** A page of what is all there, in the order of its key. */
export function pageOfAll<Item>(
  items: readonly Item[],
  query: { readonly cursor?: string; readonly limit?: string },
  keyOf: (item: Item) => string,
): Page<Item> {
  const size = pageSize(query.limit);
  const [after = ''] = cursorKey(query.cursor, ['text']) ?? [];
  const sorted = items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return pageOf(
    sorted.filter((item) => keyOf(item) > after),
    size,
    (item) => [keyOf(item)],
  );
}

/** A cursor that no page of the list gave. */
export function wrongCursor(): Problem {
  return wrongParameter('cursor', {
    message: 'cursor is none that a page of this list gave',
    remedy: 'send nextCursor of the page before as it came, or none to begin anew',
  });
}
