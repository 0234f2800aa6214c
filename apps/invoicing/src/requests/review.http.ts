import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { holdRequest } from '#contracts/http/invoicing/http-review.ts';
import type { ReviewStep } from '#domain/invoices/review/review.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type Answer, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import { reviewed } from '../invoicing.slices.ts';
import { accounts } from '../rows/accounts.rows.ts';
import { sitesOf } from '../rows/billed-with.rows.ts';
import { type Deciding, InvoicingCommands } from './invoicing.commands.ts';

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
  constructor(private readonly commands: InvoicingCommands) {}

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
    await this.commands.onlyOperators(person, 'review invoices');
    const asked = stepOf();
    const posted = { person, path: `/api/accounts/${accountId}/next-invoice/${asked.step}`, key, body: asked };
    return sendAnswer(reply, await this.commands.once(posted, (deciding) => taken(deciding, accountId, asked)));
  }
}

async function taken({ sql, decide }: Deciding, accountId: string, asked: ReviewStep): Promise<Answer> {
  if ((await accounts(sql, [accountId])).length === 0) throw notFound(`account ${accountId}`);
  const sites = await sitesOf(sql, [accountId]);
  const events = await decide(reviewed.type, { accountId, sites: sites.map(({ site }) => site), asked });
  const refused = events.flatMap((event) => (event.type === 'ReviewRefused' ? event.violations : []));
  if (refused.length > 0) return refusalAnswer(refused);
  const closed = events.flatMap((event) => (event.type === 'PeriodClosed' ? event.invoices : []));
  const [review] = events.flatMap((event) => (event.type === 'InvoiceReviewed' ? event.review : []));
  return { status: 201, body: { accountId, issued: closed.map(({ number }) => number), ...(review && { review }) } };
}
