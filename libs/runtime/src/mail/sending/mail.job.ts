import { randomUUID } from 'node:crypto';
import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { Wakeup } from '#runtime/postgres/wakeup.ts';
import type { MailKind } from '../kind.ts';
import { type Answer, addressesToTry, afterAttempt } from '../mail-delivery.ts';
import { bytesOf } from '../message.ts';
import { isAnew, partsOf } from '../parts.ts';
import type { ClaimedMail, MailRow, Outcome } from '../row.ts';
import { claimMails, leaseSeconds, renewClaims } from '../store.ts';
import { raiseRefusalOfUs } from './alarm.ts';
import { type Budget, createBudget } from './budget.ts';
import { createSlowLanes, type SlowLanes } from './lanes.ts';
import { MailRecorder } from './recorder.ts';
import type { MailSender } from './smtp.ts';

export interface MailJobOptions<Row extends MailRow> {
  readonly database: Database;
  readonly kind: MailKind<Row>;
  readonly sender: MailSender;
  /** As in `MAIL_MAX_BYTES`: no mail is larger, encoded as it is sent. */
  readonly largest: number;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A claimed mail and until when nobody else may take it, on this process's own clock. */
interface Held {
  heldUntil: number;
}

/** The server's answers, and how many bytes it was offered. */
interface Attempt {
  readonly answers: readonly Answer[];
  readonly size?: number;
}

const renewMilliseconds = 5000;
const pollMilliseconds = 500;
/** Mails that are claimed for each one that the sender works at: some are composed, some wait to be recorded. */
const mailsPerConnection = 8;
/** So long before a claim ends it is not begun with any more. */
const marginMilliseconds = 2000;
const stopMilliseconds = 10_000;
/** What is in memory at once, by the weights of the mails: a shipment can have hundreds of certificates of some tens of kilobytes. */
const weightAtOnce = 1000;

const othersFirst = 'its mail server is slow: others go first';
const stopped = 'the process was about to stop';

/**
 * Sends the mails that wait (F4, F8). A mail is claimed before it is sent and its outcome recorded after; as many processes as
 * you like share the work. A claim is renewed as long as its process lives; when it dies the mail is sent again by another,
 * with the same Message-ID, and counted as doubtful.
 */
export class MailJob<Row extends MailRow = MailRow> {
  private readonly worker = randomUUID();
  private readonly held = new Map<string, Held>();
  private readonly wakeup: Wakeup;
  private readonly recorder: MailRecorder<Row>;
  private readonly window: number;
  private readonly memory = createBudget(weightAtOnce);
  private readonly connections: Budget;
  private readonly lanes: SlowLanes;
  private running?: Promise<void>;
  private renewing?: NodeJS.Timeout;
  private renewalUnderWay = false;
  private stopping = false;
  /** Whether the server last refused us rather than an address; no longer once it takes a mail. */
  private refusesUs = false;
  /** The most bytes of a mail: the setting's, or less when the server has said so. */
  private largest: number;

  constructor(private readonly options: MailJobOptions<Row>) {
    this.largest = options.largest;
    this.wakeup = new Wakeup(options.database, options.kind.table.name, pollMilliseconds);
    this.window = options.sender.concurrency * mailsPerConnection;
    this.connections = createBudget(options.sender.concurrency);
    this.lanes = createSlowLanes(Math.ceil(options.sender.concurrency / 3));
    this.recorder = new MailRecorder({
      ...options,
      worker: this.worker,
      expected: () => this.held.size,
      recorded: (mails) => this.release(mails),
    });
  }

  async start(): Promise<void> {
    await this.wakeup.start();
    this.renewing = setInterval(() => void this.renew(), renewMilliseconds);
    this.running = this.run();
  }

  /** Begins no mail any more, lets the sender finish those that it has, and records what became of them. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.wakeup.stop();
    await this.running;
    const deadline = performance.now() + stopMilliseconds;
    while (this.held.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(this.renewing);
    this.recorder.stop();
    await this.options.sender.close();
  }

  /** In words, what keeps mails from being taken: the last attempt was refused because of us (F9). */
  get trouble(): string | undefined {
    // Without the server's words: whoever asks for health may read it. They are in the log and with the mails.
    return this.refusesUs
      ? 'the mail server takes no mail from us; mails wait until password, relay or policy are mended'
      : undefined;
  }

  /** Mails that this process holds; for tests and health. */
  get underWay(): number {
    return this.held.size;
  }

  private async run(): Promise<void> {
    let wait = 0;
    while (!this.stopping) {
      try {
        const more = await this.claim();
        wait = 0;
        if (!more) await this.wakeup.next();
      } catch (error) {
        wait = Math.min(Math.max(wait * 2, 100), 2000);
        this.options.log.error({ err: error, wait }, 'mails could not be claimed; trying again');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** @returns whether there may be more to claim at once */
  private async claim(): Promise<boolean> {
    const room = this.window - this.held.size;
    if (room < this.window / 2) return false;
    const { database, kind } = this.options;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    const mails = await claimMails(database.sql, kind, this.worker, room, [...this.held.keys()]);
    for (const mail of mails) {
      this.held.set(mail.messageId, { heldUntil });
      void this.deliver(mail);
    }
    return mails.length === room;
  }

  private async deliver(mail: ClaimedMail<Row>): Promise<void> {
    const { metrics, log, kind } = this.options;
    const { messageId } = mail;
    const about = { about: kind.about(mail.row), messageId, correlationId: mail.row.correlation_id };
    if (mail.doubtful) {
      metrics.mails.inc({ outcome: 'doubtful' });
      log.warn(about, 'sent again: nobody knows what became of the attempt before');
    }
    const freed = await this.memory.take(kind.weight?.(mail.row) ?? 1);
    try {
      const attempt = await this.attempt(mail);
      raiseRefusalOfUs(attempt.answers, about, { log, metrics });
      if (attempt.answers.some(({ verdict }) => verdict === 'refused-us')) this.refusesUs = true;
      else if (attempt.answers.some(({ verdict }) => verdict === 'accepted')) this.refusesUs = false;
      this.recorder.add(await this.outcomeOf(mail, attempt));
    } finally {
      freed();
    }
  }

  private async attempt(mail: ClaimedMail<Row>): Promise<Attempt> {
    const { kind, sender, log } = this.options;
    const { messageId, letterhead, row } = mail;
    const to = addressesToTry(mail.delivery);
    const none = (verdict: Answer['verdict'], text: string): Attempt => ({
      answers: to.map((address) => ({ address, verdict, text })),
    });
    try {
      if (this.stopping) return none('unreachable', stopped);
      if (this.lanes.full(to)) return none('unreachable', othersFirst);
      if (kind.mayExceed?.(row, this.largest) && (await this.pieces(mail, this.largest, false)).length > 1)
        return none('too-large', this.tooLarge());
      const bytes = await bytesOf(await kind.compose(mail), mail);
      if (bytes.length > this.largest) return none('too-large', this.tooLarge());
      const hungUp = await this.connections.take(1);
      try {
        if (this.stopping) return none('unreachable', stopped);
        if (this.lanes.full(to)) return none('unreachable', othersFirst);
        if (!this.mayStillSend(mail)) return none('unreachable', 'another process may have taken it over');
        const name = { about: kind.about(row), round: row.round, part: row.part, parts: row.parts };
        const answered = this.lanes.begin(to);
        const ready = { ...name, messageId, from: letterhead.from, to, bytes };
        const answers = await sender.send(ready).finally(answered);
        return { answers, size: bytes.length };
      } finally {
        hungUp();
      }
    } catch (error) {
      log.error({ err: error, about: kind.about(row) }, 'a mail could not be written');
      return none('unreachable', `the mail could not be written: ${(error as Error).message}`);
    }
  }

  // F9: those whose server finds the mail too large get it in smaller ones, where that is possible.
  private async outcomeOf(mail: ClaimedMail<Row>, { answers, size }: Attempt): Promise<Outcome<Row>> {
    const now = this.options.now().toISOString();
    const doubtful = answers.some(({ verdict }) => verdict === 'doubtful');
    const divided = afterAttempt(mail.delivery, answers, now, { divisible: true });
    const tooLarge = answers.filter(({ verdict }) => verdict === 'too-large');
    if (tooLarge.length === 0) return { mail, doubtful, result: divided, parts: [] };
    const said = tooLarge.find(({ largest }) => largest !== undefined)?.largest;
    if (said !== undefined) this.largest = Math.min(this.largest, withRoom(said));
    const largest = said === undefined && size !== undefined ? Math.floor(size / 2) : this.largest;
    try {
      const pieces = await this.pieces(mail, largest, isAnew(mail, divided));
      if (pieces.length > 0) return { mail, doubtful, result: divided, parts: partsOf(mail, pieces, divided) };
      return { mail, doubtful, result: afterAttempt(mail.delivery, answers, now), parts: [] };
    } catch (error) {
      this.options.log.error({ err: error, about: this.options.kind.about(mail.row) }, 'a mail could not be divided');
      const later = answers.map(
        (answer): Answer => (answer.verdict === 'too-large' ? { ...answer, verdict: 'refused-for-now' } : answer),
      );
      return { mail, doubtful, result: afterAttempt(mail.delivery, later, now), parts: [] };
    }
  }

  private async pieces(mail: ClaimedMail<Row>, largest: number, anew: boolean): Promise<readonly Partial<Row>[]> {
    return (await this.options.kind.divide?.(mail, { largest, anew })) ?? [];
  }

  private tooLarge(): string {
    return `more than the ${this.largest} bytes that a mail may have`;
  }

  // F8: a process that was frozen past its lease must not send what others have sent meanwhile.
  private mayStillSend({ messageId }: ClaimedMail<Row>): boolean {
    const held = this.held.get(messageId);
    return held !== undefined && performance.now() < held.heldUntil - marginMilliseconds;
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0 || this.renewalUnderWay) return;
    const { database, kind, log } = this.options;
    this.renewalUnderWay = true;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    try {
      for (const messageId of await renewClaims(database.sql, kind, this.worker, [...this.held.keys()])) {
        const held = this.held.get(messageId);
        if (held) held.heldUntil = heldUntil;
      }
    } catch (error) {
      log.warn({ err: error }, 'claims of mails could not be renewed');
    } finally {
      this.renewalUnderWay = false;
    }
  }

  private release(mails: readonly ClaimedMail<Row>[]): void {
    for (const { messageId } of mails) this.held.delete(messageId);
    if (this.held.size <= this.window / 2) this.wakeup.call();
  }
}

// What is on the way adds lines to a mail's head.
function withRoom(serverTakes: number): number {
  return Math.floor(serverTakes * 0.99) - 500;
}
