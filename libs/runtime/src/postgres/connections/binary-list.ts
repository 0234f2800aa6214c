/**
 * Lists of texts and documents in the form in which PostgreSQL hands them over in binary
 * (https://www.postgresql.org/docs/18/protocol-message-formats.html, and `array_recv` of its source). As an array literal each of their
 * quotes is escaped here and taken out again there, a character at a time: for documents that costs both sides more than all else.
 */

/** By their names in a cast: the type's number, and what stands before each value. */
const types: Readonly<Record<string, { readonly oid: number; readonly version?: number }>> = {
  text: { oid: 25 },
  json: { oid: 114 },
  jsonb: { oid: 3802, version: 1 },
};

const cast = /\$(\d+)::(text|json|jsonb)\[\]/g;

/** For each parameter of a statement that it reads as a list of such, what of: by the parameter's number. */
export function listTypes(statement: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [, number, type = ''] of statement.matchAll(cast)) {
    // A parameter has one type, that of its first cast.
    if (!found.has(Number(number))) found.set(Number(number), type);
  }
  return found;
}

const bytesOf = { head: 5 * 4, length: 4 };
const nothing = -1;

/** A list as PostgreSQL receives it; undefined for one that has anything but texts in it. */
export function binaryList(list: readonly unknown[], typeName: string): Buffer | undefined {
  const type = types[typeName];
  if (!type) return undefined;
  const before = type.version === undefined ? 0 : 1;
  const lengths: number[] = [];
  let size = bytesOf.head;
  for (const item of list) {
    if (typeof item !== 'string' && item !== null && item !== undefined) return undefined;
    const length = typeof item === 'string' ? before + Buffer.byteLength(item) : nothing;
    lengths.push(length);
    size += bytesOf.length + Math.max(length, 0);
  }
  const out = Buffer.allocUnsafe(size);
  // One dimension, or none for an empty list; whether there are nulls in it is seen from the items.
  let at = out.writeInt32BE(list.length === 0 ? 0 : 1, 0);
  at = out.writeInt32BE(0, at);
  at = out.writeInt32BE(type.oid, at);
  if (list.length === 0) return out.subarray(0, at);
  at = out.writeInt32BE(list.length, at);
  at = out.writeInt32BE(1, at);
  for (const [index, item] of list.entries()) {
    at = out.writeInt32BE(lengths[index] ?? nothing, at);
    if (typeof item !== 'string') continue;
    if (type.version !== undefined) at = out.writeInt8(type.version, at);
    at += out.write(item, at);
  }
  return out;
}
