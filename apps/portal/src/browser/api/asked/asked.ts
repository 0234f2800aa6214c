import { type Signal, signal } from '@preact/signals';
import { CallError } from './call-error.ts';

/** What was asked, and what was answered: asked once however many show it, kept while the new one loads, and for a while afterwards. */

/** How it stands with something that is asked. */
export interface AskedState<Body> {
  readonly data?: Body;
  /** Of the last try; what was answered before stays. */
  readonly error?: CallError;
  readonly isLoading: boolean;
}

export type Ask<Body> = (signal: AbortSignal) => Promise<Body>;

export interface Asked<Body> {
  readonly key: string;
  readonly standing: Signal<AskedState<Body>>;
  /** When the answer came; 0: there is none, or it is no longer true. */
  at: number;
  /** So many show it. */
  readers: number;
  ask: Ask<Body> | undefined;
  running: AbortController | undefined;
  leaving: ReturnType<typeof setTimeout> | undefined;
}

const freshMilliseconds = 20_000;
const keptMilliseconds = 300_000;
const mostTries = 5;

const all = new Map<string, Asked<unknown>>();

/** What is asked under a key. `known`: an answer that came with the page. */
export function askedAs<Body>(key: string, known?: Body): Asked<Body> {
  const found = all.get(key) as Asked<Body> | undefined;
  if (found) return found;
  const made: Asked<Body> = {
    key,
    standing: signal<AskedState<Body>>({ data: known, isLoading: false }),
    at: known === undefined ? 0 : Date.now(),
    readers: 0,
    ask: undefined,
    running: undefined,
    leaving: undefined,
  };
  all.set(key, made as Asked<unknown>);
  return made;
}

export function isStale({ at }: Pick<Asked<unknown>, 'at'>): boolean {
  return Date.now() - at > freshMilliseconds;
}

/** Somebody shows it from now on: asks where there is no fresh answer. Returns what ends that. */
export function read<Body>(asked: Asked<Body>, ask: Ask<Body>): () => void {
  asked.ask = ask;
  asked.readers += 1;
  clearTimeout(asked.leaving);
  if (!asked.running && isStale(asked)) void refresh(asked);
  return () => {
    asked.readers -= 1;
    if (asked.readers > 0) return;
    asked.running?.abort();
    asked.running = undefined;
    asked.standing.value = { ...asked.standing.peek(), isLoading: false };
    asked.leaving = setTimeout(() => all.delete(asked.key), keptMilliseconds);
  };
}

/** Asks, in place of a question that is still on its way; again where no answer came, or a service is starting. */
export async function refresh<Body>(asked: Asked<Body>, ask = asked.ask): Promise<void> {
  if (!ask) return;
  asked.running?.abort();
  const running = new AbortController();
  asked.running = running;
  asked.standing.value = { ...asked.standing.peek(), isLoading: true };
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(running.signal).catch(asCallError);
    if (running.signal.aborted) return;
    const { data } = asked.standing.peek();
    if (!(answer instanceof CallError)) {
      asked.at = Date.now();
      return end(asked, { data: isSame(data, answer) ? data : answer, isLoading: false });
    }
    if (tries >= mostTries || !isPassing(answer)) return end(asked, { data, error: answer, isLoading: false });
    await new Promise((resolve) => setTimeout(resolve, Math.min(8_000, 250 * 2 ** tries)));
    if (running.signal.aborted) return;
  }
}

function end<Body>(asked: Asked<Body>, standing: AskedState<Body>): void {
  asked.running = undefined;
  asked.standing.value = standing;
}

function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  if ((error as Error).name === 'AbortError') return new CallError(0, {});
  throw error;
}

/** What did not change is the same thing: nothing is drawn anew for it. */
function isSame(before: unknown, now: unknown): boolean {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now);
}

/** Whether the same request may be answered in a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof CallError && (error.status === 0 || error.status === 503 || error.status === 502);
}

/** What fits is no longer true: it is asked anew where it is shown, and later elsewhere. */
export function outdate(fits: (key: string) => boolean): void {
  for (const asked of all.values()) {
    if (!fits(asked.key)) continue;
    asked.at = 0;
    if (asked.readers > 0) void refresh(asked);
  }
}

/** Whoever comes back to the window, or to the network, sees what has become of it meanwhile. For the life of the page. */
export function watchReturn(): void {
  const look = () => {
    if (document.hidden) return;
    for (const asked of all.values()) if (asked.readers > 0 && !asked.running && isStale(asked)) void refresh(asked);
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
}
