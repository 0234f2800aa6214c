import { Body, Controller, Delete, Get, Headers, Param, Patch, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { accountUpdated, administratorRemoved, administratorUpdated } from '#contracts/accounts.ts';
import { accountBody, administratorBody } from '#contracts/http/http-accounts.ts';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { accountViolations, administratorViolations } from '#domain/licenses/authority/account-authority.ts';
import type { Account } from '#domain/licenses/books/account.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { asKnown, editionViolations, knownEditions } from '#domain/licenses/rules/editions.ts';
import { priceViolations } from '#domain/values/price.ts';
import { loadCodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type Answer, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import { mergePatch } from '#runtime/http/merge-patch.ts';
import type { Page } from '#runtime/http/paging.ts';
import { notFound, rulesBroken } from '#runtime/http/problem.filter.ts';
import { type AskedOverHttp, publishFacts } from '#runtime/http/published-facts.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { LedgerBooks } from '../books/ledger.books.ts';
import { authorityOver } from '../ledger.authority.ts';
import { LedgerPrograms } from '../ledger.programs.ts';
import { namesSold } from '../reference/ledger.names.ts';
import { accountAsTold } from '../reference/reference.slices.ts';
import { changeAccount } from './account-changes.ts';
import { type AccountChangeView, listAccountHistory } from './account-history.views.ts';
import { accountFacts, knownAccount, type ListQuery } from './accounts.views.ts';
import { type AdministratorView, listAdministrators } from './administrators.views.ts';
import { sealPasscode } from './passcodes.ts';

/** The address of a person in a path, as the message has it. */
const addressed = administratorUpdated.pick({ email: true });

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
    private readonly runner: SliceRunner<LedgerBooks, LicenseEvent>,
    private readonly programs: LedgerPrograms,
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
    const facts = bodyOf(accountBody, body);
    return await this.change(reply, { person, key, method: 'PUT', accountId, body }, () => facts);
  }

  /** Changes what is named of an account: null takes away, what is not named stays (RFC 7396). */
  @Patch()
  async patch(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    bodyOf(z.looseObject({}), body);
    return await this.change(reply, { person, key, method: 'PATCH', accountId, body }, (known) => {
      if (!known) throw notFound(`account ${accountId}`);
      const { accountId: _id, taxRateFrom, ...facts } = accountFacts(known);
      // I9: the day of the rate until now is none of a new one.
      const from = Object.hasOwn(body as object, 'taxRate') ? {} : { taxRateFrom };
      return bodyOf(accountBody, mergePatch({ ...facts, ...from }, body));
    });
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
    const { email: given } = bodyOf(addressed, { email: address });
    const email = mailboxOf(given);
    const account = await this.visible(person, accountId);
    const { passcode, ...role } = bodyOf(administratorBody, body);
    const violations = administratorViolations(account, role.role, await this.authority(person, accountId));
    if (violations.length > 0) return sendAnswer(reply, { ...refusalAnswer(violations), replayed: false });
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
    // What was taken before addresses had one schema can be removed as it is listed.
    const email = bodyOf(administratorRemoved.shape.email, address).toLowerCase();
    const account = await this.visible(person, accountId);
    const violations = administratorViolations(account, undefined, await this.authority(person, accountId));
    if (violations.length > 0) return sendAnswer(reply, { ...refusalAnswer(violations), replayed: false });
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

  /** Decides on a change of the account and takes it over; 404 to whom the account is foreign. */
  private async change(
    reply: FastifyReply,
    { accountId, ...asked }: Omit<AskedOverHttp, 'path'> & { readonly accountId: string },
    factsOf: (known: Account | undefined) => z.infer<typeof accountBody>,
  ): Promise<unknown> {
    const { person } = asked;
    const visible = await this.access.visibleTo(person);
    const operator = await this.access.isOperator(person);
    const { database, runner } = this;
    const parts = { database, runner, now: this.process.now };
    const path = `/api/accounts/${accountId}`;
    const answer = await changeAccount(parts, { ...asked, path }, accountId, async (sql, known) => {
      const mine = await authorityOver(sql, person.email, accountId, undefined);
      const seen = maySee(visible, [accountId]) || (known !== undefined && (mine.own || mine.above));
      // L11: to whom it is foreign, an account is not there, whether it is or not.
      const found = seen ? known : undefined;
      const facts = { ...factsOf(found), accountId, changedBy: person.email.toLowerCase() };
      const authority = { operator, ...(await authorityOver(sql, person.email, accountId, facts.parentId)) };
      const entered = operator || authority.newParent;
      if (!entered && !seen) throw notFound(`account ${accountId}`);
      const next = accountAsTold({ data: facts, time: this.now() });
      const editions = knownEditions(this.programs.byName, await namesSold(sql));
      const violations = [
        ...priceViolations(facts),
        ...accountViolations(found, next, authority),
        ...editionViolations(facts.editions ?? {}, editions, found?.editions),
      ];
      if (violations.length > 0) throw rulesBroken(violations);
      if (known && !found) throw notFound(`account ${accountId}`);
      return facts.editions === undefined ? facts : { ...facts, editions: asKnown(facts.editions, editions) };
    });
    return sendAnswer(reply, answer);
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
