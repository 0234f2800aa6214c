/**
 * Reading an order back from the system that said that it changed: what is next after a try. Times are instants in milliseconds; chance
 * is given, as a number from 0 to below 1.
 */

/** What a try came to. `again`: the network, 408, 429, 5xx, a log-on page, broken JSON. */
export type LookupResult =
  | { readonly kind: 'found' }
  | { readonly kind: 'same' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'again'; readonly why: string; readonly waitMilliseconds?: number }
  | { readonly kind: 'locked'; readonly why: string };

export interface LookupState {
  /** When somebody last said that the order changed. */
  readonly asked: number;
  /** Whether somebody said that it was deleted, and no read has found it since. */
  readonly isDeleted: boolean;
  /** When the first of the tries that failed in a row was due; undefined where the last one succeeded. */
  readonly failingSince?: number;
  /** How many tries failed in a row. */
  readonly failures: number;
}

export type LookupStep =
  /** The answer counts. With `again`, an event came after the read began, so what it said may not be in it. */
  | { readonly step: 'take'; readonly again: boolean }
  | { readonly step: 'wait'; readonly until: number; readonly failures: number; readonly why: string }
  /** The order is no more, as somebody said: it is canceled. */
  | { readonly step: 'gone' }
  /** Credentials are wrong: the sender pauses, and no tries are burnt. */
  | { readonly step: 'pause'; readonly why: string }
  | { readonly step: 'give-up'; readonly why: string };

/** Many events in a row become one read. */
export const settlingMilliseconds = 3000;
/** A replica may be behind the event. */
const replicaMilliseconds = 2 * 60_000;
const firstWaitMilliseconds = 2000;
const longestWaitMilliseconds = 15 * 60_000;
const patienceMilliseconds = 24 * 60 * 60_000;
const firstPauseMilliseconds = 5 * 60_000;
const longestPauseMilliseconds = 2 * 60 * 60_000;

/** What is next after a try that began at `began` and ended at `now`. */
export function afterLookup(
  result: LookupResult,
  { asked, isDeleted, failingSince, failures }: LookupState,
  { began, now, chance }: { readonly began: number; readonly now: number; readonly chance: number },
): LookupStep {
  if (result.kind === 'found' || result.kind === 'same') return { step: 'take', again: asked > began };
  if (result.kind === 'locked') return { step: 'pause', why: result.why };
  if (result.kind === 'missing' && isDeleted && now - asked >= replicaMilliseconds) return { step: 'gone' };
  const why = result.kind === 'missing' ? 'the order is not there' : result.why;
  if (now - (failingSince ?? now) >= patienceMilliseconds) return { step: 'give-up', why };
  const stated = result.kind === 'again' ? result.waitMilliseconds : undefined;
  return { step: 'wait', until: now + waitAfter(failures, chance, stated), failures: failures + 1, why };
}

/**
 * 2 s, doubled with each failure up to 15 min, of which chance takes up to a half, so that many do not come back at once. What the other
 * side asked for is waited at least, up to the longest wait.
 */
export function waitAfter(failures: number, chance: number, stated = 0): number {
  const full = Math.min(firstWaitMilliseconds * 2 ** Math.min(failures, 20), longestWaitMilliseconds);
  return Math.max(Math.round(full * (1 - chance / 2)), Math.min(stated, longestWaitMilliseconds));
}

/**
 * For how long a sender pauses whose credentials were turned down so often in a row before: 5 min, doubled up to 2 h. Systems lock users
 * after a few wrong passwords.
 */
export function pauseAfter(pauses: number): number {
  return Math.min(firstPauseMilliseconds * 2 ** Math.min(pauses, 20), longestPauseMilliseconds);
}
