import { Unreadable } from '../../format.ts';
import type { At, Tell } from '../../reading.ts';
import { clean, type X12Interchange, type X12Segment, type X12Text } from './lexer.ts';

/** A transaction set, in its group and interchange. */
export interface TransactionSet {
  readonly interchange: X12Interchange;
  readonly isa: X12Segment;
  readonly gs: X12Segment;
  /** ST to SE. */
  readonly segments: readonly X12Segment[];
  /** The path of one of its segments: `PO1[3]`; with `ST[2]/` before it where the document has several sets. */
  readonly pathOf: (segment: X12Segment) => string;
  readonly placeOf: X12Text['placeOf'];
}

export interface Group {
  readonly gs: X12Segment;
  readonly sets: readonly TransactionSet[];
}

/**
 * The transaction sets of a document. What does not nest or has no end is unreadable: it was cut. Counts that do not agree are told, since
 * they show that a terminator was lost and a segment swallowed; control numbers that do not agree are warnings.
 */
export function transactionSets({ interchanges, placeOf }: X12Text, tell: Tell): TransactionSet[] {
  const isOne = interchanges.flatMap(({ segments }) => segments).filter(({ tag }) => tag === 'ST').length < 2;
  const sets: TransactionSet[] = [];
  for (const interchange of interchanges) {
    for (const set of setsOf(interchange, placeOf, tell)) {
      const prefix = isOne ? '' : `ST[${sets.length + 1}]/`;
      const pathOf = pathsIn(set.segments, prefix);
      checkSet({ ...set, interchange, pathOf, placeOf }, sets, tell);
      sets.push({ ...set, interchange, pathOf, placeOf });
    }
  }
  return sets;
}

type OwnSet = Pick<TransactionSet, 'isa' | 'gs' | 'segments'>;

function setsOf(interchange: X12Interchange, placeOf: X12Text['placeOf'], tell: Tell): OwnSet[] {
  const [isa] = interchange.segments;
  const iea = interchange.segments.at(-1);
  const broken = (message: string, { tag, offset, number }: X12Segment) =>
    new Unreadable(`the interchange is broken: ${message}, segment ${number}`, { path: tag, ...placeOf(offset) });
  if (!isa || !iea) throw new Unreadable('no X12: there is no segment');
  const sets: OwnSet[] = [];
  let gs: X12Segment | undefined;
  let st: X12Segment[] | undefined;
  let groups = 0;
  let inGroup = 0;
  const ends = endsTeller(placeOf, tell);
  for (const segment of interchange.segments.slice(1)) {
    const { tag } = segment;
    if (st) {
      if (['ISA', 'GS', 'ST', 'GE', 'IEA'].includes(tag))
        throw broken(`${tag} stands inside of a set that has no SE`, segment);
      st.push(segment);
      if (tag !== 'SE') continue;
      sets.push({ isa, gs: gs as X12Segment, segments: st });
      inGroup++;
      st = undefined;
    } else if (tag === 'ST' && gs) st = [segment];
    else if (tag === 'GS' && !gs) gs = segment;
    else if (tag === 'GE' && gs) {
      ends(segment, { what: 'transaction sets', counted: inGroup, begin: gs, element: 6 });
      [gs, inGroup, groups] = [undefined, 0, groups + 1];
    } else if (tag === 'IEA' && !gs) ends(segment, { what: 'groups', counted: groups, begin: isa, element: 13 });
    // TA1 and its like stand between ISA and GS, and say nothing of orders.
    else if (!(['TA1', 'TA3', 'ISB', 'ISE'].includes(tag) && !gs))
      throw broken(`${tag} does not belong there`, segment);
  }
  if (iea.tag !== 'IEA') throw broken(`it ends with ${iea.tag}, and has no IEA`, iea);
  const isBreak = /[\r\n]/.test(interchange.separators.segment);
  const isComplete = clean(iea.elements[2] ?? '') === clean(isa.elements[13] ?? '');
  if (interchange.isOpen && !(isBreak && isComplete)) throw broken('its IEA has no terminator', iea);
  return sets;
}

/** Checks the segment that ends a group or an interchange against the one that began it. */
function endsTeller(placeOf: X12Text['placeOf'], tell: Tell) {
  return (
    end: X12Segment,
    { what, counted, begin, element }: { what: string; counted: number; begin: X12Segment; element: number },
  ): void => {
    const at = (position: number) => ({ path: `${end.tag}.0${position}`, ...placeOf(offsetOf(end, position)) });
    checkCount(end, at(1), counted, what, tell);
    checkControl(end, at(2), begin, element, tell);
  };
}

function checkSet(set: TransactionSet, others: readonly TransactionSet[], tell: Tell): void {
  const [st, se] = [set.segments[0], set.segments.at(-1)];
  if (!st || !se) return;
  const at = (segment: X12Segment, position: number): At => {
    return { path: `${set.pathOf(segment)}.0${position}`, ...set.placeOf(offsetOf(segment, position)) };
  };
  checkCount(se, at(se, 1), set.segments.length, 'segments', tell);
  checkControl(se, at(se, 2), st, 2, tell);
  const number = clean(st.elements[2] ?? '');
  const isTaken = others.some(({ gs, segments }) => gs === set.gs && clean(segments[0]?.elements[2] ?? '') === number);
  if (!isTaken) return;
  const message = `the control number ${number} stands on two sets of one group`;
  tell({ code: 'CONTROL_NUMBER', at: at(st, 2), message, value: number, remedy: 'number sets apart', isWarning: true });
}

function checkCount(end: X12Segment, at: At, counted: number, what: string, tell: Tell): void {
  const actual = clean(end.elements[1] ?? '');
  // Some fill their counts with zeros: 0000000026 counts 26.
  if (/^\d{1,15}$/.test(actual) && Number(actual) === counted) return;
  tell({
    code: 'COUNT_MISMATCH',
    at,
    message: `${end.tag}01 says ${actual || 'nothing'}, and there are ${counted} ${what}`,
    value: actual,
    limit: String(counted),
    actual,
    remedy: 'send it again, whole: where counts differ, something was lost on the way',
  });
}

function checkControl(end: X12Segment, at: At, begin: X12Segment, element: number, tell: Tell): void {
  const [actual, limit] = [clean(end.elements[2] ?? ''), clean(begin.elements[element] ?? '')];
  if (actual.replace(/^0+/, '') === limit.replace(/^0+/, '')) return;
  tell({
    code: 'CONTROL_NUMBER',
    at,
    message: `${end.tag}02 is ${actual || 'empty'}, and ${begin.tag}${String(element).padStart(2, '0')} is ${limit || 'empty'}`,
    value: actual,
    limit,
    actual,
    remedy: 'end with the control number that it began with',
    isWarning: true,
  });
}

/** Where an element begins in the text. */
export function offsetOf({ elements, offset }: X12Segment, position: number): number {
  if (position >= elements.length) return offset;
  return elements.slice(0, position).reduce((sum, element) => sum + element.length + 1, offset);
}

function pathsIn(segments: readonly X12Segment[], prefix: string): (segment: X12Segment) => string {
  const counts = new Map<string, number>();
  const places = new Map<X12Segment, number>();
  for (const segment of segments) {
    const count = (counts.get(segment.tag) ?? 0) + 1;
    counts.set(segment.tag, count);
    places.set(segment, count);
  }
  return (segment) => {
    const { tag } = segment;
    return `${prefix}${tag}${(counts.get(tag) ?? 0) > 1 ? `[${places.get(segment)}]` : ''}`;
  };
}
