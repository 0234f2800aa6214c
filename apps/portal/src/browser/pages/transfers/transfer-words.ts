import type { Transfer } from '../../api/answers.ts';

/** How many licenses moved in all. */
export function countOf({ moved }: Pick<Transfer, 'moved'>): number {
  return moved.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** What moved, each product once. */
export function productsOf({ moved }: Pick<Transfer, 'moved'>): string {
  return [...new Set(moved.map(({ lot }) => lot.name))].join(', ');
}
