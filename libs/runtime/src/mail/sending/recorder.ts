import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { MailKind } from '../kind.ts';
import type { ClaimedMail, MailRow, Outcome } from '../row.ts';
import { recordOutcomes } from '../store.ts';

export interface RecorderOptions<Row extends MailRow> {
  readonly database: Database;
  readonly kind: MailKind<Row>;
  readonly worker: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
  /** How many mails are under way, those that wait to be recorded among them. */
  readonly expected: () => number;
  /** Called with mails whose outcome is committed. */
  readonly recorded: (mails: readonly ClaimedMail<Row>[]) => void;
}

const batchSize = 500;
/**
 * While others are under way their outcomes are worth waiting for: one commit and one round of the relay for all of them. A
 * process that dies meanwhile leaves their mails to be sent again, so it is not longer.
 */
const gatherMilliseconds = 50;

/** Records outcomes of mails in batches, each with its events in one transaction; goes on trying while the database is away. */
export class MailRecorder<Row extends MailRow> {
  private outcomes: Outcome<Row>[] = [];
  private recording = false;
  private stopped = false;

  constructor(private readonly options: RecorderOptions<Row>) {}

  add(outcome: Outcome<Row>): void {
    this.outcomes.push(outcome);
    if (!this.recording) void this.record();
  }

  /** What is not recorded by now is found out again by whoever takes the claim over. */
  stop(): void {
    this.stopped = true;
  }

  private async record(): Promise<void> {
    this.recording = true;
    let failures = 0;
    while (this.outcomes.length > 0 && !this.stopped) {
      if (failures === 0 && this.options.expected() > this.outcomes.length) await pause(gatherMilliseconds);
      // After a failure one at a time, so that no outcome holds up the others.
      const batch = this.outcomes.splice(0, failures === 0 ? batchSize : 1);
      try {
        await this.commit(batch);
        failures = 0;
      } catch (error) {
        this.outcomes.push(...batch);
        failures += 1;
        this.options.log.error({ err: error, outcomes: batch.length }, 'outcomes of mails could not be recorded');
        await pause(Math.min(100 * 2 ** failures, 2000));
      }
    }
    this.recording = false;
  }

  private async commit(batch: readonly Outcome<Row>[]): Promise<void> {
    const { database, kind, worker, now } = this.options;
    const at = now().toISOString();
    const recorded = await database.transaction((sql) => recordOutcomes(sql, kind, worker, batch, at));
    if (recorded.size < batch.length) {
      this.options.log.warn({ dropped: batch.length - recorded.size }, 'outcomes of mails that others have taken over');
    }
    for (const outcome of batch) if (recorded.has(outcome.mail.messageId)) this.count(outcome);
    this.options.recorded(batch.map(({ mail }) => mail));
  }

  private count({ mail, result, doubtful }: Outcome<Row>): void {
    const { metrics, log } = this.options;
    const undeliverable = result.events.filter(({ type }) => type === 'MailUndeliverable').length;
    if (result.delivery.state === 'sent') metrics.mails.inc({ outcome: 'sent' });
    if (result.waitSeconds !== undefined) metrics.mails.inc({ outcome: 'deferred' });
    if (undeliverable > 0) metrics.mails.inc({ outcome: 'undeliverable' }, undeliverable);
    if (doubtful) metrics.mails.inc({ outcome: 'doubtful' });
    const about = {
      about: this.options.kind.about(mail.row),
      messageId: mail.messageId,
      correlationId: mail.row.correlation_id,
      attempt: mail.delivery.attempts,
    };
    log.debug({ ...about, state: result.delivery.state, wait: result.waitSeconds }, 'mail tried');
  }
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
