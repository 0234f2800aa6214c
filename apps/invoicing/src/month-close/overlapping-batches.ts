/** A batch that is under way. */
export interface StartedBatch<Decided> {
  /** As soon as it is decided, while its rows are still being written; undefined when nothing was left. Rejects as `written` does. */
  readonly decided: Promise<Decided | undefined>;
  /** When it is committed. */
  readonly written: Promise<unknown>;
}

export interface Batches<Decided> {
  /** Begins the next batch after one that is decided; of that nothing is to be seen in the database yet. */
  start(before: Decided | undefined): StartedBatch<Decided>;
  /** Asked before each. */
  mayGoOn(): boolean;
  /** Whether a batch that failed so is only to be decided anew. */
  isDecidedAnew(failure: unknown): boolean;
}

/**
 * Runs batches until none is left: each is read and decided while the rows of the one before it are written. Two are under way at
 * most, and whatever fails, none is left under way.
 *
 * @throws whatever a batch failed with, unless it is to be decided anew
 */
export async function runOverlapping<Decided>({ start, mayGoOn, isDecidedAnew }: Batches<Decided>): Promise<void> {
  let before: { readonly decided: Decided; readonly written: Promise<unknown> } | undefined;
  while (mayGoOn()) {
    const batch = start(before?.decided);
    const [own, earlier] = await Promise.allSettled([batch.decided, before?.written]);
    if (own.status === 'rejected' || earlier.status === 'rejected') {
      const [ended] = await Promise.allSettled([batch.written]);
      for (const outcome of [earlier, ended]) {
        if (outcome.status === 'rejected' && !isDecidedAnew(outcome.reason)) throw outcome.reason;
      }
      before = undefined;
    } else if (own.value !== undefined) {
      before = { decided: own.value, written: batch.written };
    } else {
      await batch.written;
      // What the one before left over is to be seen only now.
      if (!before) return;
      before = undefined;
    }
  }
  await before?.written;
}
