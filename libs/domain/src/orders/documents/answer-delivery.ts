import type { Instant } from '../../values/calendar.ts';

/** How an answer fares on its way to its sender. */
export interface AnswerProgress {
  /** How often it was tried, the try at hand included. */
  readonly tries: number;
  /** Since when it is wanted there. */
  readonly queuedAt: Instant;
}

/** What follows from a try. */
export type AnswerStep =
  | { readonly state: 'sent' }
  | { readonly state: 'waiting'; readonly waitSeconds: number; readonly why: string }
  | { readonly state: 'undeliverable'; readonly why: string };

/** Growing waits after the first, second, … try in seconds; the last goes on. */
const answerWaits = [5, 15, 60, 300, 900, 3600];

/** An answer that still waits after this long is given up. */
const answerDays = 3;

/**
 * What becomes of an answer after a try. Whatever its receiver says but a yes is tried again: its system may be mended.
 *
 * @param why undefined for a yes
 */
export function afterAnswerTry({ tries, queuedAt }: AnswerProgress, why: string | undefined, now: Instant): AnswerStep {
  if (why === undefined) return { state: 'sent' };
  if (Date.parse(now) - Date.parse(queuedAt) >= answerDays * 86_400_000) {
    return { state: 'undeliverable', why: `given up after ${answerDays} days: ${why}` };
  }
  const wait = answerWaits[Math.min(Math.max(tries, 1), answerWaits.length) - 1] ?? 0;
  return { state: 'waiting', waitSeconds: wait, why };
}
