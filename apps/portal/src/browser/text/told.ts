import type { Violation } from '../api/answers.ts';
import { refusals } from './messages.ts';
import { asSentence } from './sentence.ts';

/** Refusals of the services in the reader's language. */

export type Told = Pick<Violation, 'code' | 'message'> & Partial<Pick<Violation, 'limit' | 'actual' | 'remedy'>>;

export interface RefusalWords {
  readonly what: string;
  readonly todo: string | undefined;
  /** What the service says of it beside that, in English. */
  readonly more?: string;
  /** Absent: the reader's. */
  readonly lang?: 'en';
}

/** Why something is refused and what to do about it; in the service's words, which are English, where the language has none. */
export function wordsOf({ code, message, remedy, limit = '', actual = '' }: Told): RefusalWords {
  const [sentence, todo] = refusals?.reasons[code] ?? [];
  if (!refusals || sentence === undefined) {
    return { what: asSentence(message), todo: remedy === undefined ? undefined : asSentence(remedy), lang: 'en' };
  }
  const told = refusals.told[code]?.(limit, actual);
  if (told !== undefined) return { what: told, todo };
  const figures = refusals.figures(figure(limit), figure(actual));
  const what = figures === '' ? sentence : `${sentence} (${figures})`;
  return { what, todo, ...(refusals.named.includes(code) ? { more: message } : {}) };
}

/** The same in one line. */
export function lineOf(told: Told): string {
  const { what, todo, more } = wordsOf(told);
  return [what, more, todo].filter(Boolean).join(' ');
}

// What has small letters are words of the services, or a name.
function figure(text: string): string {
  return /\p{Ll}/u.test(text) ? '' : text;
}
