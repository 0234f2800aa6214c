import { hash } from 'node:crypto';

/** A value as JSON with the members of objects in the order of their names: the same text for the same meaning. */
export function canonicalJson(value: unknown): string {
  // Every message goes through here. The engine writes a whole value in half the time that it takes to write its parts.
  const sorted = sortedCopy(value);
  return sorted === unsortable ? spelledOut(value) : (JSON.stringify(sorted) ?? 'null');
}

/** In place of what has a name that an object does not keep in the place where it was put: digits come first, `__proto__` is no member. */
const unsortable = Symbol('unsortable');

const digits = { first: 0x30, last: 0x39 };
const underscore = 0x5f;

function sortedCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const entries = value.map(sortedCopy);
    return entries.includes(unsortable) ? unsortable : entries;
  }
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const first = name.charCodeAt(0);
    if ((first >= digits.first && first <= digits.last) || first === underscore) return unsortable;
    const member = sortedCopy((value as Readonly<Record<string, unknown>>)[name]);
    if (member === unsortable) return unsortable;
    copy[name] = member;
  }
  return copy;
}

function spelledOut(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(spelledOut).join()}]`;
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${spelledOut(member)}`;
  }
  return `{${members}}`;
}

/** 128 bits of SHA-256 over a text, as a UUID. */
export function uuidOf(text: string): string {
  const digest = hash('sha256', text, 'hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`;
}
