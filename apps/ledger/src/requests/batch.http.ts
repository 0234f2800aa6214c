import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { requestBodies } from '#contracts/license-requests.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { sendAnswer } from '#runtime/http/idempotency.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import type { BatchPreview } from './batch.answers.ts';
import { type AskedTogether, LedgerCommands } from './ledger.commands.ts';

type Requests = 'transfers' | 'stock-moves';

/** Many transfers or moves of stock at once: made all together or not at all (L6). */
@Controller('api')
export class BatchController {
  constructor(
    private readonly access: Access,
    private readonly commands: LedgerCommands,
  ) {}

  @Post(':requests(transfers|stock-moves)/batch')
  async commit(
    @SignedIn() person: Person,
    @Param('requests') requests: Requests,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const { planHash, ...asked } = await this.asked(person, requests, body);
    const posted = { person, path: `/api/${requests}/batch`, key, body };
    return sendAnswer(reply, await this.commands.commitTogether(posted, asked, planHash));
  }

  @Post(':requests(transfers|stock-moves)/batch/preview')
  @HttpCode(200)
  async preview(
    @SignedIn() person: Person,
    @Param('requests') requests: Requests,
    @Body() body: unknown,
  ): Promise<BatchPreview> {
    const { list, rows } = await this.asked(person, requests, body);
    return await this.commands.previewTogether({ person, path: '', body }, { list, rows });
  }

  private async asked(person: Person, requests: Requests, body: unknown) {
    const asked = requests === 'transfers' ? transfersOf(body) : movesOf(body);
    const givers = asked.rows.map(({ from }) => from);
    // One that they do not see among others is refused by itself, as one that is not there.
    if (!maySee(await this.access.visibleTo(person), givers)) throw notFound(`account ${givers[0]}`);
    return asked;
  }
}

interface Asked extends AskedTogether {
  readonly rows: readonly { readonly from: string }[];
  readonly planHash?: string;
}

function transfersOf(body: unknown): Asked {
  const { transfers, planHash } = bodyOf(requestBodies.transferBatch, body);
  return { list: 'transfers', rows: transfers, planHash };
}

function movesOf(body: unknown): Asked {
  const { moves, planHash } = bodyOf(requestBodies.stockMoveBatch, body);
  return { list: 'moves', rows: moves, planHash };
}
