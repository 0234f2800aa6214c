import { signal } from '@preact/signals';
import type { Settings } from '../api/answers.ts';
import { call } from '../api/call.ts';
import { shell } from '../api/shell.ts';

/** How the person likes the portal: kept on the server, and true at once. */

export const settings = signal<Settings>({});

/** Takes what the person has settled before; before anything is shown. */
export function readSettings(): void {
  settings.value = shell.session?.settings ?? {};
  apply();
}

/** Changes what is given. What concerns the look changes at once; the language with the next page. */
export async function settle(change: Settings): Promise<void> {
  settings.value = { ...settings.value, ...change };
  apply();
  await call('/portal/settings', { method: 'POST', body: change });
}

/** Single keys do nothing for who has turned them off (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  return settings.value.shortcuts !== false;
}

function apply(): void {
  const { dataset } = document.documentElement;
  dataset.theme = settings.value.theme ?? 'system';
  dataset.density = settings.value.density ?? 'compact';
}
