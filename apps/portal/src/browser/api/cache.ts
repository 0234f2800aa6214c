import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/preact-query';
import type { Page } from './answers.ts';
import { CallError, call } from './call.ts';
import { shell } from './shell.ts';

/** Answers by their address: asked once, kept while the new one loads, asked anew when something has changed. */

const freshMilliseconds = 20_000;

export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMilliseconds,
      // Only what may be otherwise the next time is asked again: no answer, or a service that is starting.
      retry: (failures, error) => failures < 4 && isPassing(error),
      retryDelay: (failures) => Math.min(8_000, 500 * 2 ** failures),
      networkMode: 'always',
    },
  },
});

for (const [path, answer] of Object.entries(shell.answers)) cache.setQueryData([path], answer);

/** Whether the same request may be answered in a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof CallError && (error.status === 0 || error.status === 503 || error.status === 502);
}

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
  const result = useQuery<Body, CallError>({
    queryKey: [path],
    queryFn: ({ signal }) => call<Body>(path ?? '', { signal }),
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
  return {
    data: path === null ? undefined : result.data,
    error: result.error ?? undefined,
    isFirst: result.isPending && path !== null,
    isLoading: result.isFetching,
    retry: () => void result.refetch(),
  };
}

export interface List<Item> extends Omit<Answer<never>, 'data'> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly more: () => void;
}

/** A list page by page; `path` has its filters and no cursor. */
export function useList<Item>(path: string | null): List<Item> {
  const first = path === null ? undefined : (shell.answers[path] as Page<Item> | undefined);
  const result = useInfiniteQuery({
    queryKey: [path, 'pages'],
    queryFn: ({ pageParam, signal }) => call<Page<Item>>(withCursor(path ?? '', pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Item>) => page.nextCursor,
    enabled: path !== null,
    initialData: first && { pages: [first], pageParams: [null] },
    placeholderData: keepPreviousData,
  });
  return {
    items: path === null ? [] : (result.data?.pages.flatMap((page) => page.items) ?? []),
    hasMore: result.hasNextPage,
    more: () => void result.fetchNextPage(),
    error: (result.error as CallError | null) ?? undefined,
    isFirst: result.isPending && path !== null,
    isLoading: result.isFetching,
    retry: () => void result.refetch(),
  };
}

function withCursor(path: string, cursor: string | null): string {
  if (cursor === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
}

/** What has these words in its address is asked anew where it is on screen, and later elsewhere. */
export function changed(...parts: readonly string[]): void {
  void cache.invalidateQueries({
    predicate: ({ queryKey: [path] }) => typeof path === 'string' && parts.some((part) => path.includes(part)),
  });
}

/** All that shows licenses, after somebody moved some. */
export function licensesChanged(): void {
  changed('/api/accounts', '/api/next-invoices', '/api/event-log', '/api/transfers');
}
