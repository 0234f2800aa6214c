import { decimalFound, divideExactly, multiplyDecimals } from '../decimal.ts';
import type { Allowance, Decimal, Found, Tell } from '../reading.ts';
import { codedSegments, type EdifactSegment, elementText, foundElement, segmentPlace } from './lexer.ts';

/** A number of a segment; comma and point are both decimal marks, whatever UNA says (ISO 9735). Told where it is none. */
export function decimalElement(
  segment: EdifactSegment | undefined,
  element: number,
  component: number,
  tell: Tell,
): Found<Decimal> | undefined {
  return decimalFound(foundElement(segment, element, component), tell, 'either');
}

/** The first amount (MOA) of one of the qualifiers, in their order. */
export function monetaryAmount(
  segments: readonly EdifactSegment[],
  qualifiers: readonly string[],
  tell: Tell,
): Found<Decimal> | undefined {
  return decimalElement(codedSegments(segments, 'MOA', ...qualifiers)[0], 1, 2, tell);
}

/** An ALC with what stands under it. */
export interface AllowanceGroup {
  readonly alc: EdifactSegment;
  readonly more: readonly EdifactSegment[];
}

/**
 * An allowance or a charge as an amount: as it stands (MOA), else by its percentage (PCD) of `base`. One that gives neither, or a
 * percentage of an amount that nobody states, is told: what it takes off is not known.
 */
export function allowanceOf({ alc, more }: AllowanceGroup, base: Decimal | undefined, tell: Tell): Allowance[] {
  const code = elementText(alc, 1);
  // N: neither; it is named and costs nothing.
  if (code !== 'A' && code !== 'C') return [];
  const kind = code === 'A' ? 'allowance' : 'charge';
  const reason = foundElement(alc, 5, 1) ?? foundElement(alc, 5, 4) ?? foundElement(alc, 2, 1);
  const stated = monetaryAmount(more, ['8', '204', '23', '25', '98', '131'], tell);
  if (stated) return stated.value.digits === 0n ? [] : [{ kind, amount: stated, reason }];
  const percent = decimalElement(
    more.find(({ tag }) => tag === 'PCD'),
    1,
    2,
    tell,
  );
  if (percent?.value.digits === 0n) return [];
  if (percent && base) {
    const { digits, scale } = multiplyDecimals(base, percent.value);
    return [{ kind, amount: { value: { digits, scale: scale + 2 }, at: percent.at }, reason }];
  }
  tell({
    code: 'ALLOWANCE_AMOUNT_MISSING',
    at: percent?.at ?? segmentPlace(alc),
    message: `the ${kind} has no amount${percent ? ', and nothing says of what it is a percentage' : ''}`,
    remedy: 'send its amount (MOA+8)',
  });
  return [];
}

/** ALC groups of a list of segments. */
export function allowanceGroups(segments: readonly EdifactSegment[]): AllowanceGroup[] {
  const groups: { alc: EdifactSegment; more: EdifactSegment[] }[] = [];
  let isOpen = false;
  for (const segment of segments) {
    if (segment.tag === 'ALC') groups.push({ alc: segment, more: [] });
    else if (isOpen && ofAllowance.includes(segment.tag)) groups.at(-1)?.more.push(segment);
    isOpen = segment.tag === 'ALC' || (isOpen && ofAllowance.includes(segment.tag));
  }
  return groups;
}

const ofAllowance = ['ALI', 'DTM', 'QTY', 'PCD', 'MOA', 'RTE', 'TAX'];

/** Quantity × price ÷ base to six decimals; undefined where that is not exact, or not known. */
export function worthOf(quantity?: Decimal, price?: Decimal, base?: Decimal): Decimal | undefined {
  if (!quantity || !price) return undefined;
  const digits = divideExactly(multiplyDecimals(quantity, price), base ?? { digits: 1n, scale: 0 }, 6);
  return digits === undefined ? undefined : { digits, scale: 6 };
}
