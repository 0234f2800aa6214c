import { pathText } from '../reading/violations.ts';

/**
 * Where in a JSON value there is text that is none: the character U+0000, or half of a surrogate pair. JSON can escape both,
 * PostgreSQL and UTF-8 take neither, and no name has them. Undefined when everything can be kept and passed on.
 */
export function unstorablePath(value: unknown): string | undefined {
  const path = pathOf(value);
  return path && pathText(path);
}

/** What is wrong at that path. */
export const unstorable = 'has the character U+0000 or half of a surrogate pair in it';

/** Whether a text is one that can neither be kept nor passed on. */
export function isUnstorable(text: string): boolean {
  return !text.isWellFormed() || text.includes('\0');
}

function pathOf(value: unknown): PropertyKey[] | undefined {
  if (typeof value === 'string') return isUnstorable(value) ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    // A name that is no text cannot be shown either: what holds it is named.
    if (pathOf(name)) return [];
    const path = pathOf(inner);
    if (path) return [Array.isArray(value) ? Number(name) : name, ...path];
  }
  return undefined;
}
