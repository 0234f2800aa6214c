import { randomUUID } from 'node:crypto';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { type Answer, addressesToTry, afterAttempt } from '#domain/values/mail-delivery.ts';
import type { Database } from '#runtime/database.ts';
import type { Log } from '#runtime/log.ts';
import type { MailSender } from '#runtime/mail.smtp.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { Wakeup } from '#runtime/wakeup.ts';
import { composeCaseMail } from './case-mail.message.ts';
import {
  type ClaimedMail,
  claimMails,
  leaseSeconds,
  mailQueued,
  messageIdOf,
  recordAttempt,
  renewClaims,
} from './case-mail.store.ts';
import { type NamedCase, namedCases } from './case-mail.views.ts';

export interface CaseMailOptions {
  readonly database: Database;
  readonly sender: MailSender;
  /** As in `MAIL_FROM`. */
  readonly from: string;
  readonly mailDomain: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

const pollMilliseconds = 2000;
const renewMilliseconds = 8000;
/** So long before a claim ends it is not begun with any more. */
const marginMilliseconds = 5000;

/**
 * Sends the mails of transfer cases (K8) as those of shipments are sent (F8): claimed before, the outcome recorded after, the same
 * Message-ID whenever it is sent again.
 */
export class CaseMailJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly worker = randomUUID();
  /** Claimed mails and until when nobody else may take them, on this process's own clock. */
  private readonly held = new Map<string, number>();
  private readonly wakeup: Wakeup;
  private running?: Promise<void>;
  private renewing?: NodeJS.Timeout;
  private stopping = false;

  constructor(private readonly options: CaseMailOptions) {
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

  /** @returns how many mails were due */
  async sendDue(): Promise<number> {
    const { database, sender } = this.options;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    const mails = await claimMails(database.sql, this.worker, sender.concurrency);
    for (const { messageId } of mails) this.held.set(messageId, heldUntil);
    try {
      const cases = await namedCases(database.sql, [...new Set(mails.map(({ caseId }) => caseId))]);
      await Promise.all(mails.map((mail) => this.deliver(mail, cases.get(mail.caseId))));
    } finally {
      for (const { messageId } of mails) this.held.delete(messageId);
    }
    return mails.length;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        if ((await this.sendDue()) === 0) await this.wakeup.next();
      } catch (error) {
        this.options.log.error({ err: error }, 'mails of cases could not be claimed or recorded; trying again');
        await this.wakeup.next(2000);
      }
    }
  }

  private async deliver(mail: ClaimedMail, named: NamedCase | undefined): Promise<void> {
    const { database, metrics, log, now } = this.options;
    const about = { case: mail.caseId, messageId: mail.messageId, attempt: mail.delivery.attempts };
    if (mail.doubtful) log.warn(about, 'sent again: whoever sent it before died');
    const answers = await this.attempt(mail, named);
    const doubtful = answers.some(({ verdict }) => verdict === 'doubtful');
    const result = afterAttempt(mail.delivery, answers, now().toISOString());
    if (!(await recordAttempt(database.sql, this.worker, mail, result, doubtful))) {
      log.warn(about, 'another process has taken the mail over');
      return;
    }
    if (mail.doubtful || doubtful) metrics.mails.inc({ outcome: 'doubtful' });
    const { state } = result.delivery;
    metrics.mails.inc({ outcome: state === 'waiting' ? 'deferred' : state });
    log.debug({ ...about, state, wait: result.waitSeconds }, 'mail of a case tried');
  }

  private async attempt(mail: ClaimedMail, named: NamedCase | undefined): Promise<Answer[]> {
    const { sender, from, mailDomain } = this.options;
    const { caseId, step, messageId, delivery } = mail;
    const to = addressesToTry(delivery);
    const none = (text: string) => to.map((address): Answer => ({ address, verdict: 'unreachable', text }));
    try {
      if (!named) return none('the case is missing');
      const all = delivery.recipients.map(({ address }) => address);
      const firstMessageId = messageIdOf(caseId, 1, mailDomain);
      const message = composeCaseMail({ named, step, messageId, firstMessageId, from, to: all });
      if (this.stopping) return none('the process was about to stop');
      if (!this.mayStillSend(messageId)) return none('another process may have taken it over');
      return await sender.send({ about: `case.${caseId}`, round: step, messageId, from, to, message });
    } catch (error) {
      this.options.log.error({ err: error, case: caseId }, 'a mail of a case could not be written');
      return none(`the mail could not be written: ${(error as Error).message}`);
    }
  }

  // A process that was frozen past its lease must not send what others have sent meanwhile.
  private mayStillSend(messageId: string): boolean {
    return performance.now() < (this.held.get(messageId) ?? 0) - marginMilliseconds;
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0) return;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    try {
      const renewed = await renewClaims(this.options.database.sql, this.worker, [...this.held.keys()]);
      for (const messageId of renewed) if (this.held.has(messageId)) this.held.set(messageId, heldUntil);
    } catch (error) {
      this.options.log.warn({ err: error }, 'claims of mails of cases could not be renewed');
    }
  }
}
