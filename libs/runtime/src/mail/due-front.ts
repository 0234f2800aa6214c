/** A transaction that queues a mail lasts no longer than this between the moment that it writes down and its commit. */
const slackMilliseconds = 60_000;
/** What does not keep to that (a clock that was set, a claim that was undone) is found when all is read. */
const allMilliseconds = 30_000;

/**
 * From when on mails are looked for that are due. Mails are claimed in the order in which they are due, and what was claimed stays in the
 * index until it is vacuumed, which a backup or any other old snapshot puts off for hours: a look from the beginning passes all of it.
 */
export class DueFront {
  private first = 0;
  private allAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** Milliseconds since 1970. */
  from(): number {
    if (this.clock() - this.allAt < allMilliseconds) return Math.max(0, this.first - slackMilliseconds);
    this.allAt = this.clock();
    return 0;
  }

  /** @param firstDue when the first of the mails was due that were claimed; all that is due before it is taken */
  claimed(firstDue: number | undefined): void {
    if (firstDue !== undefined) this.first = firstDue;
  }
}
