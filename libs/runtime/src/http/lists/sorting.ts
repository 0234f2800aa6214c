import { wrongParameter } from '../problem.filter.ts';

/**
 * As people sort: not by bytes, which would put Zebra before alpha and Łódź after both. Texts that differ are never equal in it, so
 * that a cursor is one place.
 */
export const asPeopleSort = 'collate "und-x-icu"';

/** An order of a list: what it goes by, and which way round. */
export interface Sorting<Column> {
  readonly column: Column;
  readonly direction: 'asc' | 'desc';
}

/**
 * What a `sort` names, with `-` in front for the other way round.
 * @throws Problem 400 for what the list cannot be sorted by
 */
export function sortingOf<Column>(sort: string, sortable: Readonly<Record<string, Column>>): Sorting<Column> {
  const name = sort.replace(/^-/, '');
  const column = Object.hasOwn(sortable, name) ? sortable[name] : undefined;
  if (column === undefined) {
    const limit = Object.keys(sortable).join(', ');
    const message = `sort is ${sort.slice(0, 40)}; it has to be one of ${limit}, with - for descending`;
    throw wrongParameter('sort', { message, limit, actual: sort.slice(0, 40) });
  }
  return { column, direction: sort.startsWith('-') ? 'desc' : 'asc' };
}

/** The pattern of `like` for a text that stands anywhere in another. */
export function anywhere(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
