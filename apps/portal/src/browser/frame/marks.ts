import { effect } from '@preact/signals';
import { path, query } from '../api/address.ts';
import { changedAt } from '../api/cache.ts';

/** What has changed on a page by itself is marked for two seconds, wherever it stands. */

const markedMilliseconds = 2_000;
/** So long after a hint its answers are drawn. */
const answeredMilliseconds = 5_000;

/** Times run by themselves; in forms and windows the person makes the changes, and previews say what they are. */
const unmarked = 'time, form, dialog, [role=status], [aria-live]';

/** Begins to watch; for the life of the page. */
export function watchMarks(place: Node): void {
  let since = Number.NEGATIVE_INFINITY;
  effect(() => {
    since = changedAt.value;
  });
  // What is shown instead of something else has not changed.
  effect(() => {
    since = path.value && query.value ? Number.NEGATIVE_INFINITY : since;
  });
  const observer = new MutationObserver((changes) => {
    if (performance.now() - since > answeredMilliseconds) return;
    for (const { target, oldValue } of changes) {
      const element = target.parentElement;
      if (element && target.nodeValue !== oldValue && !element.closest(unmarked)) mark(element);
    }
  });
  observer.observe(place, { characterData: true, characterDataOldValue: true, subtree: true });
}

const timers = new WeakMap<HTMLElement, ReturnType<typeof setTimeout>>();

function mark(element: HTMLElement): void {
  clearTimeout(timers.get(element));
  element.dataset.changed = '';
  timers.set(
    element,
    setTimeout(() => delete element.dataset.changed, markedMilliseconds),
  );
}
