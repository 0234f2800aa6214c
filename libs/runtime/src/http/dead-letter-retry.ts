import type { Log } from '../environment/log.ts';
import type { DeadLetterBox } from './dead-letter-box.ts';

const firstMilliseconds = 60_000;
const everyMilliseconds = 600_000;

/**
 * While a release is rolled out, its tables are there already and processes of the last release still work on them. What those could
 * not write is a dead letter; the new release tries it again by itself, until it goes through or was tried often enough (R7). So are
 * facts with names that no product had made known when they came (T6).
 */
export class DeadLetterRetry {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly box: Pick<DeadLetterBox, 'service' | 'toRetry' | 'replay'>,
    private readonly log: Log,
  ) {}

  start(): void {
    this.next(firstMilliseconds);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** @returns how many went through */
  async retry(): Promise<number> {
    let done = 0;
    for (const number of await this.box.toRetry()) {
      if ((await this.box.replay(number)) === true) done += 1;
    }
    if (done > 0) this.log.info({ service: this.box.service, done }, 'dead letters went through');
    return done;
  }

  private next(milliseconds: number): void {
    this.timer = setTimeout(() => {
      void this.retry()
        .catch((error) => this.log.warn({ err: error }, 'dead letters could not be tried again'))
        .finally(() => this.timer && this.next(everyMilliseconds));
    }, milliseconds);
    this.timer.unref();
  }
}
