import { compareDecimals } from '../decimal.ts';
import type { Decimal, Found, SourceLine, SourceReading } from '../reading.ts';
import { changedLines } from './change.ts';
import { datesOf } from './dates.ts';
import { x12Kept } from './kept.ts';
import { po1, x12Line } from './lines.ts';
import { checkTotal, transactionTotal, x12Allowances, x12Currency } from './money.ts';
import { x12Parties } from './parties.ts';
import type { X12Segment } from './syntax/lexer.ts';
import { all, loopsOf, type OrderLoops } from './syntax/loops.ts';
import { elementOf, type SetReader, wholeElement, x12Date, x12Place } from './syntax/walk.ts';

/** Where an order (850) or a change of one (860) says what. */
interface SetKind {
  readonly begin: string;
  readonly line: string;
  readonly date: number;
  readonly acts: Readonly<Record<string, SourceReading['act']>>;
  /** Element with the number of the change. */
  readonly version?: number;
}

/**
 * What the purpose (element 353) asks for. An 860 that says "original" has changes in it nevertheless: only "replace" says that it is the
 * whole order.
 */
const kinds: Readonly<Record<string, SetKind>> = {
  '850': {
    begin: 'BEG',
    line: 'PO1',
    date: 5,
    acts: {
      '00': 'whole',
      '01': 'cancel',
      '03': 'cancel',
      '04': 'whole',
      '05': 'whole',
      '06': 'whole',
      '15': 'whole',
      '18': 'whole',
    },
  },
  '860': {
    begin: 'BCH',
    line: 'POC',
    date: 6,
    version: 5,
    acts: { '00': 'patch', '01': 'cancel', '03': 'cancel', '04': 'patch', '05': 'whole' },
  },
};

/** Orders (element 92) that order nothing by themselves: blanket orders. */
const noOrders = ['BK', 'BE', 'KB'];

/** Purposes and types that only tell of an order: nothing is done. */
const copies = { purposes: ['07', '22'], types: ['IN'] };

export function isOrderSet(set: string): boolean {
  return Object.hasOwn(kinds, set);
}

/** The order of a set; undefined where it does not say which one it is. */
export function x12Order(reader: SetReader, name: string): SourceReading | undefined {
  const kind = kinds[name] as SetKind;
  const { segments, isa, gs } = reader.set;
  const [st] = segments as [X12Segment];
  const loops = loopsOf(segments, kind.line);
  const [begin] = all(loops.header, kind.begin);
  const purchaseOrder = wholeElement(reader, begin, 3);
  if (!begin || !purchaseOrder) {
    tellNumberMissing(reader, begin ?? st, kind.begin);
    return undefined;
  }
  const type = elementOf(reader, begin, 2);
  const copy = copyIn(elementOf(reader, begin, 1), type);
  if (copy) {
    const message = `the set is a copy (${copy.value}), and nothing is done`;
    reader.tell({ code: 'COPY', at: copy.at, message, value: copy.value, isWarning: true });
    return undefined;
  }
  const act = actOf(reader, begin, kind);
  if (type && noOrders.includes(type.value)) tellNoOrder(reader, type);
  const usage = (isa.elements[15] ?? '').trim();
  const control = [isa.elements[13], gs.elements[6], st.elements[2]].map((each = '') => each.trim());
  const { lines, allowances } = act === 'cancel' ? cancelled(reader, loops) : contentOf(reader, loops, name, act);
  const total = act === 'cancel' ? undefined : transactionTotal(reader, loops.summary);
  if (act === 'whole') {
    const hasTax = segments.some(({ tag }) => tag === 'TXI' || tag === 'TAX');
    checkTotal(reader, total, { lines, allowances, hasTax });
  }
  const version = kind.version === undefined ? undefined : elementOf(reader, begin, kind.version);
  const placed = x12Date(reader, begin, kind.date);
  const currency = x12Currency(reader, segments);
  return {
    format: 'x12',
    act,
    test: usage === 'T' || usage === 'I',
    id: orderId(reader, begin, purchaseOrder, type?.value),
    ...(version && { version }),
    documentId: control.join('+'),
    purchaseOrder,
    ...(placed && { placed }),
    ...(currency && { currency }),
    parties: x12Parties(reader, loops),
    lines,
    allowances,
    totals: [...countOf(reader, loops, lines), ...(total ? [{ of: 'payable' as const, value: total }] : [])],
    kept: x12Kept(reader.set, name, begin),
  };
}

/** A release of a blanket order has a number beside that of its order, and is an order of its own. */
function orderId(reader: SetReader, begin: X12Segment, purchaseOrder: Found<string>, type = ''): Found<string> {
  const release = wholeElement(reader, begin, 4);
  if (type !== 'RL' || !release) return purchaseOrder;
  return { value: `${purchaseOrder.value}-${release.value}`, at: purchaseOrder.at };
}

function actOf(reader: SetReader, begin: X12Segment, { acts, begin: tag }: SetKind): SourceReading['act'] {
  const purpose = elementOf(reader, begin, 1);
  const act = purpose && Object.hasOwn(acts, purpose.value) ? acts[purpose.value] : undefined;
  if (act) return act;
  const [value, limit] = [purpose?.value ?? '', Object.keys(acts).sort().join(', ')];
  const message = `${tag}01 is ${value || 'empty'}: that is neither an order nor a change nor a cancellation`;
  const at = purpose?.at ?? x12Place(reader, begin, 1);
  reader.tell({ code: 'UNKNOWN_VALUE', at, message, value, limit, remedy: 'send an order with one of these purposes' });
  return 'whole';
}

function copyIn(purpose?: Found<string>, type?: Found<string>): Found<string> | undefined {
  if (purpose && copies.purposes.includes(purpose.value)) return purpose;
  return type && copies.types.includes(type.value) ? type : undefined;
}

type Content = Pick<SourceReading, 'lines' | 'allowances'>;

function contentOf(reader: SetReader, loops: OrderLoops, name: string, act: SourceReading['act']): Content {
  const dates = datesOf(reader, loops.header);
  const lines =
    name === '860'
      ? changedLines(reader, loops, dates, act)
      : loops.lines.map((loop) => x12Line(reader, loop, po1, dates));
  checkCount(reader, loops);
  // Some put what the whole order adds behind its lines.
  return { lines, allowances: x12Allowances(reader, [...loops.header, ...loops.summary]) };
}

/** What a cancellation says of lines counts for nothing. */
function cancelled(reader: SetReader, loops: OrderLoops): Content {
  checkCount(reader, loops);
  return { lines: [], allowances: [] };
}

/** COUNT_MISMATCH: CTT01 counts lines; one that is missing was lost on the way. */
function checkCount(reader: SetReader, { lines, summary }: OrderLoops): void {
  const count = elementOf(reader, all(summary, 'CTT')[0], 1);
  if (!count || (/^\d{1,15}$/.test(count.value) && Number(count.value) === lines.length)) return;
  const message = `CTT01 says ${count.value}, and there are ${lines.length} lines`;
  const remedy = 'send it again, whole: where counts differ, something was lost on the way';
  const [value, limit] = [count.value, String(lines.length)];
  reader.tell({ code: 'COUNT_MISMATCH', at: count.at, message, value, limit, actual: value, remedy });
}

/** The count as a total, where all that it counts are lines of the order. */
function countOf(reader: SetReader, { summary }: OrderLoops, lines: readonly SourceLine[]): SourceReading['totals'] {
  const count = elementOf(reader, all(summary, 'CTT')[0], 1);
  if (!count || !/^\d{1,15}$/.test(count.value)) return [];
  const value: Decimal = { digits: BigInt(count.value), scale: 0 };
  const isSame = compareDecimals(value, { digits: BigInt(lines.length), scale: 0 }) === 0;
  return isSame ? [{ of: 'count', value: { value, at: count.at } }] : [];
}

function tellNoOrder({ tell }: SetReader, { value, at }: Found<string>): void {
  const message = `a purchase order of type ${value} orders nothing by itself`;
  tell({ code: 'NOT_AN_ORDER', at, message, value, remedy: 'send an order, or a release of the blanket order' });
}

function tellNumberMissing(reader: SetReader, segment: X12Segment, begin: string): void {
  const at = segment.tag === begin ? x12Place(reader, segment, 3) : x12Place(reader, segment);
  const message = `the set does not say which order it is about: there is no ${begin}03`;
  reader.tell({ code: 'ORDER_NUMBER_MISSING', at, message, remedy: `put the purchase order's number into ${begin}03` });
}
