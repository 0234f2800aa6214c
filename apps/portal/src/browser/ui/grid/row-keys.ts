/** Keys of lists: `j` and `k` go from row to row, `Enter` opens one, `x` selects it, or opens what can be done with it. */

const row = 'main .grid :is(tbody tr, .cards > li)';
const selects = 'input[type=checkbox]:not(:disabled), :is(.actions, .card-head) button[popovertarget]';

/** What a key does in the list that is shown; undefined: nothing. */
export function rowAct(key: string): (() => void) | undefined {
  const focused = document.activeElement;
  const at = focused?.closest<HTMLElement>(row);
  const step = ({ j: 1, k: -1 } as const)[key];
  if (step !== undefined) {
    const rows = [...document.querySelectorAll<HTMLElement>(row)];
    const next = rows[(at ? rows.indexOf(at) : -1) + step];
    return next && (() => focusRow(next));
  }
  if (key === 'x') return clicking(at?.querySelector(selects));
  // A link or a button in the row that has the focus has its own Enter.
  return key === 'Enter' && focused === at ? clicking(at?.querySelector('a[href]')) : undefined;
}

function clicking(element: Element | null | undefined): (() => void) | undefined {
  return element ? () => (element as HTMLElement).click() : undefined;
}

/** The first row takes the focus. */
export function focusFirstRow(): void {
  const first = document.querySelector<HTMLElement>(row);
  if (first) focusRow(first);
}

/** A row takes the focus, so that it is in sight and read. */
function focusRow(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus();
}
