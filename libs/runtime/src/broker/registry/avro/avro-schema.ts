import { FrameProblem } from '../frame-problem.ts';
import { type LogicalName, logicalOf } from './avro-logical.ts';

/** What a value of a schema consists of. A record stands in itself where its schema does. */
export type AvroType =
  | { readonly kind: 'null' | 'boolean' | 'float' | 'double' | 'string' }
  | { readonly kind: 'int' | 'long'; readonly logical?: LogicalName }
  | { readonly kind: 'bytes'; readonly scale?: number }
  | { readonly kind: 'fixed'; readonly size: number; readonly scale?: number; readonly isUuid?: boolean }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array' | 'map'; readonly of: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | { readonly kind: 'record'; readonly fields: AvroField[] };

export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
}

/** The named types that were read so far, by full name: those of schemas that a schema refers to are there before it. */
export type AvroNames = Map<string, AvroType>;

type Told = Readonly<Record<string, unknown>>;

const plain = new Set(['null', 'boolean', 'float', 'double', 'string', 'int', 'long', 'bytes']);
const mostLevels = 64;

/**
 * Reads a schema of Avro 1.12.
 *
 * @param schema as JSON
 * @throws FrameProblem for one that is wrong
 */
export function readAvroSchema(schema: unknown, names: AvroNames = new Map()): AvroType {
  return typeOf(schema, { names, space: '', level: 0 });
}

interface Within {
  readonly names: AvroNames;
  /** The namespace that bare names are in. */
  readonly space: string;
  readonly level: number;
}

function typeOf(schema: unknown, within: Within): AvroType {
  if (within.level > mostLevels) throw new FrameProblem(`its schema has more than ${mostLevels} levels`);
  const inner = { ...within, level: within.level + 1 };
  if (typeof schema === 'string') return namedOr(schema, within);
  if (Array.isArray(schema)) return { kind: 'union', branches: schema.map((branch) => typeOf(branch, inner)) };
  if (typeof schema !== 'object' || schema === null) throw wrong(`${JSON.stringify(schema)} is no type`);
  const told = schema as Told;
  const { type } = told;
  if (typeof type !== 'string') return typeOf(type, inner);
  if (type === 'array') return { kind: 'array', of: typeOf(told.items, inner) };
  if (type === 'map') return { kind: 'map', of: typeOf(told.values, inner) };
  if (type === 'record' || type === 'error') return recordOf(told, inner);
  if (type === 'enum') return define(told, within, { kind: 'enum', symbols: textsOf(told.symbols, 'symbols') });
  if (type === 'fixed') return define(told, within, fixedOf(told));
  if (type === 'int' || type === 'long') return { kind: type, logical: logicalOf(type, told) };
  if (type === 'bytes') return { kind: 'bytes', scale: scaleOf(told) };
  return namedOr(type, within);
}

function namedOr(name: string, { names, space }: Within): AvroType {
  if (plain.has(name)) return { kind: name } as AvroType;
  const found = (name.includes('.') ? undefined : names.get(fullName(name, space))) ?? names.get(name);
  if (!found) throw wrong(`it names type ${name.slice(0, 80)}, which is nowhere defined`);
  return found;
}

function recordOf(told: Told, within: Within): AvroType {
  const fields: AvroField[] = [];
  const record = define(told, within, { kind: 'record', fields });
  const space = spaceOf(told, within.space);
  if (!Array.isArray(told.fields)) throw wrong('a record has no fields');
  for (const field of told.fields as readonly unknown[]) {
    const { name, type } = (field ?? {}) as Told;
    if (typeof name !== 'string') throw wrong('a field has no name');
    fields.push({ name, type: typeOf(type, { ...within, space }) });
  }
  return record;
}

function fixedOf(told: Told): AvroType {
  const { size, logicalType } = told;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) throw wrong('the size of a fixed is no number');
  return { kind: 'fixed', size, scale: scaleOf(told), isUuid: logicalType === 'uuid' && size === 16 };
}

// A logical type that is not as Avro has it counts as none: the value is that of the type below.
function scaleOf({ logicalType, precision, scale = 0 }: Told): number | undefined {
  if (logicalType !== 'decimal' || typeof precision !== 'number' || typeof scale !== 'number') return undefined;
  return Number.isInteger(scale) && scale >= 0 && scale <= precision ? scale : undefined;
}

function define<Type extends AvroType>(told: Told, { names, space }: Within, type: Type): Type {
  const { name } = told;
  if (typeof name !== 'string' || name === '') throw wrong('a named type has no name');
  const full = name.includes('.') ? name : fullName(name, spaceOf(told, space));
  if (names.has(full)) throw wrong(`it defines ${full.slice(0, 80)} twice`);
  names.set(full, type);
  return type;
}

function spaceOf({ name, namespace }: Told, outer: string): string {
  if (typeof name === 'string' && name.includes('.')) return name.slice(0, name.lastIndexOf('.'));
  return typeof namespace === 'string' ? namespace : outer;
}

function fullName(name: string, space: string): string {
  return space === '' ? name : `${space}.${name}`;
}

function textsOf(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw wrong(`its ${what} are no list of texts`);
}

function wrong(why: string): FrameProblem {
  return new FrameProblem(`its schema cannot be read: ${why}`);
}
