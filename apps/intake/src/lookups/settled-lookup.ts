import { type LookupStep, settlingMilliseconds } from '#domain/orders/lookups/lookup.ts';
import type { LookedUp } from './lookup.client.ts';
import type { ClaimedLookup, SettledLookup } from './lookup.store.ts';

/** When a try began and ended, and what chance says. */
export interface LookupTry {
  readonly began: number;
  readonly now: number;
  readonly chance: number;
}

/**
 * How a look-up goes on after a step.
 *
 * @param night when a list is read next anyway; undefined for an order, which is read when somebody asks again
 */
export function settledBy(
  step: LookupStep,
  known: ClaimedLookup,
  { answer, began, now, night }: LookupTry & { readonly answer: LookedUp & { sourceId?: string }; night?: number },
): SettledLookup {
  const { isDeleted, etag, sourceId, read } = known;
  const kept = { isDeleted, etag, sourceId, read, failures: 0 };
  switch (step.step) {
    case 'take': {
      const found = answer.kind === 'found' ? { etag: answer.etag, sourceId: answer.sourceId ?? sourceId } : {};
      const due = step.again ? now + settlingMilliseconds : night;
      const state = due === undefined ? 'read' : 'waiting';
      // What was said after the read began may be that it was deleted.
      return { ...kept, ...found, isDeleted: isDeleted && step.again, read: began, due, state };
    }
    case 'wait': {
      const { failures, until: due, why } = step;
      return { ...kept, state: 'waiting', due, failures, failingSince: known.failingSince ?? began, why };
    }
    case 'pause':
      return { ...kept, state: 'waiting', due: now, why: step.why };
    case 'gone':
      return { ...kept, state: 'gone', due: night, etag: undefined };
    case 'give-up':
      return { ...kept, state: night === undefined ? 'failed' : 'waiting', due: night, why: step.why };
  }
}
