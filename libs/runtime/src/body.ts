import type { z } from 'zod';
import { schemaViolations } from '#contracts/violations.ts';
import { refused } from './problem.filter.ts';

/**
 * What a body says.
 * @throws Problem 422 with every violation when it does not fit the schema
 */
export function bodyOf<Data>(schema: z.ZodType<Data>, body: unknown): Data {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refused(schemaViolations(parsed.error, body));
}
