import { Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Violation } from '#domain/values/violation.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { type Answer, answerOnce, commandOf, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import { forbidden, notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { notify } from '#runtime/postgres/notify.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { intakeSettings } from '../../intake.settings.ts';
import { findOrder } from '../../intake.views.ts';
import { DocumentIntake } from '../document-intake.ts';
import { firstState } from './answering.ts';
import { answersName } from './answers.store.ts';
import { type AnswerView, answerBytes, answersOf, resendAnswer } from './answers.views.ts';

/** Answers to the orders of documents: how far they are, what stands in them, and once more. */
@Controller('api/orders')
export class AnswersController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly documents: DocumentIntake,
  ) {}

  /** All answers of an order; with a format the newest in that one, with an id that one, as it went out. */
  @Get(':orderNumber/answer')
  async show(
    @SignedIn() person: Person,
    @Param('orderNumber') orderNumber: string,
    @Query('format') format: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('answerId') answerId?: string,
  ): Promise<Buffer | { orderNumber: string; items: AnswerView[]; mayResend: boolean }> {
    const { items, accountIds } = await this.visible(person, orderNumber);
    if (format === undefined && answerId === undefined) {
      return { orderNumber, items, mayResend: await this.access.mayChange(person, accountIds) };
    }
    const found = items.find(
      (each) =>
        each.contentType !== undefined &&
        (answerId === undefined ? each.format === format : each.answerId === answerId),
    );
    const bytes = found && (await answerBytes(this.database.sql, found.answerId));
    if (!found || !bytes) throw notFound(`answer to order ${orderNumber} as ${answerId ?? format}`);
    // Whatever is in it, no browser is to run it.
    void reply.header('content-type', 'application/octet-stream');
    void reply.header('content-disposition', `attachment; filename="${found.answerId}-${found.format}"`);
    return bytes;
  }

  /** Sends an answer again, with the same bytes, or the newest that tells of a decision: for who may change something there (P1). */
  @Post(':orderNumber/answer/resend')
  @HttpCode(202)
  async resend(
    @SignedIn() person: Person,
    @Param('orderNumber') orderNumber: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
    @Query('answerId') answerId?: string,
  ): Promise<unknown> {
    const { items, accountIds } = await this.visible(person, orderNumber);
    if (!(await this.access.mayChange(person, accountIds)))
      throw forbidden('an answer is sent again for people with full access to an account of the order');
    if (answerId !== undefined && !items.some((each) => each.answerId === answerId))
      throw notFound(`answer ${answerId.slice(0, 80)} to order ${orderNumber}`);
    const path = `/api/orders/${orderNumber}/answer/resend`;
    const command = commandOf({ person, key, path, body: answerId ?? null });
    const answer = await answerOnce(this.database, command, (sql) => this.again(sql, orderNumber, items, answerId));
    return sendAnswer(reply, answer);
  }

  private async again(
    sql: Sql,
    orderNumber: string,
    items: readonly AnswerView[],
    wanted: string | undefined,
  ): Promise<Answer> {
    const written = items.filter(({ contentType }) => contentType !== undefined);
    const last =
      wanted === undefined
        ? written.find(({ outcome }) => outcome !== 'received' && outcome !== 'fulfilled')
        : written.find(({ answerId }) => answerId === wanted);
    if (!last) {
      const which = wanted === undefined ? 'no answer' : `no answer ${wanted.slice(0, 80)}`;
      const message = `${which} to order ${orderNumber} was written yet`;
      return refused({ code: 'NO_ANSWER', message, remedy: 'wait until the order was decided on' });
    }
    const { senders } = this.documents;
    const hasFolders = this.process.settings.of(intakeSettings).inboxDir !== undefined;
    if (firstState({ senders, hasFolders }, senders.get(last.sender), false) === 'kept') {
      const message = `the profile of sender ${last.sender} has no address for answers under answer.to`;
      return refused({ code: 'NO_ANSWER_ADDRESS', message, remedy: 'have one entered, or set INBOX_DIR' });
    }
    await resendAnswer(sql, last.answerId, this.process.now().toISOString());
    await notify(sql, 'intake', answersName);
    const { answerId, format, revision, outcome } = last;
    return { status: 202, body: { orderNumber, answerId, format, revision, outcome } };
  }

  /**
   * Who sees an order sees the answers to the sender whose it is; operators also those to others, and to what never became an order.
   *
   * @throws Problem 404
   */
  private async visible(
    person: Person,
    orderNumber: string,
  ): Promise<{ readonly items: AnswerView[]; readonly accountIds: readonly string[] }> {
    const order = await findOrder(this.database.sql, orderNumber);
    const accountIds = order?.accounts.map(({ accountId }) => accountId) ?? [];
    const visible = await this.access.visibleTo(person);
    const seesAll = visible === 'everything';
    if (!seesAll && (!order || !maySee(visible, accountIds))) throw notFound(`order ${orderNumber}`);
    const sender = /^\/senders\/(.+)$/.exec(order?.source ?? '')?.[1] ?? '';
    const items = await answersOf(this.database.sql, orderNumber, seesAll ? undefined : sender);
    if (!order && items.length === 0) throw notFound(`order ${orderNumber}`);
    return { items, accountIds };
  }
}

function refused(violation: Violation): Answer {
  return refusalAnswer([violation]);
}
