import { Problem } from './problem.filter.ts';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

const defaultSize = 50;
const largestSize = 500;

/**
 * The size of a page that a query asks for.
 * @throws Problem 400 for what is no number from 1 to 500
 */
export function pageSize(limit: string | undefined): number {
  if (limit === undefined) return defaultSize;
  const size = Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > largestSize) {
    throw new Problem(
      400,
      'Not understood',
      `limit is ${limit.slice(0, 20)}; it has to be a number from 1 to ${largestSize}`,
    );
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

/**
 * The sort key that a cursor stands for; undefined on the first page.
 * @throws Problem 400 for a cursor that no page gave
 */
export function cursorKey(cursor: string | undefined, length: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Not JSON: the same answer as for any other text that is no cursor.
  }
  throw wrongCursor();
}

/** A page of what is all there, in the order of its key. */
export function pageOfAll<Item>(
  items: readonly Item[],
  query: { readonly cursor?: string; readonly limit?: string },
  keyOf: (item: Item) => string,
): Page<Item> {
  const size = pageSize(query.limit);
  const [after = ''] = cursorKey(query.cursor, 1) ?? [];
  const sorted = items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return pageOf(
    sorted.filter((item) => keyOf(item) > after),
    size,
    (item) => [keyOf(item)],
  );
}

/** A cursor that no page of the list gave. */
export function wrongCursor(): Problem {
  return new Problem(400, 'Not understood', 'cursor is none that a page of this list gave');
}
