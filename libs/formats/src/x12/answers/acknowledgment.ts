import type { WriteAnswer, WrittenAnswer } from '../../answer.ts';
import type { Receipt } from '../../format.ts';
import { attempt } from '../../format.ts';
import type { SourceViolation } from '../../reading.ts';
import { x12Kept } from '../kept.ts';
import { readSet } from '../read.ts';
import { type TransactionSet, transactionSets } from '../syntax/envelope.ts';
import { clean, readX12Text, type X12Segment } from '../syntax/lexer.ts';
import { type Envelope, type WrittenX12Segment, writeX12 } from './write.ts';

/** 997: whether what came could be read, set by set, with the place of what could not. It says nothing of what becomes of an order. */

/** That the set of an order was taken. */
export const writeReceived: WriteAnswer = ({ id, issuedAt }, { kept = {} }) =>
  writeX12({
    envelope: kept,
    group: 'FA',
    set: '997',
    id,
    issuedAt,
    segments: [
      ['AK1', kept.group, kept.groupControl],
      ['AK2', kept.set, kept.setControl],
      ['AK5', 'A'],
      ['AK9', 'A', '1', '1', '1'],
    ],
  });

/**
 * The acknowledgment of a whole document, in the exchange that brought it; of one with several groups, that of the first group, since a
 * 997 is about one. Undefined for what has no envelope that could be answered.
 */
export function writeAcknowledgment({ id, issuedAt, bytes, contentType }: Receipt): WrittenAnswer | undefined {
  if (!bytes) return undefined;
  const found: { sets: readonly TransactionSet[]; faults: readonly SourceViolation[] } = { sets: [], faults: [] };
  attempt(() => {
    const faults: SourceViolation[] = [];
    const tell = (violation: SourceViolation) => void faults.push(violation);
    const sets = transactionSets(readX12Text(bytes, contentType), tell);
    for (const set of sets) readSet({ set, tell });
    Object.assign(found, { sets, faults: faults.filter(({ isWarning }) => !isWarning) });
    return { readings: [], violations: [] };
  });
  const [first] = found.sets;
  if (!first) return undefined;
  const group = found.sets.filter(({ gs }) => gs === first.gs);
  const answered = group.map((set) => setResponse(set, found.faults));
  const taken = answered.filter(({ isTaken }) => isTaken).length;
  const isWhole = !found.faults.some(({ at }) => /^(?:GE|IEA)\b/.test(at.path));
  const code = !isWhole || taken === 0 ? 'R' : taken === group.length ? 'A' : 'P';
  const envelope: Envelope = x12Kept(
    first,
    clean(first.segments[0]?.elements[1] ?? ''),
    first.segments[1] as X12Segment,
  );
  const counts = [String(group.length), String(group.length), String(isWhole ? taken : 0)];
  return writeX12({
    envelope,
    group: 'FA',
    set: '997',
    id,
    issuedAt,
    segments: [
      ['AK1', envelope.group, envelope.groupControl],
      ...answered.flatMap(({ segments }) => segments),
      // 5: the count of sets is another than GE01 says.
      ['AK9', code, ...counts, ...(isWhole ? [] : ['5'])],
    ],
  });
}

/** AK2 to AK5 of a set: its faults by segment and element. */
function setResponse(
  set: TransactionSet,
  faults: readonly SourceViolation[],
): { isTaken: boolean; segments: WrittenX12Segment[] } {
  const own = set.segments.map((segment) => [set.pathOf(segment), segment] as const);
  const placed = faults.flatMap((fault) => {
    const index = own.findIndex(([path]) => fault.at.path === path || fault.at.path.startsWith(`${path}.`));
    return index < 0 ? [] : [{ fault, index, segment: own[index]?.[1] as X12Segment }];
  });
  const [st] = set.segments as [X12Segment];
  const head: WrittenX12Segment = ['AK2', clean(st.elements[1] ?? ''), clean(st.elements[2] ?? '')];
  if (placed.length === 0) return { isTaken: true, segments: [head, ['AK5', 'A']] };
  const notes = placed
    .filter(({ segment }) => segment.tag !== 'SE')
    .slice(0, 100)
    .flatMap(({ fault, index, segment }) => noteOf(fault, index, segment));
  // 4: the count of segments is another than SE01 says; 1: the set is not taken here; 5: segments have faults.
  const codes = placed.map(({ fault, segment }) =>
    segment.tag === 'SE' ? '4' : segment.tag === 'ST' && fault.code === 'NOT_AN_ORDER' ? '1' : '5',
  );
  return { isTaken: false, segments: [head, ...notes, ['AK5', 'R', ...new Set(codes)]] };
}

/** AK3: the segment, by its number in the set; AK4: the element in it, what is wrong, and what stood there. */
function noteOf({ code, at, value }: SourceViolation, index: number, { tag }: X12Segment): WrittenX12Segment[] {
  const element = /\.(\d\d)$/.exec(at.path)?.[1];
  // 8: an element is wrong; 3: something mandatory is missing.
  const segment: WrittenX12Segment = ['AK3', tag, String(index + 1), '', element ? '8' : '3'];
  return element
    ? [segment, ['AK4', String(Number(element)), '', elementFault(code, value), value?.slice(0, 99)]]
    : [segment];
}

/** 723: missing; invalid character; invalid code. */
function elementFault(code: string, value: string | undefined): string {
  if (value === undefined || value === '') return '1';
  return code === 'NOT_A_NUMBER' ? '6' : '7';
}
