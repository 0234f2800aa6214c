import { z } from 'zod';
import { deviceCountReported, deviceEnrolled } from '#contracts/devices.ts';
import { lookupRequest } from '#contracts/http/fulfillment/http-fulfillment.ts';
import { deviceReport } from '#contracts/http/http-devices.ts';
import { requestBodies, stockLine, stockMoveRequested, transferRequested } from '#contracts/license-requests.ts';
import { httpsUrl } from '#contracts/text/primitives.ts';
import { fieldText } from './field-texts.ts';

/** A JSON Schema as far as it is looked into here. */
export interface JsonSchema {
  [keyword: string]: unknown;
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

const stockNamed: JsonSchema = {
  oneOf: [
    { required: ['lotId', 'quantity'] },
    { required: ['sku', 'quantity'] },
    {
      required: ['lines'],
      not: { anyOf: [{ required: ['lotId'] }, { required: ['sku'] }, { required: ['quantity'] }] },
    },
  ],
};

/** Rules of a schema that zod holds as code (`refine`), said again in JSON Schema; tests hold the two together. */
const refinements = new Map<unknown, JsonSchema>([
  [deviceEnrolled, { anyOf: [{ required: ['sku'] }, { required: ['deviceType'] }] }],
  [deviceCountReported, { anyOf: [{ required: ['sku'] }, { required: ['deviceType'] }] }],
  [
    transferRequested.shape.lines.element,
    { oneOf: [{ required: ['lotId'] }, { required: ['licenseKey'] }, { required: ['sku'] }] },
  ],
  [stockMoveRequested, stockNamed],
  [requestBodies.stockMove, stockNamed],
  [stockLine, { oneOf: [{ required: ['lotId'] }, { required: ['sku'] }] }],
  [
    deviceReport,
    {
      anyOf: [{ required: ['sku'] }, { required: ['deviceType'] }],
      oneOf: [{ required: ['inUse'] }, { anyOf: [{ required: ['enrolled'] }, { required: ['unenrolled'] }] }],
    },
  ],
  [lookupRequest, { anyOf: [{ required: ['activationCode'] }, { required: ['ssrn'] }] }],
  [httpsUrl, { pattern: '^https://' }],
]);

export type Dialect = 'draft-2020-12' | 'draft-7';

/** How zod is asked for a JSON Schema: what a sender has to write, with every rule that is not in zod's own data. */
export function conversion(dialect: Dialect) {
  return {
    target: dialect,
    io: 'input' as const,
    override: ({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: object }) => {
      Object.assign(jsonSchema, refinements.get(zodSchema));
    },
  };
}

/** The JSON Schema of a message's data, each field with its text. */
export function dataSchema(context: string, schema: z.ZodType, dialect: Dialect = 'draft-2020-12'): JsonSchema {
  const { $schema, '~standard': _, ...converted } = z.toJSONSchema(schema, conversion(dialect)) as JsonSchema;
  return described(context, converted, []);
}

/** The schema with a description at every field. */
export function described(context: string, schema: JsonSchema, path: readonly string[]): JsonSchema {
  const { properties, items } = tidied(schema);
  return {
    ...tidied(schema),
    ...(items && { items: described(context, items, path) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, field(context, property, [...path, name])]),
      ),
    }),
  };
}

function field(context: string, schema: JsonSchema, path: readonly string[]): JsonSchema {
  const inner = described(context, schema, path);
  if (inner.description !== undefined || inner.$ref !== undefined) return inner;
  const description = fieldText(context, path);
  if (description === undefined) throw new Error(`${context}: ${path.join('.')} has no text in field-texts.ts`);
  return { description, ...inner };
}

// Bounds of what a double holds exactly say nothing about the field, and an empty schema nothing about other fields.
function tidied(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword, value]) =>
        !((keyword === 'minimum' || keyword === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) &&
        !(keyword === 'additionalProperties' && JSON.stringify(value) === '{}'),
    ),
  );
}
