import type { X12Segment } from './lexer.ts';

/** A line with what belongs to it. What stands in loops of its own (texts, parts of kits) is apart, so that its dates are not the line's. */
export interface LineLoop {
  readonly line: X12Segment;
  /** Of the line itself, in their order. */
  readonly own: readonly X12Segment[];
  readonly schedules: readonly X12Segment[];
  /** N1 with what follows it, each. */
  readonly parties: readonly (readonly X12Segment[])[];
}

export interface OrderLoops {
  readonly header: readonly X12Segment[];
  readonly parties: readonly (readonly X12Segment[])[];
  readonly lines: readonly LineLoop[];
  /** From CTT on. */
  readonly summary: readonly X12Segment[];
}

/** A loop's first segment, and what is in it: as long as these come, they are the loop's. All else is the loop's around it. */
const inParty = ['N2', 'N3', 'N4', 'NX2', 'REF', 'PER', 'SI', 'FOB', 'TD1', 'TD3', 'TD4', 'TD5', 'PKG', 'QTY', 'LDT'];
const inText = ['MSG', 'DTM', 'PWK', 'EFI', 'MTX'];
const inSchedule = ['TD1', 'TD3', 'TD4', 'TD5', 'REF', 'FOB', 'N1', 'N2', 'N3', 'N4'];
const inPart = [
  'MSG',
  'SI',
  'PID',
  'PO3',
  'TC2',
  'ADV',
  'DTM',
  'CTP',
  'PAM',
  'PO4',
  'TAX',
  'SAC',
  'QTY',
  'MEA',
  'REF',
  'N9',
  'N1',
  'N2',
  'N3',
  'N4',
];

/** Sorts the segments of a set, ST and SE included, into header, parties, lines and summary. */
export function loopsOf(segments: readonly X12Segment[], lineTag: string): OrderLoops {
  const header: X12Segment[] = [];
  const parties: X12Segment[][] = [];
  const lines: { line: X12Segment; own: X12Segment[]; schedules: X12Segment[]; parties: X12Segment[][] }[] = [];
  const summary: X12Segment[] = [];
  let loop: { readonly tags: readonly string[]; readonly into: X12Segment[] } | undefined;
  for (const segment of segments) {
    const { tag } = segment;
    const line = lines.at(-1);
    if (summary.length > 0 || tag === 'CTT' || tag === 'SE') summary.push(segment);
    else if (tag === lineTag) {
      lines.push({ line: segment, own: [], schedules: [], parties: [] });
      loop = undefined;
    } else if (loop?.tags.includes(tag)) {
      loop.into.push(segment);
      // Behind its texts, a date is none of the loop's.
      if (tag === 'MSG' || tag === 'MTX') loop = { ...loop, tags: loop.tags.filter((each) => each !== 'DTM') };
    } else if (tag === 'N1') {
      const into = [segment];
      (line?.parties ?? parties).push(into);
      loop = { tags: inParty, into };
    } else if (tag === 'N9') loop = { tags: inText, into: [] };
    else if (tag === 'SLN' && line) loop = { tags: inPart, into: [] };
    else if (tag === 'SCH' && line) {
      line.schedules.push(segment);
      loop = { tags: inSchedule, into: [] };
    } else {
      loop = undefined;
      (line?.own ?? header).push(segment);
    }
  }
  return { header, parties, lines, summary };
}

/** The segments of a tag. */
export function all(segments: readonly X12Segment[], tag: string): X12Segment[] {
  return segments.filter((segment) => segment.tag === tag);
}
