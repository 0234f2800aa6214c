import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { SendMailOptions } from 'nodemailer';
import { type Answer, type AttemptResult, addressesToTry, afterAttempt } from '#domain/values/mail-delivery.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import { raiseRefusalOfUs } from './mail.alarm.ts';
import { folderSender } from './mail.folder.ts';
import { type MailSender, type ReadyMail, smtpSender } from './mail.smtp.ts';
import {
  type Claimant,
  type ClaimedMail,
  claimMails,
  leaseSeconds,
  type MailTable,
  recordAttempt,
  renewClaims,
} from './mail.store.ts';
import type { ProcessContext } from './process.context.ts';
import { Wakeup } from './wakeup.ts';

/** A mail as its service writes it: subject, text, date and what else is its own, and what it is called as a file. */
export type ComposedMail = Pick<ReadyMail, 'about' | 'round' | 'message'>;

export interface MailJobOptions {
  readonly process: ProcessContext;
  readonly database: Database;
  readonly table: MailTable;
  /** Writes the mail of a Message-ID: the same again for each attempt. */
  readonly compose: (messageId: string) => Promise<ComposedMail>;
}

const pollMilliseconds = 2000;
const renewMilliseconds = 8000;
/** So long before a claim ends it is not begun with any more. */
const marginMilliseconds = 5000;
const recordTries = 10;
const recordAgainMilliseconds = 1000;

/**
 * Sends the mails of a service's table (F8). A mail is claimed before it is sent and its outcome recorded after; as many processes
 * as you like share the work. When one dies in between the mail is sent again by another, with the same Message-ID, and counted as
 * doubtful.
 */
export class MailJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly claimant: Claimant;
  /** Claimed mails and until when nobody else may take them, on this process's own clock. */
  private readonly held = new Map<string, number>();
  private readonly sender: MailSender;
  private readonly log: Log;
  private readonly wakeup: Wakeup;
  private running?: Promise<void>;
  private renewing?: NodeJS.Timeout;
  private stopping = false;

  constructor(private readonly options: MailJobOptions) {
    const { process, database, table } = options;
    const { smtpUrl, dataDir } = process.settings;
    this.claimant = { table, worker: randomUUID() };
    this.sender = smtpUrl ? smtpSender(smtpUrl) : folderSender(path.join(dataDir, 'mail'));
    this.log = process.log.child({ service: table.schema });
    this.wakeup = new Wakeup(database, table.name, pollMilliseconds);
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
    await this.sender.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        if ((await this.sendDue()) === 0) await this.wakeup.next();
      } catch (error) {
        this.log.error({ err: error }, 'mails could not be claimed; trying again');
        await this.wakeup.next();
      }
    }
  }

  /** @returns how many mails were due */
  private async sendDue(): Promise<number> {
    const heldUntil = performance.now() + leaseSeconds * 1000;
    const mails = await claimMails(this.options.database.sql, this.claimant, this.sender.concurrency);
    for (const { messageId } of mails) this.held.set(messageId, heldUntil);
    await Promise.all(mails.map((mail) => this.deliver(mail)));
    return mails.length;
  }

  /** Never rejects: one mail that cannot be recorded must not end the claims of others that are under way. */
  private async deliver(mail: ClaimedMail): Promise<void> {
    const about = { messageId: mail.messageId, attempt: mail.delivery.attempts };
    if (mail.doubtful) this.log.warn(about, 'sent again: nobody knows what became of the attempt before');
    const answers = await this.attempt(mail);
    raiseRefusalOfUs(answers, about, { log: this.log, metrics: this.options.process.metrics });
    const doubtful = answers.some(({ verdict }) => verdict === 'doubtful');
    const result = afterAttempt(mail.delivery, answers, this.options.process.now().toISOString());
    try {
      if (await this.record(mail, result, doubtful)) {
        this.count(mail.doubtful || doubtful, result);
        this.log.debug({ ...about, state: result.delivery.state, wait: result.waitSeconds }, 'mail tried');
      } else this.log.warn(about, 'another process has taken the mail over');
    } catch (error) {
      this.log.error({ ...about, err: error }, 'what became of a mail could not be recorded: it is sent again');
    } finally {
      this.held.delete(mail.messageId);
    }
  }

  private async attempt(mail: ClaimedMail): Promise<Answer[]> {
    const { messageId, delivery } = mail;
    const to = addressesToTry(delivery);
    const none = (text: string) => to.map((address): Answer => ({ address, verdict: 'unreachable', text }));
    try {
      const composed = await this.options.compose(messageId);
      if (this.stopping) return none('the process was about to stop');
      if (!this.mayStillSend(mail)) return none('another process may have taken it over');
      const from = this.options.process.settings.mailFrom;
      return await this.sender.send({ ...composed, messageId, from, to, message: whole(composed.message, mail, from) });
    } catch (error) {
      this.log.error({ err: error, messageId }, 'a mail could not be written');
      return none(`the mail could not be written: ${(error as Error).message}`);
    }
  }

  /** Tried for some seconds, in which the claim is renewed: nobody is mailed twice because the database was away for a moment. */
  private async record(mail: ClaimedMail, result: AttemptResult, doubtful: boolean): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await recordAttempt(this.options.database.sql, this.claimant, mail, result, doubtful);
      } catch (error) {
        if (tries === recordTries) throw error;
        this.log.warn({ err: error, messageId: mail.messageId }, 'what became of a mail is recorded later');
        await delay(recordAgainMilliseconds);
      }
    }
  }

  private count(doubtful: boolean, { delivery, events, waitSeconds }: AttemptResult): void {
    const { mails } = this.options.process.metrics;
    const undeliverable = events.filter(({ type }) => type === 'MailUndeliverable').length;
    if (doubtful) mails.inc({ outcome: 'doubtful' });
    if (delivery.state === 'sent') mails.inc({ outcome: 'sent' });
    if (waitSeconds !== undefined) mails.inc({ outcome: 'deferred' });
    if (undeliverable > 0) mails.inc({ outcome: 'undeliverable' }, undeliverable);
  }

  // A process that was frozen past its lease must not send what others have sent meanwhile.
  private mayStillSend({ messageId }: ClaimedMail): boolean {
    return performance.now() < (this.held.get(messageId) ?? 0) - marginMilliseconds;
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0) return;
    const heldUntil = performance.now() + leaseSeconds * 1000;
    try {
      const renewed = await renewClaims(this.options.database.sql, this.claimant, [...this.held.keys()]);
      for (const messageId of renewed) if (this.held.has(messageId)) this.held.set(messageId, heldUntil);
    } catch (error) {
      this.log.warn({ err: error }, 'claims of mails could not be renewed');
    }
  }
}

/** To all its addresses, whichever an attempt goes to; the same bytes each time, so that a reader can tell a retry from news. */
function whole(message: SendMailOptions, { messageId, delivery }: ClaimedMail, from: string): SendMailOptions {
  return {
    ...message,
    from,
    to: delivery.recipients.map(({ address }) => address),
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 16),
    disableFileAccess: true,
    disableUrlAccess: true,
  } as SendMailOptions;
}
