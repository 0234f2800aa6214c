import { decodePlain } from '../../decode.ts';
import { Unreadable } from '../../format.ts';
import type { At } from '../../reading.ts';

/** X12 as segments and elements, each with its place. X12Separators are those that every interchange says in its ISA; nothing is assumed of widths. */

export interface X12Separators {
  readonly element: string;
  readonly component: string;
  readonly segment: string;
}

/** A segment as it stands. `elements[0]` is its tag, so that `elements[2]` is what the standard calls element 02. */
export interface X12Segment {
  readonly tag: string;
  readonly elements: readonly string[];
  /** Where it begins in the text, and which one of its interchange it is, from 1. */
  readonly offset: number;
  readonly number: number;
}

export interface X12Interchange {
  readonly separators: X12Separators;
  readonly segments: readonly X12Segment[];
  /** The last segment lacks its terminator: fine for a line break that an editor took away, else a cut. */
  readonly isOpen: boolean;
}

export interface X12Text {
  readonly interchanges: readonly X12Interchange[];
  /** Line and column of an offset, from 1. */
  readonly placeOf: (offset: number) => Pick<At, 'line' | 'column'>;
}

/** What may stand between segments, and behind the last one: line breaks, and what old systems end files with. */
function isBetween(character: string): boolean {
  return character.trim() === '' || character === '\0' || character === '\x1a';
}

/**
 * The interchanges of a document.
 * @throws Unreadable for what is no X12 from its first character to its last
 */
export function readX12Text(bytes: Uint8Array, contentType: string | undefined): X12Text {
  const text = decodePlain(bytes, contentType);
  const placeOf = placesIn(text);
  const interchanges: X12Interchange[] = [];
  let at = skipped(text, 0);
  do {
    const { interchange, end } = interchangeAt(text, at, placeOf);
    interchanges.push(interchange);
    at = skipped(text, end);
  } while (at < text.length);
  return { interchanges, placeOf };
}

function interchangeAt(
  text: string,
  start: number,
  placeOf: X12Text['placeOf'],
): { interchange: X12Interchange; end: number } {
  const place = (offset: number): At => ({ path: 'ISA', ...placeOf(offset) });
  if (!text.startsWith('ISA', start)) {
    const what = start === 0 ? 'the document does not begin with ISA' : 'something other than ISA stands behind IEA';
    throw new Unreadable(`no X12: ${what}`, { ...place(start), path: start === 0 ? 'ISA' : 'IEA' });
  }
  const { separators, end: first } = separatorsAt(text, start, place);
  const segments: X12Segment[] = [];
  let from = start;
  let at = first;
  for (;;) {
    const isOpen = at < 0;
    const raw = text.slice(from, isOpen ? text.length : at);
    const segment = segmentOf(raw, from, segments.length + 1, separators);
    if (segment) segments.push(segment);
    const end = isOpen ? text.length : at + 1;
    if (segment?.tag === 'IEA' || isOpen) return { interchange: { separators, segments, isOpen }, end };
    from = end;
    at = text.indexOf(separators.segment, from);
  }
}

/** The element separator is what stands behind ISA, the component separator the one character of ISA16, the terminator what follows it. */
function separatorsAt(
  text: string,
  start: number,
  place: (offset: number) => At,
): { separators: X12Separators; end: number } {
  const element = text[start + 3] ?? '';
  if (element === '' || /[A-Za-z0-9 \r\n]/.test(element)) {
    throw new Unreadable('no X12: there is no separator behind ISA', place(start + 3));
  }
  let at = start + 3;
  for (let count = 1; count < 16; count++) {
    at = text.indexOf(element, at + 1);
    if (at < 0 || at - start > 1000) throw new Unreadable('no X12: ISA has fewer than 16 elements', place(start));
  }
  const [component = '', segment = ''] = [text[at + 1], text[at + 2]];
  const isLetter = /[A-Za-z0-9]/;
  if (
    segment === '' ||
    isLetter.test(component) ||
    isLetter.test(segment) ||
    component === element ||
    segment === element
  ) {
    throw new Unreadable('no X12: ISA16 and its terminator are not two separators', place(at));
  }
  return { separators: { element, component, segment }, end: at + 2 };
}

function segmentOf(raw: string, from: number, number: number, { element }: X12Separators): X12Segment | undefined {
  const lead = skipped(raw, 0);
  const own = raw.slice(lead).replace(/\r$/, '');
  if (own.trim() === '') return undefined;
  // Files that are cut into lines of 80 characters have breaks inside of segments; they say nothing.
  const elements = own.split(element);
  return { tag: clean(elements[0] ?? '').toUpperCase(), elements, offset: from + lead, number };
}

/** An element without what transport put into it. */
export function clean(element: string): string {
  return element.replace(/[\r\n]/g, '').trim();
}

function skipped(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBetween(text[at] ?? '')) at++;
  return at;
}

function placesIn(text: string): X12Text['placeOf'] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
