import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { requestBodies } from '#contracts/license-requests.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { sendAnswer } from '#runtime/http/idempotency.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import type { BatchPreview } from './batch.answers.ts';
import { LedgerCommands } from './ledger.commands.ts';

/** Many transfers at once: made all together or not at all (L6). */
@Controller('api/transfers/batch')
export class BatchController {
  constructor(
    private readonly access: Access,
    private readonly commands: LedgerCommands,
  ) {}

  @Post()
  async commit(
    @SignedIn() person: Person,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const { transfers, planHash } = await this.asked(person, body);
    const posted = { person, path: '/api/transfers/batch', key, body };
    return sendAnswer(reply, await this.commands.commitTogether(posted, transfers, planHash));
  }

  @Post('preview')
  @HttpCode(200)
  async preview(@SignedIn() person: Person, @Body() body: unknown): Promise<BatchPreview> {
    const { transfers } = await this.asked(person, body);
    return await this.commands.previewTogether({ person, path: '', body }, transfers);
  }

  private async asked(person: Person, body: unknown) {
    const asked = bodyOf(requestBodies.transferBatch, body);
    const givers = asked.transfers.map(({ from }) => from);
    // One that they do not see among others is refused by itself, as one that is not there.
    if (!maySee(await this.access.visibleTo(person), givers)) throw notFound(`account ${givers[0]}`);
    return asked;
  }
}
