import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Page } from './answers.ts';
import { type Ask, type Asked, askedAs, isStale, outdate, read, refresh } from './asked/asked.ts';
import type { CallError } from './asked/call-error.ts';
import { call } from './call.ts';
import { shell } from './shell.ts';

/** Answers by their address: asked once, kept while the new one loads, asked anew when something has changed. */

export { isPassing } from './asked/asked.ts';

for (const [path, answer] of Object.entries(shell.answers)) askedAs(path, answer);

export interface Answer<Body> {
  readonly data: Body | undefined;
  readonly error: CallError | undefined;
  /** Nothing is there yet. */
  readonly isFirst: boolean;
  /** Something newer is on its way. */
  readonly isLoading: boolean;
  readonly retry: () => void;
}

/** The answer to `GET path`; null: nothing is asked. */
export function useAnswer<Body>(path: string | null): Answer<Body> {
  return useAsked<Body>(path, (signal) => call<Body>(path ?? '', { signal }));
}

/** What `ask` answers, kept under its key; null: nothing is asked. */
export function useAsked<Body>(key: string | null, ask: Ask<Body>): Answer<Body> {
  const { asked, data, error, isLoading } = useStanding(key, ask);
  return {
    data,
    error,
    isFirst: key !== null && data === undefined && error === undefined,
    isLoading,
    retry: () => asked && void refresh(asked),
  };
}

function useStanding<Body>(key: string | null, ask: Ask<Body>, known?: Body) {
  const asked: Asked<Body> | undefined = key === null ? undefined : askedAs(key, known);
  useLayoutEffect(() => asked && read(asked, ask), [asked]);
  const { data, error, isLoading } = asked?.standing.value ?? { isLoading: false };
  // What was asked before stays until there is an answer.
  const before = useRef<Body>();
  const isOfBefore = data === undefined && error === undefined && before.current !== undefined;
  if (data !== undefined) before.current = data;
  return {
    asked,
    data: asked && isOfBefore ? before.current : data,
    error,
    isOfBefore,
    isLoading: isLoading || (asked !== undefined && asked.readers === 0 && isStale(asked)),
  };
}

export interface List<Item> extends Omit<Answer<never>, 'data'> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly more: () => void;
  /** The items are those of another path, until its own have come. */
  readonly isOfBefore: boolean;
}

/** Pages that were read, put together. */
interface Pages<Item> extends Page<Item> {
  readonly count: number;
}

/** A list page by page; `path` has its filters and no cursor. */
export function useList<Item>(path: string | null): List<Item> {
  const first = path === null ? undefined : (shell.answers[path] as Page<Item> | undefined);
  const key = path === null ? null : `${path} pages`;
  const pages = async (before: Pages<Item>, count: number, signal: AbortSignal): Promise<Pages<Item>> => {
    let all = before;
    while (all.count < count && (all.count === 0 || all.nextCursor !== null)) {
      const page = await call<Page<Item>>(withCursor(path ?? '', all.nextCursor), { signal });
      all = { ...page, items: [...all.items, ...page.items], count: all.count + 1 };
    }
    return all;
  };
  const none: Pages<Item> = { items: [], nextCursor: null, count: 0 };
  const ask: Ask<Pages<Item>> = (signal) => {
    // As many as somebody has come to.
    const read = key === null ? undefined : askedAs<Pages<Item>>(key).standing.peek().data;
    return pages(none, read?.count ?? 1, signal);
  };
  const { asked, data, error, isLoading, isOfBefore } = useStanding(key, ask, first && { ...first, count: 1 });
  return {
    items: data?.items ?? [],
    hasMore: data !== undefined && data.nextCursor !== null,
    more: () => {
      if (asked && data && !isLoading) void refresh(asked, (signal) => pages(data, data.count + 1, signal));
    },
    error,
    isFirst: path !== null && data === undefined && error === undefined,
    isLoading,
    isOfBefore,
    retry: () => asked && void refresh(asked),
  };
}

function withCursor(path: string, cursor: string | null): string {
  if (cursor === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
}

/** When something was last heard to have changed, by the clock of the page; before anything was: never. */
export const changedAt = signal(Number.NEGATIVE_INFINITY);

/** What has these words in its address is asked anew where it is on screen, and later elsewhere. */
export function changed(...parts: readonly string[]): void {
  changedAt.value = performance.now();
  outdate((key) => parts.some((part) => key.includes(part)));
}

/** All that shows licenses, after somebody moved some. */
export function licensesChanged(): void {
  changed('/api/accounts', '/api/next-invoices', '/api/event-log', '/api/transfers');
}
