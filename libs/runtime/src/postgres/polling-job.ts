import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '../environment/log.ts';
import type { Database } from './database.ts';
import { Wakeup } from './wakeup.ts';

export interface PollingOptions {
  readonly database: Database;
  readonly log: Log;
  /** What others notify it by. */
  readonly name: string;
  /** The next look is never further away than this: it also catches a clock that was set. */
  readonly pollMilliseconds: number;
  /** What is logged when a look fails. */
  readonly failed: string;
  readonly retryMilliseconds: number;
}

/** Work that a service looks for by itself from its start to its end: at a notification, at a time, or after a while. */
export abstract class PollingJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected stopping = false;
  private readonly wakeup: Wakeup;
  private running?: Promise<void>;

  protected constructor(private readonly polling: PollingOptions) {
    this.wakeup = new Wakeup(polling.database, polling.name, polling.pollMilliseconds);
  }

  /**
   * Does all there is to do.
   * @returns in how many milliseconds there will be more; undefined when nobody knows
   */
  protected abstract look(): Promise<number | undefined>;

  async onApplicationBootstrap(): Promise<void> {
    await this.wakeup.start();
    this.running = this.run();
  }

  /** Lets what is under way come to its end. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.wakeup.stop();
    await this.running;
  }

  /** Has it look again at once, or as soon as it is done with the look that is under way. */
  protected wake(): void {
    this.wakeup.call();
  }

  private async run(): Promise<void> {
    const { log, failed, retryMilliseconds } = this.polling;
    while (!this.stopping) {
      try {
        await this.wakeup.next(await this.look());
      } catch (error) {
        log.error({ err: error }, failed);
        await this.wakeup.next(retryMilliseconds);
      }
    }
  }
}
