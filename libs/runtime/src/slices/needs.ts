import type { Needed } from './slice.ts';

/**
 * Puts what a message needs to what others of its batch do.
 *
 * @throws Error for a kind of things that the service does not load
 */
export function addNeeds<Needs extends object>(needs: Needs, needed: Needed<Needs>): void {
  for (const kind in needed) {
    const all = needs[kind] as Set<unknown> | undefined;
    if (!all) throw new Error(`a slice needs ${kind}, which its service does not load`);
    for (const item of needed[kind] ?? []) all.add(item);
  }
}
