import type { z } from 'zod';
import { readAs } from '#contracts/reading/read-as.ts';
import { rulesBroken } from './problem.filter.ts';

/**
 * What a body says.
 * @throws Problem 422 with every violation when it does not fit the schema
 */
export function bodyOf<Data>(schema: z.ZodType<Data>, body: unknown): Data {
  const read = readAs(schema, body);
  if (read.success) return read.data;
  throw rulesBroken(read.violations);
}
