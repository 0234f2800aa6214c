import { z } from 'zod';
import { httpSchemas, routes } from '#contracts/http/http.ts';
import type { Content, RouteAnswer } from '#contracts/http/http-route.ts';
import { conversion, described, type JsonSchema } from './json-schema.ts';

/** A name for every schema of a body: its own, or that of the operation. */
export function schemaNames(): Map<z.ZodType, string> {
  const names = new Map(Object.entries(httpSchemas).map(([name, schema]) => [schema, name]));
  const add = (content: Content | undefined, name: string) => {
    for (const schema of Object.values(content ?? {})) {
      if (typeof schema !== 'string' && !names.has(schema)) names.set(schema, name);
    }
  };
  for (const { id, body, answers } of routes) {
    const operationName = id.charAt(0).toUpperCase() + id.slice(1);
    add(body, `${operationName}Body`);
    answers.forEach((answer: RouteAnswer, index) => {
      add(answer.content, `${operationName}Answer${index === 0 ? '' : answer.status}`);
    });
  }
  return names;
}

/** The schemas by their names, each referring to the others. */
export function componentSchemas(names: ReadonlyMap<z.ZodType, string>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    ...conversion('draft-2020-12'),
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, '~standard': _, ...schema }]) => [
      name,
      described(name, schema as JsonSchema, []),
    ]),
  );
}
