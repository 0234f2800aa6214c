import { randomUUID } from 'node:crypto';
import { Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { MailResendRequested } from '#contracts/mails.ts';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { type Answer, answerOnce, commandId, commandOf, sendAnswer } from '#runtime/http/idempotency.ts';
import type { Page } from '#runtime/http/paging.ts';
import { forbidden, notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { addToOutbox, outgoingMessages } from '#runtime/slices/outbox.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { FulfillmentBooks, FulfillmentEvent } from '../fulfillment.slices.ts';
import { type ForeignMail, foreignMail } from './foreign-mail.rows.ts';
import { listMails, type MailQuery, type MailView } from './mail.views.ts';
import { resendShipment } from './shipment-resend.ts';
import { type MailKnown, mailOfId } from './visible-mails.views.ts';

/** Every mail of the system (F10): what has become of it for each address, and once more on request. */
@Controller('api')
export class MailsController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly runner: SliceRunner<FulfillmentBooks, FulfillmentEvent>,
  ) {}

  /** Newest first; mails of shipments without SMTP also with the files that they are kept in. */
  @Get('mails')
  async list(@SignedIn() person: Person, @Query() query: MailQuery): Promise<Page<MailView>> {
    return await listMails(this.database.sql, await this.access.visibleTo(person), this.process.settings, query);
  }

  /** Sends a mail again, under a Message-ID of its own: for who may change something there (P1). */
  @Post('mails/:id/resend')
  @HttpCode(202)
  async resend(
    @SignedIn() person: Person,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const messageId = /^<.*>$/.test(id) ? id : `<${id}>`;
    const visible = await this.access.visibleTo(person);
    const mail = await mailOfId(this.database.sql, visible, messageId);
    if (!mail) throw notFound(`mail ${id}`);
    const may = mail.kind === 'case' ? 'mayChangeEvery' : 'mayChange';
    if (!(await this.access[may](person, mail.accountIds)))
      throw forbidden('a mail is sent again for people with full access to an account that it is about');
    const command = commandOf({ person, key, path: `/api/mails/${messageId}/resend`, body: null });
    const once = commandId(command, randomUUID());
    const answer = await answerOnce(this.database, command, async (sql) => {
      const foreign = mail.kind === 'shipment' ? undefined : await foreignMail(sql, messageId);
      return foreign ? this.ask(sql, foreign, person, once) : this.queueAnew(sql, mail, person, once);
    });
    return sendAnswer(reply, answer);
  }

  private async queueAnew(sql: Sql, mail: MailKnown, person: Person, once: string): Promise<Answer> {
    const { id, kind, about, shipmentId = '', orderNumber = '' } = mail;
    const now = this.process.now().toISOString();
    const answer = await resendShipment(sql, this.runner, { shipmentId, orderNumber, id: once, person, now });
    if (!('queued' in answer)) return answer;
    const { messageId, round, to } = answer.queued;
    return { status: 202, body: { id, kind, about, messageId, round, to } };
  }

  /** Its service has the mail: it is asked over the topic. */
  private async ask(
    sql: Sql,
    { messageId, service, kind, about }: ForeignMail,
    person: Person,
    once: string,
  ): Promise<Answer> {
    const now = this.process.now().toISOString();
    const data: MailResendRequested = { messageId, service, requestedBy: person.email, at: now };
    const to = { topic: 'mails', key: messageId, type: 'mail.resend-requested.v1', subject: about } as const;
    const cause = { message: { id: once, correlationId: once }, announcements: [{ ...to, data }] };
    await addToOutbox(sql, 'fulfillment', outgoingMessages([cause], 'fulfillment', now));
    return { status: 202, body: { id: messageId, kind, about } };
  }
}
