/** Where a page stood when it was left, by entry of the history: back and reload bring the same place, and the focus to the same link. */

interface Place {
  readonly top: number;
  /** How far each table is scrolled. */
  readonly tables: readonly number[];
  /** Where the link leads that had the focus. */
  readonly link?: string;
}

const prefix = 'place ';
const mostMilliseconds = 4_000;
/** What is drawn last may still push the rest away. */
const stillFrames = 3;

const tables = () => [...document.querySelectorAll('main .table-scroll')];

/** Remembers where the page stands that is left. */
export function keepPlace(entry: string): void {
  const focused = document.activeElement?.closest('main :is(a[href], tbody tr, .cards > li)');
  const link = (focused?.closest('a') ?? focused?.querySelector('a[href]'))?.getAttribute('href') ?? undefined;
  const place: Place = { top: scrollY, tables: tables().map((table) => table.scrollTop), link };
  sessionStorage.setItem(prefix + entry, JSON.stringify(place));
}

/** Goes where the page stood, as soon as it is as long again; not against somebody who moves meanwhile. */
export function restorePlace(entry: string): void {
  const kept = sessionStorage.getItem(prefix + entry);
  if (kept === null) return;
  const { top, tables: tops, link } = JSON.parse(kept) as Place;
  const end = performance.now() + mostMilliseconds;
  const moved = new AbortController();
  for (const event of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
    addEventListener(event, () => moved.abort(), { signal: moved.signal, capture: true, passive: true });
  let still = 0;
  const again = () => {
    if (moved.signal.aborted) return;
    scrollTo(0, top);
    const now = tables();
    for (const [index, table] of now.entries()) table.scrollTop = tops[index] ?? 0;
    const isThere =
      Math.abs(scrollY - top) < 1 && tops.every((wanted, index) => Math.abs((now[index]?.scrollTop ?? 0) - wanted) < 1);
    still = isThere ? still + 1 : 0;
    if (still === stillFrames && link !== undefined) focusOn(link);
    if (still === stillFrames || performance.now() > end) moved.abort();
    else requestAnimationFrame(again);
  };
  requestAnimationFrame(again);
}

function focusOn(link: string): void {
  document.querySelector<HTMLElement>(`main a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
}
