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
