import type { JsonSchema } from '../json-schema.ts';
import { type Html, html, prose } from './html.ts';

/** A field as the page shows it: one row, the fields inside it below and further in. */
interface Row {
  readonly name: string;
  readonly depth: number;
  readonly required: boolean;
  readonly type: string;
  readonly limits: string;
  readonly description: string;
}

/** The fields of a schema as a table. `definitions` are the schemas that it may refer to. */
export function fieldTable(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>> = {}): Html {
  const rows = rowsOf(schema, 0, definitions);
  return html`<div class="scroll"><table class="fields">
<thead><tr><th>Field</th><th>Type</th><th>Description</th></tr></thead>
<tbody>
${rows.map(rowHtml)}
</tbody></table></div>`;
}

function rowHtml({ name, depth, required, type, limits, description }: Row): Html {
  return html`<tr><td class="d${depth}"><code>${name}</code>${required && html`<b class="req" title="required">required</b>`}</td>
<td>${type}${limits !== '' && html`<small>${limits}</small>`}</td><td>${prose(description)}</td></tr>`;
}

function rowsOf(schema: JsonSchema, depth: number, definitions: Readonly<Record<string, JsonSchema>>): Row[] {
  const properties = Object.entries(schema.properties ?? {});
  return properties.flatMap(([name, declared]) => {
    const property = resolved(declared, definitions);
    const item = property.items && resolved(property.items, definitions);
    const required = schema.required?.includes(name) ?? false;
    const row = { name, depth, required, type: typeText(property, item), limits: limitsText(property, item) };
    const description = declared.description ?? property.description ?? '';
    return [{ ...row, description }, ...rowsOf(item ?? property, depth + 1, definitions)];
  });
}

/** The schema that a reference stands for. */
export function resolved(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const name =
    String(schema.$ref ?? '')
      .split('/')
      .at(-1) ?? '';
  return definitions[name] ?? schema;
}

function typeText(schema: JsonSchema, item: JsonSchema | undefined): string {
  if (schema.$ref) return String(schema.$ref).split('/').at(-1) ?? '';
  if (item) return `list of ${plural(typeText(item, undefined))}`;
  if (schema.anyOf && !schema.type) {
    return schema.anyOf.map((each) => (each.const === '' ? 'empty' : typeText(each, undefined))).join(' or ');
  }
  if (schema.propertyNames) return 'map';
  if (schema.format === 'date') return 'date';
  if (schema.format === 'date-time') return 'time';
  if (schema.format === 'uri') return 'https address';
  if (schema.enum) return 'one of';
  return schema.type === 'string' && String(schema.pattern ?? '').includes('\\d{1,1')
    ? 'decimal string'
    : String(schema.type);
}

function plural(type: string): string {
  return type === 'one of' ? 'values' : `${type}s`;
}

/** What a field has to be where it is not null; undefined for one that never is. */
function orNull(schema: JsonSchema): JsonSchema | undefined {
  const [value, nothing, ...others] = schema.anyOf ?? [];
  return nothing?.type === 'null' && others.length === 0 ? value : undefined;
}

function limitsText(field: JsonSchema, item: JsonSchema | undefined): string {
  const schema: JsonSchema = { ...field, ...orNull(field) };
  const values = (schema.enum ?? item?.enum) as string[] | undefined;
  const parts = [
    values?.join(' · '),
    schema.const !== undefined ? `always ${JSON.stringify(schema.const)}` : undefined,
    range(schema.minimum, schema.maximum, ''),
    range(schema.minItems, schema.maxItems, ' entries'),
    schema.minLength !== undefined && schema.maxLength === undefined ? 'not empty' : undefined,
    schema.maxLength !== undefined ? `${schema.maxLength} characters at most` : undefined,
    shapes[String(schema.pattern)],
    schema.default !== undefined ? `default ${schema.default}` : undefined,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

function range(least: unknown, most: unknown, unit: string): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  const number = (value: unknown) => Number(value).toLocaleString('en');
  if (most === undefined) return `at least ${number(least)}${unit}`;
  return least === undefined ? `at most ${number(most)}${unit}` : `${number(least)} to ${number(most)}${unit}`;
}

/** Patterns that people read more easily in other words. */
const shapes: Readonly<Record<string, string>> = {
  '^[A-Z]{3}$': 'three capital letters',
  '^[A-Z]{2}$': 'two capital letters',
  '^\\d{4}$': 'four digits',
  '^\\d{12}$': 'twelve digits',
  '^\\d{4}-(0[1-9]|1[0-2])$': 'YYYY-MM',
  '^[0-9a-f]{64}$': '64 hexadecimal digits',
  '^\\d{1,12}(\\.\\d{1,9})?$': 'not negative, up to 9 decimals',
  '^-?\\d{1,15}(\\.\\d{1,9})?$': 'may be negative',
};
