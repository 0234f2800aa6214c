import { Unreadable } from '../format.ts';
import type { SourceViolation } from '../reading.ts';
import { type EdifactSegment, elementText, foundElement, segmentPlace, segmentsOf } from './lexer.ts';

/** One message of an interchange: its segments from UNH to UNT, each with its path. */
export interface Message {
  /** `ORDERS`, `ORDCHG`, … */
  readonly type: string;
  readonly header: readonly EdifactSegment[];
  /** A group of segments for each LIN. */
  readonly lines: readonly (readonly EdifactSegment[])[];
  /** What follows UNS. */
  readonly summary: readonly EdifactSegment[];
  readonly unh: EdifactSegment;
  readonly unb: EdifactSegment;
}

/** The messages of all interchanges of a text, and which of their counts do not agree. */
export interface Interchange {
  readonly messages: readonly Message[];
  readonly violations: readonly SourceViolation[];
}

/** Which segment ends what another one began. */
const ends: Readonly<Record<string, string>> = { UNB: 'UNZ', UNG: 'UNE', UNH: 'UNT' };

/** What is open: the segment that began it, and how many of the next level it holds. */
interface Open {
  readonly by: EdifactSegment;
  count: number;
}

/**
 * Reads the envelopes of a text: UNB to UNZ, UNG to UNE, UNH to UNT, whose counts must agree. That is what shows a lost terminator.
 * @throws Unreadable where an envelope does not begin or end
 */
export function readInterchange(text: string): Interchange {
  const messages: Message[] = [];
  const violations: SourceViolation[] = [];
  const open: Open[] = [];
  let own: EdifactSegment[] = [];
  let unb: EdifactSegment | undefined;
  for (const segment of segmentsOf(text)) {
    const within = open.at(-1);
    if (Object.hasOwn(ends, segment.tag)) {
      checkBegin(segment, within);
      if (segment.tag === 'UNB') unb = segment;
      open.push({ by: segment, count: segment.tag === 'UNH' ? 1 : 0 });
      if (segment.tag === 'UNH') own = [];
      continue;
    }
    if (!within || !unb) throw new Unreadable(`${segment.tag} stands outside UNB and UNZ`, segmentPlace(segment));
    if (segment.tag === ends[within.by.tag]) {
      if (within.by.tag === 'UNH') {
        within.count++;
        messages.push(messageOf(messages.length + 1, within.by, own, unb));
      }
      violations.push(...disagreements(segment, within, messages.length));
      open.pop();
      const around = open.at(-1);
      if (around) around.count++;
      continue;
    }
    if (within.by.tag !== 'UNH') throw new Unreadable(`${segment.tag} stands in no message`, segmentPlace(segment));
    within.count++;
    own.push(segment);
  }
  const left = open.at(-1)?.by;
  if (left) throw new Unreadable(`${left.tag} has no ${ends[left.tag]}: the interchange is cut`, segmentPlace(left));
  if (messages.length === 0) throw new Unreadable('the interchange has no message');
  return { messages, violations };
}

/** A message stands in an interchange or a group, a group in an interchange, an interchange in nothing. */
function checkBegin(segment: EdifactSegment, within: Open | undefined): void {
  const around = within?.by.tag;
  const fits =
    segment.tag === 'UNB' ? !around : segment.tag === 'UNG' ? around === 'UNB' : around === 'UNB' || around === 'UNG';
  if (fits) return;
  const missing = around ? `${around} has not ended with ${ends[around]}` : 'no UNB stands before it';
  throw new Unreadable(`${segment.tag} begins, and ${missing}`, segmentPlace(segment));
}

/** The count of an envelope against what is in it, and its reference against the one that it began with. */
function disagreements(end: EdifactSegment, { by, count }: Open, message: number): SourceViolation[] {
  const path = end.tag === 'UNT' ? `UNH[${message}]/UNT` : end.tag;
  const placed = { ...end, path };
  const what = end.tag === 'UNT' ? 'segments from UNH to UNT' : end.tag === 'UNE' ? 'messages' : 'messages or groups';
  const stated = foundElement(placed, 1);
  const found: SourceViolation[] = [];
  if (!stated || !/^\d{1,15}$/.test(stated.value) || Number(stated.value) !== count) {
    found.push({
      code: 'COUNT_MISMATCH',
      at: stated?.at ?? segmentPlace(placed),
      message: `${end.tag} says ${stated?.value ?? 'nothing'}, and there are ${count} ${what}`,
      value: stated?.value,
      limit: String(count),
      actual: stated?.value,
      remedy: 'send the interchange whole; a lost terminator hides a segment in the one before it',
    });
  }
  const reference = foundElement(placed, 2);
  const began = elementText(by, by.tag === 'UNH' ? 1 : 5);
  if (reference?.value !== began) {
    found.push({
      code: 'REFERENCE_MISMATCH',
      at: reference?.at ?? segmentPlace(placed),
      message: `${end.tag} ends ${reference?.value ?? 'nothing'}, and ${by.tag} began ${began ?? 'nothing'}`,
      value: reference?.value,
      limit: began,
      actual: reference?.value,
      remedy: 'end with the reference that it began with',
      isWarning: true,
    });
  }
  return found;
}

function messageOf(
  position: number,
  unh: EdifactSegment,
  segments: readonly EdifactSegment[],
  unb: EdifactSegment,
): Message {
  const scope = `UNH[${position}]`;
  const header: EdifactSegment[] = [];
  const lines: EdifactSegment[][] = [];
  const summary: EdifactSegment[] = [];
  const counts = new Map<string, number>();
  let [path, list]: [string, EdifactSegment[]] = [scope, header];
  for (const segment of segments) {
    if (segment.tag === 'UNS' && elementText(segment, 1) === 'S') [path, list] = [`${scope}/UNS`, summary];
    if (segment.tag === 'LIN' && list !== summary) {
      list = [];
      lines.push(list);
      path = `${scope}/LIN[${lines.length}]`;
      list.push({ ...segment, path });
      continue;
    }
    const base = `${path}/${segment.tag}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    list.push({ ...segment, path: count === 1 ? base : `${base}[${count}]` });
  }
  return { type: elementText(unh, 2) ?? '', header, lines, summary, unh: { ...unh, path: scope }, unb };
}
