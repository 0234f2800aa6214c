import { session } from '../../api/shell.ts';

/** The pair of organizations that somebody moved licenses between last, offered when the window is opened for nobody. */

export interface Pair {
  readonly from: string;
  readonly to: string;
}

const kept = 'last-pair';

export function keepPair(pair: Pair): void {
  sessionStorage.setItem(kept, JSON.stringify({ ...pair, email: session().person.email }));
}

/** Of this person and this window alone. */
export function lastPair(): Pair | undefined {
  const { from, to, email } = JSON.parse(sessionStorage.getItem(kept) ?? '{}');
  return from && to && email === session().person.email ? { from, to } : undefined;
}
