import { parseDecimal } from '../../decimal.ts';
import type { Decimal } from '../../reading.ts';
import type { XmlElement } from '../../xml/tree.ts';

/** Transactions of Peppol's ordering: order, change, cancellation, response, advanced response. */
export const transactions = ['T01', 'T114', 'T115', 'T76', 'T116'] as const;
export type Transaction = (typeof transactions)[number];

/** Releases of Peppol's rules, oldest first. */
export const releases = ['2025.5', '2025.11', '2026.5'] as const;
export type Release = (typeof releases)[number];

export type Flag = 'fatal' | 'warning';

/** A rule that an element breaks. */
export interface BrokenPeppolRule {
  readonly id: string;
  readonly flag: Flag;
  readonly element: XmlElement;
}

/** A document while it is checked. */
export interface Check {
  readonly document: XmlElement;
  readonly transaction: Transaction | undefined;
  /** True from that release on. */
  readonly isFrom: (release: Release) => boolean;
  /** Notes a rule of the transaction that is broken, by the end of its id: `R003`. */
  readonly fail: (rule: string, element: XmlElement, flag?: Flag) => void;
  /** Notes a rule of every document. */
  readonly failAny: (rule: string, element: XmlElement, flag?: Flag) => void;
  /** How many lines have an id; counted when it is first asked. */
  readonly linesOf: (id: string) => number;
}

/** What an element of a name is checked for. Within one, the first context that holds is the only one: rules stand in their published order. */
export type Rules = ReadonlyMap<string, (element: XmlElement, check: Check) => void>;

export const zero: Decimal = { digits: 0n, scale: 0 };

export function childOf(element: XmlElement | undefined, local: string): XmlElement | undefined {
  if (!element) return undefined;
  for (const child of element.children) if (child.local === local) return child;
  return undefined;
}

export function hasChild(element: XmlElement | undefined, local: string): boolean {
  return childOf(element, local) !== undefined;
}

/** The exact number in an element; undefined where there is none. */
export function decimalOf(element: XmlElement | undefined): Decimal | undefined {
  return element && parseDecimal(element.text);
}

/** The number in an element, `absent` where there is no element; undefined where something else stands in it. */
export function decimalOr(element: XmlElement | undefined, absent: Decimal): Decimal | undefined {
  return element ? parseDecimal(element.text) : absent;
}

/** Text without spaces around it, inner ones as one. */
export function normalSpace(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
