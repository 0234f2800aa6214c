import type { Database } from './database.ts';
import { channelOf } from './notify.ts';

/**
 * Tells a loop when to look again: at a notification that another transaction sent on commit, or after a while. Many calls
 * while the loop is busy are one.
 */
export class Wakeup {
  private called = false;
  private ended = false;
  private resolve?: () => void;
  private unlisten?: () => void;

  constructor(
    private readonly database: Database,
    private readonly what: string,
    private readonly pollMilliseconds: number,
  ) {}

  async start(): Promise<void> {
    await this.listen();
  }

  async stop(): Promise<void> {
    this.ended = true;
    this.unlisten?.();
    this.call();
  }

  /** Wakes the loop, from inside the process. */
  readonly call = (): void => {
    this.called = true;
    this.resolve?.();
  };

  /** Resolves at the next call, at once when there was one since the last time, and after a while in any case. */
  async next(atMostMilliseconds = this.pollMilliseconds): Promise<void> {
    if (!this.called && !this.ended) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
        timer = setTimeout(resolve, Math.min(atMostMilliseconds, this.pollMilliseconds));
      });
      clearTimeout(timer);
      this.resolve = undefined;
    }
    this.called = false;
    if (!this.unlisten && !this.ended) await this.listen();
  }

  private async listen(): Promise<void> {
    try {
      const unlisten = await this.database.listen(
        channelOf(this.database.schema),
        (payload) => {
          if (payload === this.what) this.call();
        },
        () => {
          this.unlisten = undefined;
        },
      );
      if (this.ended) unlisten();
      else this.unlisten = unlisten;
    } catch {
      // The database is away; polling goes on and the next look tries to listen again.
      this.unlisten = undefined;
    }
  }
}
