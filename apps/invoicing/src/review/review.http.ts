import { randomUUID } from 'node:crypto';
import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { holdRequest } from '#contracts/http/invoicing/http-review.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import type { ReviewStep } from '#domain/invoices/review/review.ts';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { answerOnce, commandId, fingerprintOf, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import { forbidden, notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { reviewed } from '../invoicing.slices.ts';
import { accounts } from '../rows/accounts.rows.ts';

/** What came with a request, as every step of a review needs it. */
interface Asked {
  readonly person: Person;
  readonly accountId: string;
  readonly reply: FastifyReply;
  readonly key?: string;
}

/** Drafts of invoices, for operators (I15). */
@Controller('api/accounts/:accountId/next-invoice')
export class ReviewController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
  ) {}

  @Post('approve')
  async approve(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    return await this.take({ person, accountId, reply, key }, () => ({ step: 'approve' }));
  }

  @Post('hold')
  async hold(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const step = () => ({ step: 'hold', ...bodyOf(holdRequest, body) }) as const;
    return await this.take({ person, accountId, reply, key }, step);
  }

  @Post('release')
  async release(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    return await this.take({ person, accountId, reply, key }, () => ({ step: 'release' }));
  }

  private async take({ person, accountId, reply, key }: Asked, stepOf: () => ReviewStep): Promise<unknown> {
    if (!(await this.access.isOperator(person))) throw forbidden('only operators review invoices');
    const asked = stepOf();
    const path = `/api/accounts/${accountId}/next-invoice/${asked.step}`;
    const command = { person: person.email, key, fingerprint: fingerprintOf('POST', path, asked) };
    const answer = await answerOnce(this.database, command, async (sql) => {
      if ((await accounts(sql, [accountId])).length === 0) throw notFound(`account ${accountId}`);
      const id = commandId(command, randomUUID());
      const { type } = reviewed;
      const time = this.process.now().toISOString();
      const data = { accountId, asked };
      const message = { id, type, source: '/seatwright/http', correlationId: id, person: person.email, time, data };
      const [decided] = await this.runner.decideAndSave(sql, [message]);
      const events = decided?.events ?? [];
      const refused = events.flatMap((event) => (event.type === 'ReviewRefused' ? event.violations : []));
      if (refused.length > 0) return refusalAnswer(refused);
      const closed = events.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices : []));
      const [review] = events.flatMap((event) => (event.type === 'InvoiceReviewed' ? event.review : []));
      return {
        status: 201,
        body: { accountId, issued: closed.map(({ number }) => number), ...(review && { review }) },
      };
    });
    return sendAnswer(reply, answer);
  }
}
