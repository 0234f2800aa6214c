import type { Format, Head } from './format.ts';
import { formats } from './formats.ts';
import type { FormatName, ReadResult } from './reading.ts';

/**
 * Whose format a document is: of those that are allowed (a profile's), the first that says so; where only one is allowed, that one.
 */
export function formatOf(head: Head, allowed?: readonly FormatName[]): Format | undefined {
  const asked = allowed ? formats.filter(({ name }) => allowed.includes(name)) : formats;
  return asked.find(({ detect }) => detect(head)) ?? (allowed?.length === 1 ? asked[0] : undefined);
}

/** A document, read by the format that it is of. */
export interface ReadDocument {
  readonly format?: FormatName;
  readonly result: ReadResult;
}

/** Reads a document; one of a format that nobody knows is unreadable. Never throws for what is wrong with bytes. */
export function readDocument(bytes: Uint8Array, head: Head, allowed?: readonly FormatName[]): ReadDocument {
  const format = formatOf(head, allowed);
  if (!format) {
    const known = (allowed ?? formats.map(({ name }) => name)).join(', ');
    return { result: { unreadable: `UNKNOWN_FORMAT: the document is of no format that is read here: ${known}` } };
  }
  return { format: format.name, result: format.read(bytes, head) };
}
