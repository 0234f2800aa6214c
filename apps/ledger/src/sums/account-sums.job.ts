import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import { keepSums } from './account-sums.ts';

/** Lists add up by themselves what has changed since the last look: it may come late. */
const lookMilliseconds = 15_000;
/** And takes a hundredth of the time at most, however many accounts there are. */
const restFactor = 100;

/** Keeps the sums of accounts, so that lists find most of them (G3). */
export class AccountSumsJob extends PollingJob {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
    log: Log,
  ) {
    super({
      database,
      log,
      name: 'account-sums',
      pollMilliseconds: 3_600_000,
      retryMilliseconds: 15_000,
      failed: 'adding up the figures of accounts failed and is tried again',
    });
  }

  protected override async look(): Promise<number> {
    const start = performance.now();
    await keepSums(this.database, () => this.now().toISOString());
    return Math.max(lookMilliseconds, restFactor * (performance.now() - start));
  }
}
