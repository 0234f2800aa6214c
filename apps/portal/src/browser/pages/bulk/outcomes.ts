import type { BatchPreview, RowPlan } from '../../api/answers.ts';
import type { SettledRow } from './rows.ts';

/** What the plan says of each row. */

export interface Outcome {
  readonly plan: RowPlan;
  /** What was confirmed said something else of it. */
  readonly isChanged: boolean;
}

/** By the id of the row; `settled` is what the plan was asked for, `stale` the plan that no longer held. */
export function outcomesOf(
  settled: readonly SettledRow[],
  plan: BatchPreview | undefined,
  stale: BatchPreview | undefined,
): ReadonlyMap<number, Outcome> {
  const found = new Map<number, Outcome>();
  const plans = rowsIn(plan);
  if (plans.length !== settled.length) return found;
  for (const [index, { row }] of settled.entries()) {
    const [now, before] = [plans[index], rowsIn(stale)[index]];
    if (now) found.set(row.id, { plan: now, isChanged: before !== undefined && told(now) !== told(before) });
  }
  return found;
}

// The hash of a plan also tells what nobody sees; a row has changed when something that it shows has.
function told({ sides, violations, nextInvoice, stockBefore, stockAfter }: RowPlan): string {
  return JSON.stringify([sides, violations, nextInvoice, stockBefore, stockAfter]);
}

/** The rows of a plan or of what was done, whatever they are called. */
export function rowsIn<Row>(batch: { readonly transfers?: readonly Row[]; readonly moves?: readonly Row[] } = {}) {
  return batch.transfers ?? batch.moves ?? [];
}

/** How many of the rows something stands in the way of. */
export function refusedIds(outcomes: ReadonlyMap<number, Outcome>): number[] {
  return [...outcomes].flatMap(([id, { plan }]) => (plan.violations.length > 0 ? [id] : []));
}
