import type { z } from 'zod';

/** What a schema says of the shape of a value, for what has to know it before the value is walked. */

/** The schema of the value itself, below what only says that it may be missing or is changed after reading. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = schema.def as unknown as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = innerType ?? input;
  return inner ? unwrapped(inner) : schema;
}

/** How many entries a schema allows in a list. */
export function mostEntries(schema: z.ZodType): number {
  const checks = (schema.def as { checks?: { _zod: { def: { check: string; maximum?: number } } }[] }).checks ?? [];
  const bounds = checks.map((check) => check._zod.def).filter(({ check }) => check === 'max_length');
  return Math.min(...bounds.map(({ maximum }) => maximum ?? Number.POSITIVE_INFINITY));
}

const withLists = new WeakMap<z.ZodType, boolean>();

/** Whether a list, or an object whose names are data, stands anywhere in what a schema reads. */
export function hasLists(schema: z.ZodType): boolean {
  const known = withLists.get(schema);
  if (known !== undefined) return known;
  // Of one that has itself in it, until the rest is known.
  withLists.set(schema, true);
  const inner = unwrapped(schema);
  const { shape = {} } = inner.def as unknown as { shape?: Readonly<Record<string, z.ZodType>> };
  const { type } = inner.def;
  const found = type === 'array' || type === 'record' || (type === 'object' && Object.values(shape).some(hasLists));
  withLists.set(schema, found);
  return found;
}

const partsWithLists = new WeakMap<z.ZodType, readonly (readonly [name: string, schema: z.ZodType])[]>();

/** The fields of an object's schema in which a list, or an object whose names are data, stands anywhere. */
export function fieldsWithLists(schema: z.ZodType): readonly (readonly [name: string, schema: z.ZodType])[] {
  const known = partsWithLists.get(schema);
  if (known) return known;
  const { shape } = schema.def as unknown as { shape: Readonly<Record<string, z.ZodType>> };
  const fields = Object.entries(shape).filter(([, field]) => hasLists(field));
  partsWithLists.set(schema, fields);
  return fields;
}
