import { randomUUID } from 'node:crypto';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { type Answer, addressesToTry, afterAttempt } from '#domain/values/mail-delivery.ts';
import type { Database } from '#runtime/database.ts';
import type { Log } from '#runtime/log.ts';
import type { MailSender } from '#runtime/mail.smtp.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { Wakeup } from '#runtime/wakeup.ts';
import type { InvoiceDocuments } from './documents.ts';
import { issuedInvoices, type StoredInvoice } from './issued-invoices.rows.ts';
import { composeInvoiceMail } from './mail.message.ts';
import { type ClaimedMail, claimMails, leaseSeconds, mailQueued, recordAttempt, renewClaims } from './mail.store.ts';

export interface MailJobOptions {
  readonly database: Database;
  readonly documents: InvoiceDocuments;
  readonly sender: MailSender;
  /** As in `MAIL_FROM`. */
  readonly from: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

const pollMilliseconds = 5000;
const renewMilliseconds = 8000;
/** So long before a claim ends it is not begun with any more. */
const marginMilliseconds = 5000;
const notSent = 'unreachable';

/**
 * Sends the mails of issued documents (I6). A mail is claimed before it is sent and its outcome recorded after; when a process
 * dies in between it is sent again by another, with the same Message-ID, and counted as doubtful.
 */
export class InvoiceMailJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly worker = randomUUID();
  /** Claimed mails and until when nobody else may take them, on this process's own clock. */
  private readonly held = new Map<string, number>();
  private readonly wakeup: Wakeup;
  private running?: Promise<void>;
  private renewing?: NodeJS.Timeout;
  private stopping = false;

  constructor(private readonly options: MailJobOptions) {
    this.wakeup = new Wakeup(options.database, mailQueued, pollMilliseconds);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.wakeup.start();
    this.renewing = setInterval(() => void this.renew(), renewMilliseconds);
    this.running = this.run();
  }

  /** Begins no mail any more, and finishes those that are under way. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.wakeup.stop();
    await this.running;
    clearInterval(this.renewing);
    await this.options.sender.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        if ((await this.sendDue()) === 0) await this.wakeup.next();
      } catch (error) {
        this.options.log.error({ err: error }, 'mails of invoices could not be claimed or recorded; trying again');
        await this.wakeup.next(2000);
      }
    }
  }

  /** @returns how many mails were due */
  async sendDue(): Promise<number> {
    const { database, sender } = this.options;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    const mails = await claimMails(database.sql, this.worker, sender.concurrency * 2);
    for (const { number } of mails) this.held.set(number, heldUntil);
    const numbers = mails.map(({ number }) => number);
    try {
      const documents = new Map((await issuedInvoices(database.sql, numbers)).map((issued) => [issued.number, issued]));
      await Promise.all(mails.map((mail) => this.deliver(mail, documents.get(mail.number))));
    } finally {
      for (const number of numbers) this.held.delete(number);
    }
    return mails.length;
  }

  private async deliver(mail: ClaimedMail, issued: StoredInvoice | undefined): Promise<void> {
    const { database, metrics, log, now } = this.options;
    const about = { invoice: mail.number, messageId: mail.messageId, attempt: mail.delivery.attempts };
    if (mail.doubtful) log.warn(about, 'sent again: whoever sent it before died');
    const answers = await this.attempt(mail, issued);
    const doubtful = answers.some(({ verdict }) => verdict === 'doubtful');
    const result = afterAttempt(mail.delivery, answers, now().toISOString());
    this.held.delete(mail.number);
    if (!(await recordAttempt(database.sql, this.worker, mail, result, doubtful))) {
      log.warn(about, 'another process has taken the mail over');
      return;
    }
    if (mail.doubtful || doubtful) metrics.mails.inc({ outcome: 'doubtful' });
    const { state } = result.delivery;
    metrics.mails.inc({ outcome: state === 'waiting' ? 'deferred' : state });
    log.debug({ ...about, state, wait: result.waitSeconds }, 'mail of an invoice tried');
  }

  private async attempt(mail: ClaimedMail, issued: StoredInvoice | undefined): Promise<Answer[]> {
    const { documents, sender, from } = this.options;
    const to = addressesToTry(mail.delivery);
    const none = (text: string) => to.map((address): Answer => ({ address, verdict: notSent, text }));
    // A document takes milliseconds: others have their turn between two.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      if (!issued) return none('the document is missing');
      const parts = { pdf: documents.pdf(issued), xml: documents.xml(issued) };
      const all = mail.delivery.recipients.map(({ address }) => address);
      const message = composeInvoiceMail({ issued, messageId: mail.messageId, from, to: all, ...parts });
      if (this.stopping) return none('the process was about to stop');
      if (!this.mayStillSend(mail.number)) return none('another process may have taken it over');
      return await sender.send({ about: mail.number, round: 1, messageId: mail.messageId, from, to, message });
    } catch (error) {
      this.options.log.error({ err: error, invoice: mail.number }, 'a mail of an invoice could not be written');
      return none(`the mail could not be written: ${(error as Error).message}`);
    }
  }

  // A process that was frozen past its lease must not send what others have sent meanwhile.
  private mayStillSend(number: string): boolean {
    return performance.now() < (this.held.get(number) ?? 0) - marginMilliseconds;
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0) return;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    try {
      const renewed = await renewClaims(this.options.database.sql, this.worker, [...this.held.keys()]);
      for (const number of renewed) if (this.held.has(number)) this.held.set(number, heldUntil);
    } catch (error) {
      this.options.log.warn({ err: error }, 'claims of mails of invoices could not be renewed');
    }
  }
}
