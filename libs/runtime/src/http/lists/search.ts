import { wrongParameter } from '../problem.filter.ts';

/** Something that a search found. */
export interface Hit {
  readonly kind: 'order' | 'entitlement' | 'account' | 'lot' | 'transfer' | 'case' | 'invoice';
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
}

/** What a service found. */
export interface Hits {
  readonly items: readonly Hit[];
}

/** So many of each kind are answered. */
export const hitsOfKind = 5;

/**
 * What is sought.
 * @throws Problem 400 without it
 */
export function soughtText(q: string | undefined): string {
  const text = q?.trim() ?? '';
  if (text.length >= 2) return text;
  throw wrongParameter('q', { message: 'q is missing or too short', limit: '2', actual: String(text.length) });
}
