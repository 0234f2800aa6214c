import { Body, Controller, Delete, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { accountUpdated } from '#contracts/accounts.ts';
import { accountBody, administratorBody } from '#contracts/http-accounts.ts';
import { emailAddress } from '#contracts/primitives.ts';
import type { Account } from '#domain/licenses/account.ts';
import { accountViolations, administratorViolations } from '#domain/licenses/account-authority.ts';
import { priceViolations } from '#domain/values/price.ts';
import { Access, maySee } from '#runtime/access.ts';
import { SignedIn } from '#runtime/auth.guard.ts';
import type { Person } from '#runtime/auth.ts';
import { bodyOf } from '#runtime/body.ts';
import { Database } from '#runtime/database.ts';
import { type Answer, refusal, sendAnswer } from '#runtime/idempotency.ts';
import type { Page } from '#runtime/paging.ts';
import { notFound } from '#runtime/problem.filter.ts';
import { ProcessContext } from '#runtime/process.context.ts';
import { publishFacts } from '#runtime/published-facts.ts';
import { loadCodeKeys } from '#runtime/sealed-codes.ts';
import { type AccountChangeView, listAccountHistory } from './account-history.views.ts';
import { knownAccount, type ListQuery } from './accounts.views.ts';
import { type AdministratorView, listAdministrators } from './administrators.views.ts';
import { authorityOver } from './ledger.authority.ts';
import { sealPasscode } from './passcodes.ts';
import { accountOf } from './reference.slices.ts';

/**
 * Accounts and their administrators, changed by people (P1). What may be changed is decided here; the change itself goes out on
 * topic `accounts`, as from any other system, so that every service takes it over and the ledger keeps its history.
 */
@Controller('api/accounts/:accountId')
export class AccountsController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {}

  /** Enters an account, or replaces what is known of it. */
  @Put()
  async put(
    @SignedIn() person: Person,
    @Param('accountId') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const { accountId } = bodyOf(accountUpdated.pick({ accountId: true }), { accountId: id });
    const facts = { ...bodyOf(accountBody, body), accountId, changedBy: person.email.toLowerCase() };
    const known = await knownAccount(this.database.sql, accountId);
    const authority = await this.authority(person, accountId, facts.parentId);
    // To whom it is foreign, an account is not there: the same answer as for one that they may not enter.
    const entered = known === undefined && (authority.operator || authority.newParent);
    if (!entered && !maySee(await this.access.visibleTo(person), [accountId])) throw notFound(`account ${accountId}`);
    const next = accountOf({ data: facts, time: this.now() });
    const violations = [...priceViolations(facts), ...accountViolations(known, next, authority)];
    if (violations.length > 0) return sendAnswer(reply, { ...refusal(violations), replayed: false });
    return await this.publish(
      reply,
      person,
      key,
      ['PUT', `/api/accounts/${accountId}`, body],
      'account.updated.v1',
      facts,
    );
  }

  /** Who administers the account. */
  @Get('administrators')
  async administrators(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() query: ListQuery,
  ): Promise<Page<AdministratorView>> {
    await this.visible(person, accountId);
    return await listAdministrators(this.database.sql, accountId, query);
  }

  /** Gives a person a role in the account, or replaces the one that they have. */
  @Put('administrators/:email')
  async putAdministrator(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Param('email') address: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const email = bodyOf(emailAddress, address).toLowerCase();
    const account = await this.visible(person, accountId);
    const { passcode, ...role } = bodyOf(administratorBody, body);
    const violations = administratorViolations(account, role.role, await this.authority(person, accountId));
    if (violations.length > 0) return sendAnswer(reply, { ...refusal(violations), replayed: false });
    const keys = () => loadCodeKeys(this.process.settings.codeKeyFile);
    // K4: outbox and topic would keep it in clear.
    const sealed = passcode === undefined ? {} : { sealedPasscode: sealPasscode(keys(), accountId, email, passcode) };
    const facts = { accountId, email, ...role, changedBy: person.email.toLowerCase() };
    const asked = ['PUT', `/api/accounts/${accountId}/administrators/${email}`, body] as const;
    return await this.publish(reply, person, key, asked, 'administrator.updated.v1', facts, sealed);
  }

  /** Takes a person's role away. */
  @Delete('administrators/:email')
  async removeAdministrator(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Param('email') address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const email = bodyOf(emailAddress, address).toLowerCase();
    const account = await this.visible(person, accountId);
    const violations = administratorViolations(account, undefined, await this.authority(person, accountId));
    if (violations.length > 0) return sendAnswer(reply, { ...refusal(violations), replayed: false });
    const facts = { accountId, email, changedBy: person.email.toLowerCase() };
    const asked = ['DELETE', `/api/accounts/${accountId}/administrators/${email}`, undefined] as const;
    return await this.publish(reply, person, key, asked, 'administrator.removed.v1', facts);
  }

  /** What changed of the account and of its administrators, when, and who said so; the newest first. */
  @Get('history')
  async history(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() query: ListQuery,
  ): Promise<Page<AccountChangeView>> {
    await this.visible(person, accountId);
    return await listAccountHistory(this.database.sql, accountId, query);
  }

  private async publish(
    reply: FastifyReply,
    person: Person,
    key: string | undefined,
    [method, path, body]: readonly [string, string, unknown],
    type: string,
    facts: { readonly accountId: string },
    secret: object = {},
  ): Promise<unknown> {
    const { accountId } = facts;
    const data = { ...facts, ...secret };
    const announcement = { topic: 'accounts', key: accountId, type, subject: accountId, data } as const;
    const published = { announcements: [announcement], now: this.now() };
    const answer: Answer = { status: 202, body: facts };
    return sendAnswer(reply, await publishFacts(this.database, { person, key, method, path, body }, published, answer));
  }

  private async authority(person: Person, accountId: string, parentId?: string) {
    const operator = await this.access.isOperator(person);
    return { operator, ...(await authorityOver(this.database.sql, person.email, accountId, parentId)) };
  }

  private async visible(person: Person, accountId: string): Promise<Account> {
    const seen = maySee(await this.access.visibleTo(person), [accountId]);
    const account = seen ? await knownAccount(this.database.sql, accountId) : undefined;
    if (!account) throw notFound(`account ${accountId}`);
    return account;
  }

  private now(): string {
    return this.process.now().toISOString();
  }
}
