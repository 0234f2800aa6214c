import type { At, Found } from '../reading.ts';

/** A segment of an IDoc, whether it came as XML or flat. */
export interface IdocSegment {
  /** Its type: `E1EDP01`, also where a flat file has the version of its definition, `E2EDP01007`. */
  readonly name: string;
  readonly at: At;
  readonly children: readonly IdocSegment[];
  /** What stands in a field, trimmed; undefined where that is nothing. */
  readonly field: (name: string) => Found<string> | undefined;
}

/** One IDoc: its control record and its data. */
export interface Idoc {
  readonly control: IdocSegment;
  readonly segments: readonly IdocSegment[];
}

/** Segments of a type, in the order in which they stand. */
export function segmentsNamed(segments: readonly IdocSegment[], ...names: readonly string[]): IdocSegment[] {
  return segments.filter(({ name }) => names.includes(name));
}

/** A field of the first segment of a type whose qualifier (QUALF, IDDAT, SUMID) is one of these, in their order. */
export function qualifiedField(
  segments: readonly IdocSegment[],
  name: string,
  [qualifier, field]: readonly [qualifier: string, field: string],
  ...codes: readonly string[]
): Found<string> | undefined {
  const all = segmentsNamed(segments, name);
  for (const code of codes) {
    const found = all.find((segment) => segment.field(qualifier)?.value === code)?.field(field);
    if (found) return found;
  }
  return undefined;
}

/** `0000100` is 100; zeros alone are none. Numbers of SAP are filled up with zeros; letters in front of them stay. */
export function withoutZerosInFront(found: Found<string> | undefined): Found<string> | undefined {
  if (!found) return undefined;
  const value = /^\d+$/.test(found.value) ? found.value.replace(/^0+/, '') : found.value;
  return value === '' ? undefined : { value, at: found.at };
}
