import type { Context } from '#runtime/slices/slice.ts';

/** The portal decides nothing: what is done, the services decide, asked over the interface that everybody has. */
export const portalContext: Context<object, undefined, never> = {
  slices: [],
  passesOver: [],
  noNeeds: () => ({}),
  evolve: () => undefined,
  announce: () => [],
};
