import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lookupRequest } from '#contracts/http/fulfillment/http-fulfillment.ts';
import { schemaViolations } from '#contracts/reading/violations.ts';
import { checkActivationCode } from '#domain/entitlements/activation-code.ts';
import { checkSsrn } from '#domain/entitlements/ssrn.ts';
import { dateAt } from '#domain/values/calendar.ts';
import { Access, maySee, type Visible } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { type Answer, answerOnce, commandId, commandOf, sendAnswer } from '#runtime/http/idempotency.ts';
import { type Hit, type Hits, hitsOfKind, soughtText } from '#runtime/http/lists/search.ts';
import type { Page } from '#runtime/http/paging.ts';
import { forbidden, notFound, Problem } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { resendShipment } from './delivery/shipment-resend.ts';
import { fileNameOf } from './documents/mail-message.ts';
import { Documents } from './documents.ts';
import { type EntitlementQuery, listEntitlements } from './entitlement-list.views.ts';
import type { FulfillmentBooks, FulfillmentEvent } from './fulfillment.slices.ts';
import { type EntitlementView, entitlementBy, entitlementOf, type StoredEntitlement } from './fulfillment.views.ts';

/** Entitlements over HTTP, for whoever may see an account on their order (F5). */
@Controller('api')
export class FulfillmentController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly documents: Documents,
    private readonly runner: SliceRunner<FulfillmentBooks, FulfillmentEvent>,
  ) {}

  /** Newest first, unless another order is asked for. */
  @Get('entitlements')
  async list(@SignedIn() person: Person, @Query() query: EntitlementQuery): Promise<Page<EntitlementView>> {
    const visible = await this.access.visibleTo(person);
    const today = dateAt(this.process.now().toISOString());
    const page = await listEntitlements(this.database.sql, visible, today, query);
    return { ...page, items: page.items.map((entitlement) => this.documents.view(entitlement)) };
  }

  /** Entitlements by a part of id, order number, sku or product name; codes and SSRNs are looked up. */
  @Get('search/fulfillment')
  async search(@SignedIn() person: Person, @Query('q') q?: string): Promise<Hits> {
    const query = { q: soughtText(q), limit: String(hitsOfKind) };
    const today = dateAt(this.process.now().toISOString());
    const found = await listEntitlements(this.database.sql, await this.access.visibleTo(person), today, query);
    const items = found.items.map(({ entitlementId, orderNumber, sku, product }): Hit => {
      return { kind: 'entitlement', id: entitlementId, title: product.name, detail: `${sku}, ${orderNumber}` };
    });
    return { items };
  }

  @Get('entitlements/:id')
  async show(@SignedIn() person: Person, @Param('id') id: string): Promise<EntitlementView> {
    return this.documents.view(await this.visible(person, id));
  }

  /**
   * Finds an entitlement by a code or an SSRN that somebody types in (F2). 422 says what is wrong with it; 404 is the same for
   * codes that do not exist and for those of others. In a body, so that no code gets into the logs of proxies.
   */
  @Post('entitlements/lookup')
  @HttpCode(200)
  async lookup(@SignedIn() person: Person, @Body() body: unknown): Promise<EntitlementView> {
    const entitlement = await entitlementBy(this.database.sql, this.documents.lookUpKey(typedIn(body)));
    return this.documents.view(
      this.seen(entitlement, await this.access.visibleTo(person), 'entitlement with that code'),
    );
  }

  /** The bytes that were mailed (F4). */
  @Get('entitlements/:id/certificate.pdf')
  async certificate(@SignedIn() person: Person, @Param('id') id: string): Promise<StreamableFile> {
    const entitlement = await this.visible(person, id);
    const name = `certificate-${fileNameOf(entitlement.entitlementId)}.pdf`;
    return fileOf(await this.documents.certificate(entitlement), 'application/pdf', `inline; filename="${name}"`);
  }

  /** The signed key file of a product that is used with one (F6, F7). */
  @Get('entitlements/:id/license-key')
  async licenseKey(@SignedIn() person: Person, @Param('id') id: string): Promise<StreamableFile> {
    const entitlement = await this.visible(person, id);
    if (entitlement.product.scenario !== 'license-key') throw notFound(`license key file of entitlement ${id}`);
    const name = `license-key-${fileNameOf(entitlement.entitlementId)}.txt`;
    const bytes = Buffer.from(this.documents.licenseKey(entitlement));
    return fileOf(bytes, 'text/plain; charset=utf-8', `attachment; filename="${name}"`);
  }

  /** Where the entitlement is shown, for a camera: as on its certificate (F4). */
  @Get('entitlements/:id/qr-code.svg')
  async qrCode(@SignedIn() person: Person, @Param('id') id: string): Promise<StreamableFile> {
    const entitlement = await this.visible(person, id);
    const name = `qr-code-${fileNameOf(entitlement.entitlementId)}.svg`;
    return fileOf(Buffer.from(this.documents.qrCode(entitlement)), 'image/svg+xml', `inline; filename="${name}"`);
  }

  /** Sends the mail of the entitlement's shipment again, with the same codes (F2, F8): for who may change something there (P1). */
  @Post('entitlements/:id/resend')
  @HttpCode(202)
  async resend(
    @SignedIn() person: Person,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const entitlement = await this.visible(person, id);
    await this.mayChange(person, entitlement);
    const command = commandOf({ person, key, path: `/api/entitlements/${id}/resend`, body: null });
    const answer = await answerOnce(this.database, command, (sql) =>
      this.queueAnew(sql, entitlement, person, commandId(command, randomUUID())),
    );
    return sendAnswer(reply, answer);
  }

  private async visible(person: Person, id: string): Promise<StoredEntitlement> {
    const entitlement = await entitlementOf(this.database.sql, id);
    return this.seen(entitlement, await this.access.visibleTo(person), `entitlement ${id}`);
  }

  private async mayChange(person: Person, { accounts }: StoredEntitlement): Promise<void> {
    const accountIds = accounts.map(({ accountId }) => accountId);
    if (await this.access.mayChange(person, accountIds)) return;
    throw forbidden('a mail is sent again for people with full access to an account of the order');
  }

  private async queueAnew(sql: Sql, entitlement: StoredEntitlement, person: Person, id: string): Promise<Answer> {
    const { entitlementId } = entitlement;
    const now = this.process.now().toISOString();
    const answer = await resendShipment(sql, this.runner, { ...entitlement, id, person, now });
    return 'queued' in answer ? { status: 202, body: { entitlementId, ...answer.queued } } : answer;
  }

  private seen(entitlement: StoredEntitlement | undefined, visible: Visible, what: string): StoredEntitlement {
    const accountIds = entitlement?.accounts.map(({ accountId }) => accountId) ?? [];
    if (!entitlement || !maySee(visible, accountIds)) throw notFound(what);
    return entitlement;
  }
}

function typedIn(body: unknown): { readonly activationCode: string } | { readonly ssrn: string } {
  const request = lookupRequest.safeParse(body);
  if (!request.success) {
    const violations = schemaViolations(request.error, body);
    throw new Problem(422, 'Refused', 'the body has neither activationCode nor ssrn', violations);
  }
  const { activationCode = '', ssrn } = request.data;
  const checked = ssrn === undefined ? checkActivationCode(activationCode) : checkSsrn(ssrn);
  if (!checked.ok) throw new Problem(422, 'Refused', checked.violations[0]?.message ?? '', checked.violations);
  return ssrn === undefined ? { activationCode: checked.value } : { ssrn: checked.value };
}

function fileOf(bytes: Uint8Array, type: string, disposition: string): StreamableFile {
  return new StreamableFile(bytes, { type, disposition, length: bytes.length });
}
