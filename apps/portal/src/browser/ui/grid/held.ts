import { useRef, useState } from 'preact/hooks';
import type { List } from '../../api/cache.ts';

/** What of a list is shown, and what of it waits. */
export interface Held<Item> {
  readonly list: List<Item>;
  /** So many are new at its top, and not shown yet. */
  readonly waiting: number;
  readonly show: () => void;
}

/**
 * A list whose newest stand at its top moves while somebody reads it: what comes in waits until they ask for it.
 *
 * @param of what the list is of: another one begins anew; undefined: its order is another one, and nothing waits
 */
export function useHeld<Item>(list: List<Item>, keyOf: (item: Item) => string, of: string | undefined): Held<Item> {
  const shown = useRef<{ readonly of: string | undefined; readonly items: readonly Item[] }>();
  const [, draw] = useState(0);
  const before = of !== undefined && shown.current?.of === of ? shown.current.items : [];
  const keys = new Set(before.map(keyOf));
  const first = before.length === 0 ? 0 : list.items.findIndex((item) => keys.has(keyOf(item)));
  // So many are new that none of those that are read is among them.
  const items = first < 0 ? before : list.items.slice(first);
  if (!list.isOfBefore) shown.current = { of, items };
  return {
    list: { ...list, items },
    waiting: first < 0 ? list.items.length : first,
    show: () => {
      shown.current = undefined;
      draw((times) => times + 1);
    },
  };
}
