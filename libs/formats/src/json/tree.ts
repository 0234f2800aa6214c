import { decode } from '../decode.ts';
import { Unreadable } from '../format.ts';
import type { At, Found } from '../reading.ts';

const deepest = 64;
const mostNodes = 200_000;

/** A value of a JSON document, with its place. Numbers are kept as they were written: no float is made of them. */
export interface JsonNode {
  readonly kind: 'object' | 'array' | 'text' | 'number' | 'boolean' | 'null';
  /** Of a text what it says, of a number, `true`, `false` and `null` what stood there. */
  readonly text: string;
  readonly entries: ReadonlyMap<string, JsonNode>;
  readonly items: readonly JsonNode[];
  readonly at: At;
}

interface Cursor {
  readonly text: string;
  index: number;
  line: number;
  /** Where the line begins. */
  begin: number;
  nodes: number;
}

const noEntries: ReadonlyMap<string, JsonNode> = new Map();
const noItems: readonly JsonNode[] = [];

/**
 * Reads JSON (RFC 8259) into a tree with places. Depth (64), values (200,000) and bytes (4 MB) have limits, and a name that stands
 * twice in one object is refused: which of the two counts is for nobody to guess.
 * @throws Unreadable with line and column
 */
export function readJsonTree(bytes: Uint8Array, label?: string): JsonNode {
  const cursor: Cursor = { text: decode(bytes, label), index: 0, line: 1, begin: 0, nodes: 0 };
  const root = valueAt(cursor, '$', 1);
  skipBlanks(cursor);
  if (cursor.index < cursor.text.length) fail(cursor, 'something stands behind its end');
  return root;
}

function valueAt(cursor: Cursor, path: string, depth: number): JsonNode {
  skipBlanks(cursor);
  cursor.nodes += 1;
  if (depth > deepest) fail(cursor, `lists and objects stand more than ${deepest} deep in each other`);
  if (cursor.nodes > mostNodes) fail(cursor, `there are more than ${mostNodes} values`);
  const at: At = { path, line: cursor.line, column: cursor.index - cursor.begin + 1 };
  const first = cursor.text[cursor.index];
  if (first === '{') return { kind: 'object', text: '', items: noItems, entries: entriesAt(cursor, path, depth), at };
  if (first === '[') return { kind: 'array', text: '', entries: noEntries, items: itemsAt(cursor, path, depth), at };
  const leaf = first === '"' ? { kind: 'text' as const, text: stringAt(cursor) } : wordAt(cursor);
  return { ...leaf, entries: noEntries, items: noItems, at };
}

function entriesAt(cursor: Cursor, path: string, depth: number): Map<string, JsonNode> {
  const entries = new Map<string, JsonNode>();
  cursor.index += 1;
  if (isNext(cursor, '}')) return entries;
  do {
    skipBlanks(cursor);
    if (cursor.text[cursor.index] !== '"') fail(cursor, 'a name is missing');
    const name = stringAt(cursor);
    if (entries.has(name)) fail(cursor, `the name ${JSON.stringify(name)} stands twice in one object`);
    if (!isNext(cursor, ':')) fail(cursor, 'a colon is missing');
    entries.set(name, valueAt(cursor, path === '$' ? name : `${path}.${name}`, depth + 1));
  } while (isNext(cursor, ','));
  if (!isNext(cursor, '}')) fail(cursor, 'an object does not end');
  return entries;
}

function itemsAt(cursor: Cursor, path: string, depth: number): JsonNode[] {
  const items: JsonNode[] = [];
  cursor.index += 1;
  if (isNext(cursor, ']')) return items;
  do items.push(valueAt(cursor, `${path === '$' ? '' : path}[${items.length}]`, depth + 1));
  while (isNext(cursor, ','));
  if (!isNext(cursor, ']')) fail(cursor, 'a list does not end');
  return items;
}

function stringAt(cursor: Cursor): string {
  const { text, index } = cursor;
  let end = index + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  cursor.index = end + 1;
  const written = text.slice(index, end + 1);
  if (!written.includes('\\') && end < text.length && !hasControl(written)) return written.slice(1, -1);
  try {
    return JSON.parse(written) as string;
  } catch {
    return fail(cursor, 'a text does not end, or has signs that have to be escaped');
  }
}

const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function wordAt(cursor: Cursor): { kind: 'number' | 'boolean' | 'null'; text: string } {
  word.lastIndex = cursor.index;
  const text = word.exec(cursor.text)?.[0] ?? fail(cursor, 'a value is missing');
  cursor.index += text.length;
  if (text === 'null') return { kind: 'null', text };
  return { kind: text === 'true' || text === 'false' ? 'boolean' : 'number', text };
}

/** Takes a sign, where it is the next one. */
function isNext(cursor: Cursor, sign: string): boolean {
  skipBlanks(cursor);
  if (cursor.text[cursor.index] !== sign) return false;
  cursor.index += 1;
  return true;
}

function skipBlanks(cursor: Cursor): void {
  for (; ; cursor.index += 1) {
    const code = cursor.text.charCodeAt(cursor.index);
    if (code === 0x0a) {
      cursor.line += 1;
      cursor.begin = cursor.index + 1;
    } else if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return;
  }
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 0x20) return true;
  return false;
}

function fail(cursor: Cursor, what: string): never {
  const at = { path: '$', line: cursor.line, column: Math.min(cursor.index, cursor.text.length) - cursor.begin + 1 };
  throw new Unreadable(`the document is no JSON: ${what}`, at);
}

/** The value at the end of a way of names; null is as good as absent. */
export function jsonAt(node: JsonNode | undefined, ...way: readonly string[]): JsonNode | undefined {
  const end = way.reduce<JsonNode | undefined>((at, name) => at?.entries.get(name), node);
  return end?.kind === 'null' ? undefined : end;
}

/** The text, number or word at the end of a way of names, trimmed; undefined where there is none, or nothing in it. */
export function jsonTextAt(node: JsonNode | undefined, ...way: readonly string[]): Found<string> | undefined {
  const end = jsonAt(node, ...way);
  const value = end?.text.trim();
  return end && value ? { value, at: end.at } : undefined;
}

/** The list at the end of a way of names; empty where there is none. */
export function jsonItemsAt(node: JsonNode | undefined, ...way: readonly string[]): readonly JsonNode[] {
  return jsonAt(node, ...way)?.items ?? [];
}
