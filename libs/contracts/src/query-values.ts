import type { QueryParameter } from './http/http-route.ts';
import { unknownValues } from './reading/known-names.ts';
import { readAs } from './reading/read-as.ts';
import { unwrapped } from './reading/schema-shape.ts';
import type { SchemaViolation } from './reading/violations.ts';

/**
 * Values in a query that are none of those that the contract of their route has: a word that nobody knows would filter nothing, or
 * everything, without a word. A parameter that its route does not take is not looked at here.
 */
export function wrongParameters(
  query: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, QueryParameter>>,
): readonly SchemaViolation[] {
  const others = Object.entries(query).flatMap(([name, value]) => {
    const { schema } = known[name] ?? {};
    if (!schema || typeof value !== 'string' || unwrapped(schema).def.type === 'enum') return [];
    const isCount = unwrapped(schema).def.type === 'number';
    const read = readAs(schema, isCount && /^-?\d+$/.test(value) ? Number(value) : value);
    if (read.success) return [];
    return read.violations.map((violation) => ({
      ...violation,
      path: name,
      message: violation.message.replace(/^the message/, name),
    }));
  });
  return [...unknownValues(query, known), ...others];
}
