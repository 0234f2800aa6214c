import type { z } from 'zod';
import type { SchemaViolation } from './violations.ts';

/** Misspelt names are refused and not ignored: what was meant would be missing without a word (L9, I12). */

/**
 * Names in a query that its route does not take, each with the nearest that it does.
 *
 * @param known the names that the route takes
 */
export function unknownParameters(query: object, known: readonly string[]): SchemaViolation[] {
  return Object.keys(query)
    .filter((name) => !known.includes(name))
    .map((name) => unknownName('UNKNOWN_PARAMETER', 'parameter', name, name, known));
}

/**
 * Fields of a value that its schema does not have, at any depth, each with the nearest name that it has. An object that says
 * that unknown fields are kept takes any; where a value may have one of several forms, only its parts in common are looked at.
 */
export function unknownFields(schema: z.ZodType, value: unknown, path = ''): SchemaViolation[] {
  const inner = unwrapped(schema);
  if (inner.def.type === 'array' && Array.isArray(value)) {
    const { element } = inner.def as unknown as { element: z.ZodType };
    return value.flatMap((each, index) => unknownFields(element, each, `${path}[${index}]`));
  }
  if (inner.def.type !== 'object' || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { shape, catchall } = inner.def as unknown as { shape: Record<string, z.ZodType>; catchall?: z.ZodType };
  const known = Object.keys(shape);
  return Object.entries(value).flatMap(([name, each]) => {
    const place = path === '' ? name : `${path}.${name}`;
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field) return unknownFields(field, each, place);
    return catchall ? [] : [unknownName('UNKNOWN_FIELD', 'field', name, place, known)];
  });
}

/** The schema of the value itself, below what only says that it may be missing or is changed after reading. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = schema.def as unknown as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = innerType ?? input;
  return inner ? unwrapped(inner) : schema;
}

function unknownName(
  code: string,
  what: string,
  name: string,
  path: string,
  known: readonly string[],
): SchemaViolation {
  const nearest = nearestName(name, known);
  return {
    code,
    path,
    message: `${path.slice(0, 100)} is no ${what} that is known here`,
    limit: known.join(', '),
    remedy:
      nearest === undefined
        ? `leave it out: ${known.length === 0 ? 'nothing' : known.join(', ')} is known`
        : `write ${nearest}`,
  };
}

/** The name that differs in the fewest letters, when at most a third of them differ; case, hyphens and underscores aside. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_]/g, '');
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(name.slice(0, 100)), plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.candidate;
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = [...Array(other.length + 1).keys()];
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column++) {
      const changed = (row[column] ?? 0) + (letter === other[column] ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
