import { randomUUID } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import { type Answer, addressesToTry, afterAttempt } from '#domain/values/mail-delivery.ts';
import type { Database } from '#runtime/database.ts';
import type { Log } from '#runtime/log.ts';
import { raiseRefusalOfUs } from '#runtime/mail.alarm.ts';
import type { MailSender } from '#runtime/mail.smtp.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { Wakeup } from '#runtime/wakeup.ts';
import { type Budget, createBudget } from './delivery.budget.ts';
import { DeliveryRecorder } from './delivery.recorder.ts';
import { type ClaimedMail, claimMails, leaseSeconds, renewClaims } from './delivery.store.ts';
import { mailQueued } from './fulfillment.store.ts';

/** Writes the mail of a shipment: the same again for each attempt. */
export type ComposeMail = (mail: ClaimedMail) => Promise<SendMailOptions>;

export interface DeliveryOptions {
  readonly database: Database;
  readonly compose: ComposeMail;
  readonly sender: MailSender;
  /** As in `MAIL_FROM`. */
  readonly from: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A claimed mail and until when nobody else may take it, on this process's own clock. */
interface Held {
  readonly mail: ClaimedMail;
  heldUntil: number;
}

const renewMilliseconds = 5000;
const pollMilliseconds = 500;
/** Mails that are claimed for each one that the sender works at: some are composed, some wait to be recorded. */
const mailsPerConnection = 8;
/** So long before a claim ends it is not begun with any more. */
const marginMilliseconds = 2000;
const stopMilliseconds = 10_000;
/** Licences whose documents are in memory at once: a shipment can have hundreds, and a certificate some tens of kilobytes. */
const licensesAtOnce = 1000;

const stopped = 'the process was about to stop';

/**
 * Sends the mails that wait (F4, F8). A mail is claimed before it is sent and its outcome recorded after; as many processes as
 * you like share the work. A claim is renewed as long as its process lives; when it dies the mail is sent again by another,
 * with the same Message-ID, and counted as doubtful.
 */
export class DeliveryJob {
  private readonly worker = randomUUID();
  private readonly held = new Map<string, Held>();
  private readonly wakeup: Wakeup;
  private readonly recorder: DeliveryRecorder;
  private readonly window: number;
  private readonly licenses = createBudget(licensesAtOnce);
  private readonly connections: Budget;
  private running?: Promise<void>;
  private renewing?: NodeJS.Timeout;
  private renewalUnderWay = false;
  private stopping = false;

  constructor(private readonly options: DeliveryOptions) {
    this.wakeup = new Wakeup(options.database, mailQueued, pollMilliseconds);
    this.window = options.sender.concurrency * mailsPerConnection;
    this.connections = createBudget(options.sender.concurrency);
    this.recorder = new DeliveryRecorder({
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
    const { database } = this.options;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    const mails = await claimMails(database.sql, this.worker, room, [...this.held.keys()]);
    for (const mail of mails) {
      this.held.set(mail.messageId, { mail, heldUntil });
      void this.deliver(mail);
    }
    return mails.length === room;
  }

  private async deliver(mail: ClaimedMail): Promise<void> {
    const { metrics, log, now } = this.options;
    if (mail.doubtful) {
      metrics.mails.inc({ outcome: 'doubtful' });
      log.warn({ shipment: mail.shipmentId, messageId: mail.messageId }, 'sent again: whoever sent it before died');
    }
    const answers = await this.attempt(mail);
    const { shipmentId: shipment, messageId, correlationId } = mail;
    raiseRefusalOfUs(answers, { shipment, messageId, correlationId }, { log, metrics });
    const doubtful = answers.some(({ verdict }) => verdict === 'doubtful');
    this.recorder.add({ mail, doubtful, result: afterAttempt(mail.delivery, answers, now().toISOString()) });
  }

  private async attempt(mail: ClaimedMail): Promise<Answer[]> {
    const to = addressesToTry(mail.delivery);
    const notSent = (text: string) => to.map((address): Answer => ({ address, verdict: 'unreachable', text }));
    const disposed = await this.licenses.take(mail.entitlements.length);
    try {
      if (this.stopping) return notSent(stopped);
      const message = await this.options.compose(mail);
      const hungUp = await this.connections.take(1);
      try {
        if (this.stopping) return notSent(stopped);
        if (!this.mayStillSend(mail)) return notSent('another process may have taken it over');
        return await this.options.sender.send({
          ...mail,
          about: mail.shipmentId,
          from: this.options.from,
          to,
          message,
        });
      } finally {
        hungUp();
      }
    } catch (error) {
      this.options.log.error({ err: error, shipment: mail.shipmentId }, 'a mail could not be written');
      return notSent(`the mail could not be written: ${(error as Error).message}`);
    } finally {
      disposed();
    }
  }

  // F8: a process that was frozen past its lease must not send what others have sent meanwhile.
  private mayStillSend({ messageId }: ClaimedMail): boolean {
    const held = this.held.get(messageId);
    return held !== undefined && performance.now() < held.heldUntil - marginMilliseconds;
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0 || this.renewalUnderWay) return;
    const { database, log } = this.options;
    this.renewalUnderWay = true;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    try {
      for (const messageId of await renewClaims(database.sql, this.worker, [...this.held.keys()])) {
        const held = this.held.get(messageId);
        if (held) held.heldUntil = heldUntil;
      }
    } catch (error) {
      log.warn({ err: error }, 'claims of mails could not be renewed');
    } finally {
      this.renewalUnderWay = false;
    }
  }

  private release(mails: readonly ClaimedMail[]): void {
    for (const { messageId } of mails) this.held.delete(messageId);
    if (this.held.size <= this.window / 2) this.wakeup.call();
  }
}
