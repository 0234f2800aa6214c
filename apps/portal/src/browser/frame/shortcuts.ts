import { signal } from '@preact/signals';
import { go, openOver, path } from '../api/address.ts';
import { rowAct } from '../ui/grid/row-keys.ts';
import { isPaletteOpen } from './frame.tsx';
import { mayHaveStock, mayManageSites, mayTransfer, navigation } from './navigation.ts';
import { areShortcutsOn } from './theme.ts';

/** Keys of the whole portal. Single keys do nothing inside fields and can be turned off (WCAG 2.1.4). */

export const isHelpOpen = signal(false);

const chordMilliseconds = 1_200;
/** Begins to listen; for the life of the page. */
export function watchKeys(): void {
  let wentAt = Number.NEGATIVE_INFINITY;
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      isPaletteOpen.value = true;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !areShortcutsOn() || isBusy(event.target)) return;
    const isChord = event.timeStamp - wentAt < chordMilliseconds;
    wentAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    const act = isChord ? chord(event.key) : single(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function chord(key: string): (() => void) | undefined {
  const destination = navigation().find((one) => one.key === key);
  return destination && (() => go(destination.href));
}

function single(key: string): (() => void) | undefined {
  if (key === '?') {
    return () => {
      isHelpOpen.value = true;
    };
  }
  const search = document.querySelector<HTMLInputElement>('main input[type=search]');
  if (key === '/' && search) return () => search.focus();
  if (key === 't' && mayTransfer()) return () => openOver('/transfer');
  if (key === 'b' && path.value.startsWith('/stock') && mayHaveStock()) return () => openOver('/stock/purchase');
  if (key === 'b' && mayManageSites()) return () => openOver('/license-management/purchase');
  return rowAct(key);
}

function isBusy(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return element?.closest?.('input, select, textarea, dialog, [popover], [contenteditable]') != null;
}
