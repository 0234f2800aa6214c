/**
 * A button is off while what it started is under way, and may be gone afterwards; whoever works with the keyboard or a screen reader
 * would be nowhere then. The focus comes back to it, or goes to the title of the window or the page. For the life of the page.
 */
export function watchFocus(): void {
  let last: HTMLElement | undefined;
  let at = '';
  document.addEventListener('focusin', ({ target }) => {
    last = target as HTMLElement;
    at = location.pathname;
  });
  document.addEventListener('focusout', ({ target }) => {
    const left = target as HTMLElement;
    // Browsers tell of what they are about to remove, too. Afterwards what is still there and on was left by a person.
    queueMicrotask(() => {
      if (left === last && left.isConnected && !left.matches(':disabled')) last = undefined;
    });
  });
  new MutationObserver(() => {
    // A page that is gone to takes the focus itself.
    if (!last || document.activeElement !== document.body || at !== location.pathname) return;
    const home = last.isConnected ? last : titleOf([...document.querySelectorAll('dialog[open]')].at(-1) ?? document);
    home?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}

function titleOf(layer: ParentNode): HTMLElement | null {
  return layer.querySelector<HTMLElement>('.result-title, h1') ?? layer.querySelector<HTMLElement>('button');
}
