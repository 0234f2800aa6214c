/** Puts together what arrives in one turn of the event loop, and hands it over when the turn is over. */
export class Gathering<Item> {
  private readonly waiting = new Map<string, { readonly items: Item[]; readonly handled: Promise<void> }>();

  constructor(private readonly handle: (key: string, items: readonly Item[]) => Promise<void>) {}

  /** Resolves when everything of the same key that came with the item is handled; rejects where that failed. */
  add(key: string, item: Item): Promise<void> {
    const waiting = this.waiting.get(key);
    if (waiting) {
      waiting.items.push(item);
      return waiting.handled;
    }
    const items = [item];
    const handled = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.waiting.delete(key);
      return this.handle(key, items);
    });
    this.waiting.set(key, { items, handled });
    return handled;
  }
}

interface HasMessages {
  readonly messages: readonly unknown[];
}

/** Some messages of a batch. */
interface Part<Batch extends HasMessages> {
  readonly batch: Batch;
  readonly messages: Batch['messages'];
}

/** What is processed together. */
export type Step<Batch extends HasMessages> = readonly Part<Batch>[];

/**
 * The transactions that batches of several partitions are processed in: lists of steps, which follow one another in a list while the lists
 * go side by side. Small batches share a step; one that fills a step goes by itself, cut to steps.
 */
export function stepsOf<Batch extends HasMessages>(batches: readonly Batch[], most: number): Step<Batch>[][] {
  const lists: Step<Batch>[][] = [];
  let shared: Part<Batch>[] | undefined;
  let room = 0;
  for (const batch of batches) {
    const { messages } = batch;
    if (messages.length >= most) {
      const count = Math.ceil(messages.length / most);
      lists.push(
        Array.from({ length: count }, (_, n) => [{ batch, messages: messages.slice(n * most, (n + 1) * most) }]),
      );
      continue;
    }
    if (!shared || messages.length > room) {
      shared = [];
      room = most;
      lists.push([shared]);
    }
    shared.push({ batch, messages });
    room -= messages.length;
  }
  return lists;
}
