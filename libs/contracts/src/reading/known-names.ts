import type { z } from 'zod';
import { nearestName } from '../text/nearest-name.ts';
import { mostEntries, unwrapped } from './schema-shape.ts';
import type { SchemaViolation } from './violations.ts';

/** Misspelt names are refused and not ignored: what was meant would be missing without a word (L9, I12). */

/** The nearest name is looked for as often as anybody reads it. */
const mostRemedies = 100;

/**
 * Names in a query that its route does not take, each with the nearest that it does.
 *
 * @param known the names that the route takes
 */
export function unknownParameters(query: object, known: readonly string[]): SchemaViolation[] {
  return Object.keys(query)
    .filter((name) => !known.includes(name))
    .map((name, index) => unknownName('UNKNOWN_PARAMETER', 'parameter', { name, path: name, known }, index));
}

/** Values of a query that are none of those that its parameter takes, each with the nearest that it does. */
export function unknownValues(
  query: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, { readonly schema: z.ZodType }>>,
): SchemaViolation[] {
  return Object.entries(parameters).flatMap(([name, { schema }]) => {
    const known = optionsOf(schema);
    const value = query[name];
    if (known === undefined || typeof value !== 'string' || known.includes(value)) return [];
    const shown = value.slice(0, 40);
    const nearest = nearestName(value, known);
    return [
      {
        code: 'UNKNOWN_VALUE',
        path: name,
        value: shown,
        message: `${name} is ${shown}; it has to be one of ${known.join(', ')}`,
        limit: known.join(', '),
        ...(nearest === undefined ? {} : { remedy: `write ${nearest}` }),
      },
    ];
  });
}

/** The values that a parameter takes, where it takes only some. */
function optionsOf(schema: z.ZodType): readonly string[] | undefined {
  const inner = unwrapped(schema);
  return inner.def.type === 'enum' ? (inner as z.ZodEnum).options.map(String) : undefined;
}

/**
 * Fields of a value that its schema does not have, at any depth, each with the nearest name that it has. An object that says
 * that unknown fields are kept takes any; where a value may have one of several forms, only its parts in common are looked at.
 * A list that is longer than its schema allows is not looked into: it is refused for its length.
 */
export function unknownFields(schema: z.ZodType, value: unknown): SchemaViolation[] {
  return unknownPlaces(schema, value, '').map((place, index) => unknownName('UNKNOWN_FIELD', 'field', place, index));
}

interface Unknown {
  readonly name: string;
  readonly path: string;
  /** The names that would be known there. */
  readonly known: readonly string[];
}

function unknownPlaces(schema: z.ZodType, value: unknown, path: string): Unknown[] {
  const inner = unwrapped(schema);
  if (inner.def.type === 'array' && Array.isArray(value)) {
    if (value.length > mostEntries(inner)) return [];
    const { element } = inner.def as unknown as { element: z.ZodType };
    return value.flatMap((each, index) => unknownPlaces(element, each, `${path}[${index}]`));
  }
  if (inner.def.type !== 'object' || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { shape, catchall } = inner.def as unknown as { shape: Record<string, z.ZodType>; catchall?: z.ZodType };
  const known = Object.keys(shape);
  return Object.entries(value).flatMap(([name, each]) => {
    const place = path === '' ? name : `${path}.${name}`;
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field) return unknownPlaces(field, each, place);
    return catchall ? [] : [{ name, path: place, known }];
  });
}

function unknownName(code: string, what: string, { name, path, known }: Unknown, index: number): SchemaViolation {
  const nearest = index < mostRemedies ? nearestName(name, known) : undefined;
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  return {
    code,
    path: shown,
    message: `${shown} is no ${what} that is known here`,
    limit: known.join(', '),
    remedy:
      nearest === undefined
        ? `leave it out: ${known.length === 0 ? 'none is known here' : `known are ${known.join(', ')}`}`
        : `write ${nearest}`,
  };
}
