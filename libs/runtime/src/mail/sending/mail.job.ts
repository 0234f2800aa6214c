import { randomUUID } from 'node:crypto';
import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import { inSpan, SpanKind } from '#runtime/environment/tracing/spans.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { Wakeup } from '#runtime/postgres/wakeup.ts';
import { MailMemory } from '../bytes/memory.ts';
import { bytesOf } from '../bytes/message.ts';
import { DueFront } from '../due-front.ts';
import type { MailKind } from '../kind.ts';
import { addressesToTry, type ServerAnswer } from '../mail-delivery.ts';
import type { ClaimedMail, MailRow } from '../row.ts';
import { claimMails } from '../store.ts';
import { raiseRefusalOfUs } from './alarm.ts';
import { type Budget, createBudget } from './budget.ts';
import { HeldMails } from './held-mails.ts';
import { createSlowLanes, type SlowLanes } from './lanes.ts';
import { MailRecorder } from './recorder.ts';
import { type Attempt, MailSizes } from './sizes.ts';
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

const pollMilliseconds = 500;
/** Mails that are claimed for each one that the sender works at: some are composed, some wait to be recorded. */
const mailsPerConnection = 8;
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
  private readonly held: HeldMails;
  private readonly wakeup: Wakeup;
  private readonly recorder: MailRecorder<Row>;
  private readonly window: number;
  private readonly memory = createBudget(weightAtOnce);
  private readonly connections: Budget;
  private readonly lanes: SlowLanes;
  /** What mails were written into whose server has them: for the next ones. */
  private readonly memories: MailMemory[] = [];
  private readonly front = new DueFront();
  private running?: Promise<void>;
  private stopping = false;
  /** Whether the server last refused us rather than an address; no longer once it takes a mail. */
  private refusesUs = false;
  private readonly sizes: MailSizes<Row>;

  constructor(private readonly options: MailJobOptions<Row>) {
    this.sizes = new MailSizes(options);
    this.held = new HeldMails({ ...options, worker: this.worker });
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
    this.held.start();
    this.running = this.run();
  }

  /** Begins no mail any more, lets the sender finish those that it has, and records what became of them. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.wakeup.stop();
    await this.running;
    const deadline = performance.now() + stopMilliseconds;
    while (this.held.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    this.held.stop();
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
    const asOf = performance.now();
    const { mails, firstDue } = await claimMails(
      database.sql,
      kind,
      this.worker,
      room,
      this.held.ids(),
      this.front.from(),
    );
    this.front.claimed(firstDue);
    for (const mail of mails) {
      this.held.add(mail.messageId, asOf);
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
      const parent = mail.row.traceparent ?? undefined;
      const attributes = { 'seatwright.service': kind.table.schema, 'messaging.message.id': messageId };
      const span = { kind: SpanKind.CLIENT, parent, attributes };
      const attempt = await inSpan('mail', span, () => this.attempt(mail));
      raiseRefusalOfUs(attempt.answers, about, { log, metrics });
      if (attempt.answers.some(({ verdict }) => verdict === 'refused-us')) this.refusesUs = true;
      else if (attempt.answers.some(({ verdict }) => verdict === 'accepted')) this.refusesUs = false;
      this.recorder.add(await this.sizes.outcomeOf(mail, attempt));
    } finally {
      freed();
    }
  }

  private async attempt(mail: ClaimedMail<Row>): Promise<Attempt> {
    const { kind, sender, log } = this.options;
    const { messageId, letterhead, row } = mail;
    const to = addressesToTry(mail.delivery);
    const none = (verdict: ServerAnswer['verdict'], text: string): Attempt => ({
      answers: to.map((address) => ({ address, verdict, text })),
    });
    try {
      if (this.stopping) return none('unreachable', stopped);
      if (this.lanes.full(to)) return none('unreachable', othersFirst);
      if (await this.sizes.hasToBeDivided(mail)) return none('too-large', this.sizes.tooLarge());
      const content = await kind.compose(mail);
      const hungUp = await this.connections.take(1);
      try {
        // Not before: what waits for a connection would wait with all of its bytes.
        const memory = this.memories.pop() ?? new MailMemory();
        const bytes = bytesOf(content, mail, memory);
        content.written?.();
        if (this.sizes.exceeds(bytes)) return none('too-large', this.sizes.tooLarge());
        if (this.stopping) return none('unreachable', stopped);
        if (this.lanes.full(to)) return none('unreachable', othersFirst);
        if (!this.held.mayStillSend(messageId)) return none('unreachable', 'another process may have taken it over');
        const name = { about: kind.about(row), round: row.round, part: row.part, parts: row.parts };
        const answered = this.lanes.begin(to);
        const ready = { ...name, messageId, from: letterhead.from, to, bytes };
        const answers = await sender.send(ready).finally(answered);
        const size = bytes.length;
        // Of any other answer nobody knows whether the connection still has something to read of it.
        if (answers.every(({ verdict }) => verdict === 'accepted') && memory.isUsual) this.memories.push(memory);
        return { answers, size };
      } finally {
        hungUp();
      }
    } catch (error) {
      log.error({ err: error, about: kind.about(row) }, 'a mail could not be written');
      return none('unreachable', `the mail could not be written: ${(error as Error).message}`);
    }
  }

  private release(mails: readonly ClaimedMail<Row>[]): void {
    for (const { messageId } of mails) this.held.delete(messageId);
    if (this.held.size <= this.window / 2) this.wakeup.call();
  }
}
