import { computed, signal } from '@preact/signals';
import { pageAt } from '../addresses.ts';
import { keepPlace, restorePlace } from './place.ts';

/** Where the person is. All that a page shows is in its address, so that back, links and reload bring the same. */

/** What is kept beside an entry of the history: the address that a dialog was opened over, and what its place is kept under. */
interface EntryState {
  readonly over?: string;
  readonly entry?: string;
}

const here = () => ({ path: location.pathname, search: location.search, over: (history.state as EntryState)?.over });

const current = signal(here());

/** The entry of the history that is shown. */
let entry = (history.state as EntryState | null)?.entry ?? crypto.randomUUID();

export const path = computed(() => current.value.path);
export const query = computed(() => new URLSearchParams(current.value.search));
/** Address of the page that an open dialog lies over; undefined where it was opened by a link. */
export const over = computed(() => current.value.over);

export interface Going {
  /** Without a new entry in the history. */
  readonly replace?: boolean;
  readonly over?: string;
}

/** Goes to an address of the portal. */
export function go(to: string, { replace = false, over: below }: Going = {}): void {
  if (!replace) {
    keepPlace(entry);
    entry = crypto.randomUUID();
  }
  const state: EntryState = { over: below, entry };
  if (replace) history.replaceState(state, '', to);
  else history.pushState(state, '', to);
  const before = current.value.path;
  current.value = here();
  if (!replace && below === undefined && before !== current.value.path) scrollTo(0, 0);
}

/** Opens a dialog that has an address of its own over the page that is shown. */
export function openOver(to: string): void {
  go(to, { over: over.value ?? location.pathname + location.search });
}

/** Closes a dialog: back to what it lies over. */
export function closeOver(otherwise: string): void {
  if (over.value === undefined) go(otherwise, { replace: true });
  else history.back();
}

/** Changes some of the query of the page; null or an empty text takes a name away. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  go(text === '' ? location.pathname : `${location.pathname}?${text}`, { replace: true, over: over.value });
}

/** Takes over links to pages of the portal; downloads, other windows and other sites stay the browser's. */
export function watchAddress(): void {
  // Pages are drawn when their answers are there: the browser would be too early.
  history.scrollRestoration = 'manual';
  history.replaceState({ ...(history.state as EntryState | null), entry } satisfies EntryState, '');
  restorePlace(entry);
  addEventListener('pagehide', () => keepPlace(entry));
  addEventListener('popstate', () => {
    keepPlace(entry);
    entry = (history.state as EntryState | null)?.entry ?? crypto.randomUUID();
    current.value = here();
    restorePlace(entry);
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null;
    if (link?.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    if (!pageAt(link.pathname)) return;
    event.preventDefault();
    const to = link.pathname + link.search;
    if (link.dataset.over === undefined) go(to);
    else openOver(to);
  });
}
