import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { requestBodies } from '#contracts/license-requests.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { sendAnswer } from '#runtime/http/idempotency.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { findTransfer } from './journals.views.ts';
import { LedgerCommands } from './ledger.commands.ts';

/** What can be posted below `/api/`, and which message it is. */
const requests = {
  transfers: ['license.transfer-requested.v1', requestBodies.transfer],
  purchases: ['license.purchase-requested.v1', requestBodies.purchase],
  decreases: ['license.decrease-requested.v1', requestBodies.decrease],
  'stock-purchases': ['stock.purchase-requested.v1', requestBodies.stockPurchase],
  'stock-moves': ['stock.move-requested.v1', requestBodies.stockMove],
} as const satisfies Record<string, readonly [string, z.ZodType<object>]>;

type RequestName = keyof typeof requests;

/** Requests for licenses, and their previews (L3). */
@Controller('api')
export class RequestsController {
  constructor(
    private readonly database: Database,
    private readonly access: Access,
    private readonly commands: LedgerCommands,
  ) {}

  /** Gives a whole transfer back (M5). */
  @Post('transfers/:transferId/return')
  async giveBack(
    @SignedIn() person: Person,
    @Param('transferId') transferId: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const data = await this.returned(person, transferId, body);
    const posted = { person, path: `/api/transfers/${transferId}/return`, key, body };
    return sendAnswer(reply, await this.commands.commit(posted, 'license.return-requested.v1', data));
  }

  @Post('transfers/:transferId/return/preview')
  @HttpCode(200)
  async previewReturn(
    @SignedIn() person: Person,
    @Param('transferId') transferId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const data = await this.returned(person, transferId, body);
    const posted = { person, path: '', body };
    return await this.commands.preview(posted, 'license.return-requested.v1', data);
  }

  @Post(':request(transfers|purchases|decreases|stock-purchases|stock-moves)')
  async commit(
    @SignedIn() person: Person,
    @Param('request') request: RequestName,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const { type, data } = await this.requested(person, request, body);
    const posted = { person, path: `/api/${request}`, key, body };
    return sendAnswer(reply, await this.commands.commit(posted, type, data));
  }

  @Post(':request(transfers|purchases|decreases|stock-purchases|stock-moves)/preview')
  @HttpCode(200)
  async preview(
    @SignedIn() person: Person,
    @Param('request') request: RequestName,
    @Body() body: unknown,
  ): Promise<object> {
    const { type, data } = await this.requested(person, request, body);
    return await this.commands.preview({ person, path: '', body }, type, data);
  }

  private async requested(person: Person, request: RequestName, body: unknown) {
    const [type, schema] = requests[request];
    const data: object = bodyOf<object>(schema, body);
    const giver = String('from' in data ? data.from : 'accountId' in data ? data.accountId : '');
    if (!maySee(await this.access.visibleTo(person), [giver])) throw notFound(`account ${giver}`);
    return { type, data };
  }

  private async returned(person: Person, transferId: string, body: unknown) {
    const data = { ...bodyOf(requestBodies.return, body ?? {}), transferId };
    const visible = await this.access.visibleTo(person);
    const transfer = await findTransfer(this.database.sql, transferId, visible);
    if (!transfer || !maySee(visible, [transfer.to])) throw notFound(`transfer ${transferId}`);
    return data;
  }
}
