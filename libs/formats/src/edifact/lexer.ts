import { Unreadable } from '../format.ts';
import type { At, Found } from '../reading.ts';

/** The characters that part an interchange (ISO 9735: service string advice). A release character of `undefined` means that there is none. */
export interface Separators {
  readonly component: string;
  readonly element: string;
  readonly release: string | undefined;
  readonly terminator: string;
}

/** One component of an element: its text without release characters, and where it begins. */
interface Component {
  readonly value: string;
  readonly offset: number;
}

/** A segment: its tag, its elements from 1, each of components from 1, and its path among the segments of its message. */
export interface EdifactSegment {
  readonly tag: string;
  readonly elements: readonly (readonly Component[])[];
  readonly offset: number;
  readonly path: string;
  readonly source: Source;
}

/** The text of an interchange, with the offsets at which its lines begin. */
export interface Source {
  readonly text: string;
  readonly lines: readonly number[];
}

const defaults: Separators = { component: ':', element: '+', release: '?', terminator: "'" };

/** More than any order needs; what has more is no order, and would only cost memory. */
const mostComponents = 200_000;

/** The separators that UNA gives, or those of the standard, and where the first segment begins. */
export function separatorsOf(text: string): { readonly separators: Separators; readonly start: number } {
  const start = text.search(/\S/);
  if (!text.startsWith('UNA', start)) return { separators: defaults, start: Math.max(0, start) };
  const [component, element, , release, , terminator] = text.slice(start + 3, start + 9);
  if (!component || !element || !release || !terminator) throw new Unreadable('UNA is cut');
  const separators = { component, element, release: release === ' ' ? undefined : release, terminator };
  const given = [component, element, terminator, ...(release === ' ' ? [] : [release])];
  if (new Set(given).size < given.length || given.some((mark) => /[A-Za-z0-9\s]/.test(mark))) {
    throw new Unreadable(`UNA gives separators that nothing can be parted by: ${JSON.stringify(given.join(' '))}`);
  }
  return { separators, start: start + 9 };
}

/**
 * Parts a text into segments. Line ends behind a terminator count for nothing.
 * @throws Unreadable where the last segment has no terminator, which is how a cut shows, and beyond 200,000 components
 */
export function segmentsOf(text: string): EdifactSegment[] {
  const { separators, start } = separatorsOf(text);
  const source: Source = { text, lines: lineStarts(text) };
  const segments: EdifactSegment[] = [];
  let components = 0;
  for (let offset = skipped(text, start); offset < text.length; ) {
    const { parts, end } = readSegment(text, offset, separators, source);
    const [[tag] = [], ...elements] = parts;
    components += parts.reduce((sum, element) => sum + element.length, 0);
    if (components > mostComponents) throw new Unreadable(`the interchange has more than ${mostComponents} components`);
    if (!tag || !/^[A-Z]{3}$/.test(tag.value)) {
      throw new Unreadable('a segment begins with no tag of three letters', placeAt(source, offset, 'interchange'));
    }
    segments.push({ tag: tag.value, elements, offset, path: tag.value, source });
    offset = skipped(text, end);
  }
  return segments;
}

function readSegment(
  text: string,
  start: number,
  { component, element, release, terminator }: Separators,
  source: Source,
): { readonly parts: Component[][]; readonly end: number } {
  let [value, offset, last]: [string, number, Component[]] = ['', start, []];
  const parts = [last];
  for (let index = start; index < text.length; index++) {
    const mark = text[index];
    // Files are cut into lines of a fixed length, inside of values too; no character set of EDIFACT has line breaks.
    if (isBreak(mark)) continue;
    if (mark === release) {
      do index++;
      while (isBreak(text[index]));
      // Whatever follows stands for itself.
      value += text[index] ?? '';
      continue;
    }
    if (mark !== component && mark !== element && mark !== terminator) {
      value += mark;
      continue;
    }
    last.push({ value, offset });
    if (mark === terminator) return { parts, end: index + 1 };
    if (mark === element) {
      last = [];
      parts.push(last);
    }
    [value, offset] = ['', index + 1];
  }
  const message = `the last segment does not end with ${terminator}: the interchange is cut`;
  throw new Unreadable(message, placeAt(source, start, 'interchange'));
}

function isBreak(mark: string | undefined): boolean {
  return mark === '\r' || mark === '\n';
}

function skipped(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at++;
  return at;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column, from 1, of an offset. */
function placeAt({ lines }: Source, offset: number, path: string): At {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { path, line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

/** Where a segment begins. */
export function segmentPlace({ source, offset, path }: EdifactSegment): At {
  return placeAt(source, offset, path);
}

/** The text of a component without spaces around it, with its place; undefined where there is none. Both count from 1. */
export function foundElement(
  segment: EdifactSegment | undefined,
  element: number,
  component = 1,
): Found<string> | undefined {
  const part = segment?.elements[element - 1]?.[component - 1];
  const value = part?.value.trim();
  if (!segment || !part || !value) return undefined;
  return { value, at: placeAt(segment.source, part.offset, `${segment.path}.${element}.${component}`) };
}

/** The same without a place. */
export function elementText(segment: EdifactSegment | undefined, element: number, component = 1): string | undefined {
  return segment?.elements[element - 1]?.[component - 1]?.value.trim() || undefined;
}

/** The segments of a tag whose first component is one of the codes, in the order of the codes. */
export function codedSegments(
  segments: readonly EdifactSegment[],
  tag: string,
  ...codes: readonly string[]
): EdifactSegment[] {
  return codes.flatMap((code) => segments.filter((segment) => segment.tag === tag && elementText(segment, 1) === code));
}
