import type { Violation } from '#domain/values/violation.ts';
import type { Reveals } from './rule.ts';
import { ruleCatalog } from './rules.ts';

/** Which sides of what was asked somebody may read. */
export interface Sees {
  readonly source: boolean;
  readonly target: boolean;
}

const revealedBy: ReadonlyMap<string, Reveals> = new Map(ruleCatalog.map(({ code, reveals }) => [code, reveals]));

/**
 * L11: of what stood in the way, that which somebody may read; what tells of an account that they may not see is told as one
 * violation without a figure. A code that nobody declared tells of both.
 */
export function toldViolations(violations: readonly Violation[], sees: Sees): readonly Violation[] {
  const told = violations.filter(({ code }) => mayKnow(revealedBy.get(code) ?? 'both', sees));
  return told.length === violations.length ? violations : [...told, notTold];
}

function mayKnow(reveals: Reveals, { source, target }: Sees): boolean {
  if (reveals === 'nothing') return true;
  if (reveals === 'both') return source && target;
  return reveals === 'source' ? source : target;
}

const notTold: Violation = {
  code: 'NOT_TOLD',
  message: 'something else stands in the way, which is told to those who may see both accounts',
  remedy: 'ask somebody who may see both accounts',
};
