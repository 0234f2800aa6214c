import { decimalFound, exactlyAt } from '../../decimal.ts';
import type { At, Decimal, Found, Tell } from '../../reading.ts';
import { offsetOf, type TransactionSet } from './envelope.ts';
import { clean, type X12Segment } from './lexer.ts';

/** A set while it is read: what is wrong with it is told. */
export interface SetReader {
  readonly set: TransactionSet;
  readonly tell: Tell;
}

/** The place of a segment or of one of its elements: `PO1[3].02`. */
export function x12Place({ set }: Pick<SetReader, 'set'>, segment: X12Segment, position?: number): At {
  const path = set.pathOf(segment);
  if (position === undefined) return { path, ...set.placeOf(segment.offset) };
  return { path: `${path}.${String(position).padStart(2, '0')}`, ...set.placeOf(offsetOf(segment, position)) };
}

/** An element; of one with components, the first. Undefined where there is nothing. */
export function elementOf(
  reader: SetReader,
  segment: X12Segment | undefined,
  position: number,
): Found<string> | undefined {
  if (!segment) return undefined;
  const { component } = reader.set.interchange.separators;
  const [first = ''] = clean(segment.elements[position] ?? '').split(component);
  const value = first.trim();
  return value === '' ? undefined : { value, at: x12Place(reader, segment, position) };
}

/** An element as it stands, free text with component separators in it too; behind it they are empty components. */
export function wholeElement(
  reader: SetReader,
  segment: X12Segment | undefined,
  position: number,
): Found<string> | undefined {
  if (!segment) return undefined;
  const { component } = reader.set.interchange.separators;
  let value = clean(segment.elements[position] ?? '');
  while (value.endsWith(component)) value = value.slice(0, -1).trim();
  return value === '' ? undefined : { value, at: x12Place(reader, segment, position) };
}

/** A decimal with its point (type R). Told where it is none. */
export function x12Decimal(
  reader: SetReader,
  segment: X12Segment | undefined,
  position: number,
): Found<Decimal> | undefined {
  return decimalFound(elementOf(reader, segment, position), reader.tell);
}

/** A number with two implied decimals (type N2): 1250 is 12.50. One that has a point nevertheless means it. */
export function impliedOf(reader: SetReader, segment: X12Segment, position: number): Found<Decimal> | undefined {
  const found = x12Decimal(reader, segment, position);
  if (!found || /[.]/.test(elementOf(reader, segment, position)?.value ?? '')) return found;
  const digits = exactlyAt(found.value, 0);
  return digits === undefined ? undefined : { value: { digits, scale: 2 }, at: found.at };
}

/** A date; of six digits (before 4010) with its century. Zeros are none. */
export function x12Date(
  reader: SetReader,
  segment: X12Segment | undefined,
  position: number,
  century?: number,
): Found<string> | undefined {
  const found = elementOf(reader, segment, position);
  if (!found || /^0*$/.test(found.value)) return undefined;
  if (!/^\d{6}$/.test(found.value)) return found;
  const stated = century === undefined ? undefined : elementOf(reader, segment, century)?.value;
  const early = Number(found.value.slice(0, 2)) < 70 ? '20' : '19';
  return { value: `${stated && /^\d\d$/.test(stated) ? stated : early}${found.value}`, at: found.at };
}
