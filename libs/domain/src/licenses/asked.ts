import type { Instant } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Action, LicensesRefused } from './events.ts';
import type { Programs } from './programs.ts';

/** Who asked for an action, when, and the id that everything which comes of it derives its own from. */
export interface Asked {
  readonly id: string;
  readonly at: Instant;
  /** The person where one is named (lower case), else the system that asked. */
  readonly initiatedBy: string;
  readonly requestedBy?: string;
  readonly note?: string;
  /** The hash of the preview that was confirmed (L3). */
  readonly planHash?: string;
}

/** What decisions are made with besides the books. */
export interface Terms {
  readonly programs: Programs;
  /** SHA-256 of a text, 64 hex digits; a pure function that the service lends. */
  digest(text: string): string;
}

/** The id of the n-th thing that comes of a request, so that a re-run invents nothing. */
export function derivedId(asked: Asked, n: number): string {
  return `${asked.id}/${n}`;
}

/** L8: a refusal, which changes nothing and is kept. */
export function refusal(
  asked: Asked,
  action: Action,
  sides: { readonly source?: string; readonly target?: string; readonly quantity: number },
  violations: readonly Violation[],
): LicensesRefused {
  const { id: requestId, at, initiatedBy } = asked;
  return { type: 'LicensesRefused', requestId, action, at, initiatedBy, ...sides, violations };
}
