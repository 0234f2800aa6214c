import { FrameProblem } from '../frame-problem.ts';
import { exactDecimalText, timeText } from './avro-logical.ts';
import type { AvroField, AvroType } from './avro-schema.ts';

/** A record in a list is three of them: list, union, record. */
const mostLevels = 128;
const mostValues = 200_000;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A value of Avro as what everybody reads: JSON, or the document itself where the schema is one text or one `bytes`. It takes no longer
 * than the bytes and the limits allow, whatever lengths they claim.
 *
 * @throws FrameProblem for bytes that are no value of the schema, all of them
 */
export function avroContent(
  type: AvroType,
  bytes: Uint8Array,
): { readonly isJson: boolean; readonly bytes: Uint8Array } {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at: Reading = { bytes: whole, offset: 0, values: 0, level: 0 };
  // Connect says of a text that may be absent that it is one or null.
  const root = type.kind === 'union' ? choice(type.branches, at, 'branch') : type;
  const isDocument = root.kind === 'string' || (root.kind === 'bytes' && root.scale === undefined);
  const content = isDocument ? take(at, lengthAt(at)) : Buffer.from(jsonOf(root, at));
  if (at.offset < bytes.length) throw new FrameProblem(`${bytes.length - at.offset} bytes are left behind its value`);
  return { isJson: !isDocument, bytes: content };
}

interface Reading {
  readonly bytes: Buffer;
  offset: number;
  values: number;
  level: number;
}

function jsonOf(type: AvroType, at: Reading): string {
  at.values += 1;
  if (at.values > mostValues) throw new FrameProblem(`it has more than ${mostValues} values`);
  switch (type.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return booleanAt(at);
    case 'int':
    case 'long':
      return wholeOf(type, at);
    case 'float':
      return numberText(take(at, 4).readFloatLE(), true);
    case 'double':
      return numberText(take(at, 8).readDoubleLE(), false);
    case 'string':
      return JSON.stringify(textAt(at));
    case 'bytes':
      return bytesText(take(at, lengthAt(at)), type.scale);
    case 'fixed':
      return type.isUuid ? uuidText(take(at, type.size)) : bytesText(take(at, type.size), type.scale);
    case 'enum':
      return JSON.stringify(choice(type.symbols, at, 'symbol'));
    default:
      return deeper(at, () => nestedOf(type, at));
  }
}

function nestedOf(type: Extract<AvroType, { kind: 'array' | 'map' | 'union' | 'record' }>, at: Reading): string {
  if (type.kind === 'union') return jsonOf(choice(type.branches, at, 'branch'), at);
  if (type.kind === 'record') return `{${membersOf(type.fields, at).join(',')}}`;
  if (type.kind === 'array') return `[${blocks(at, () => jsonOf(type.of, at)).join(',')}]`;
  return `{${blocks(at, () => `${JSON.stringify(textAt(at))}:${jsonOf(type.of, at)}`).join(',')}}`;
}

// What a union has nothing for is absent: few of our fields take a null.
function membersOf(fields: readonly AvroField[], at: Reading): string[] {
  return fields.flatMap(({ name, type }) => {
    const value = jsonOf(type, at);
    return value === 'null' ? [] : [`${JSON.stringify(name)}:${value}`];
  });
}

function deeper(at: Reading, read: () => string): string {
  at.level += 1;
  if (at.level > mostLevels) throw new FrameProblem(`it has more than ${mostLevels} levels`);
  const text = read();
  at.level -= 1;
  return text;
}

/** Items in blocks, each with its count; below 0, the bytes of the block follow the count. */
function blocks(at: Reading, readItem: () => string): string[] {
  const items: string[] = [];
  for (let count = longAt(at); count !== 0n; count = longAt(at)) {
    if (count < 0n) longAt(at);
    const size = count < 0n ? -count : count;
    // Items may have no bytes at all: the count alone says how many there would be.
    if (size > BigInt(mostValues)) throw new FrameProblem(`it says that ${size} items follow, more than ${mostValues}`);
    for (let left = size; left > 0n; left -= 1n) items.push(readItem());
  }
  return items;
}

function choice<Of>(of: readonly Of[], at: Reading, what: string): Of {
  const index = longAt(at);
  const found = index >= 0n && index < BigInt(of.length) ? of[Number(index)] : undefined;
  if (found === undefined) throw new FrameProblem(`it has ${what} ${index}, and its schema has ${of.length}`);
  return found;
}

function wholeOf({ kind, logical }: Extract<AvroType, { kind: 'int' | 'long' }>, at: Reading): string {
  const value = longAt(at);
  if (kind === 'int' && value !== BigInt.asIntN(32, value))
    throw new FrameProblem(`it has ${value} where an int stands`);
  return logical ? JSON.stringify(timeText(logical, value)) : String(value);
}

/** Zigzag, seven bits a byte, the lowest first. */
function longAt(at: Reading): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = take(at, 1)[0] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (value >= 1n << 64n) break;
    return (value >> 1n) ^ -(value & 1n);
  }
  throw new FrameProblem(`it has a number of more than 64 bits at byte ${at.offset}`);
}

function lengthAt(at: Reading): number {
  const length = longAt(at);
  const left = at.bytes.length - at.offset;
  if (length < 0n || length > BigInt(left))
    throw new FrameProblem(`it says that ${length} bytes follow, and ${left} do`);
  return Number(length);
}

function take(at: Reading, size: number): Buffer {
  const end = at.offset + size;
  if (end > at.bytes.length) throw new FrameProblem(`it ends within its value, at byte ${at.bytes.length}`);
  const part = at.bytes.subarray(at.offset, end);
  at.offset = end;
  return part;
}

function textAt(at: Reading): string {
  const bytes = take(at, lengthAt(at));
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FrameProblem('it has a text that is not UTF-8');
  }
}

function booleanAt(at: Reading): string {
  const [byte = 2] = take(at, 1);
  if (byte > 1) throw new FrameProblem(`it has ${byte} where true or false stands`);
  return byte === 1 ? 'true' : 'false';
}

function bytesText(bytes: Buffer, scale: number | undefined): string {
  return JSON.stringify(scale === undefined ? bytes.toString('base64') : exactDecimalText(bytes, scale));
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return JSON.stringify(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
}

function numberText(value: number, isSingle: boolean): string {
  if (!Number.isFinite(value)) throw new FrameProblem(`it has ${value}, which JSON has no number for`);
  if (!isSingle) return JSON.stringify(value);
  // The shortest that is the same single again: 0.1, where the double beside it is 0.10000000149011612.
  const digits = [6, 7, 8, 9].find((precision) => Math.fround(Number(value.toPrecision(precision))) === value);
  return JSON.stringify(Number(value.toPrecision(digits ?? 9)));
}
