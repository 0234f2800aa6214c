import type { Log } from '#runtime/environment/log.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { channelOf } from '#runtime/postgres/notify.ts';
import { type Hint, hintFrom } from './hints.ts';

/** A page that wants to know what changes. */
export interface Listener {
  readonly visible: () => Promise<Visible>;
  readonly tell: (hint: Hint) => void;
}

/** Something may have changed, and nobody knows what: whatever is on screen is asked for anew. */
export const anything: Hint = { kind: 'anything', id: '', accounts: [] };

const againMilliseconds = 1000;

/** The pages of this process that listen; hints come from whichever process has read the event. */
export class Listeners {
  private readonly listeners = new Set<Listener>();
  private unlisten?: () => void;
  private ended = false;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    try {
      const heard = (payload: string) => {
        const hint = hintFrom(payload);
        if (hint) void this.tell(hint);
      };
      this.unlisten = await this.database.listen(channelOf(this.database.schema), heard, () => this.later());
    } catch (error) {
      this.log.debug({ err: error }, 'the portal does not hear what changes at the moment');
      this.later();
    }
  }

  stop(): void {
    this.ended = true;
    this.unlisten?.();
  }

  /** @returns a function that ends it */
  add(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells each page what its person may know of a hint: nothing of accounts that are not theirs. */
  private async tell(hint: Hint): Promise<void> {
    await Promise.allSettled(
      [...this.listeners].map(async ({ visible, tell }) => {
        const seen = await visible();
        if (hint.accounts.length === 0) tell({ ...hint, id: '' });
        else if (seen === 'everything') tell(hint);
        else {
          const accounts = hint.accounts.filter((account) => seen.includes(account));
          if (accounts.length > 0) tell({ ...hint, accounts });
        }
      }),
    );
  }

  private later(): void {
    if (this.ended) return;
    setTimeout(async () => {
      if (this.ended) return;
      await this.start();
      // What was missed meanwhile is not known.
      for (const { tell } of this.listeners) tell(anything);
    }, againMilliseconds).unref();
  }
}
