import { Body, Controller, Get, Headers, Param, Patch, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { accountUpdated } from '#contracts/accounts.ts';
import { accountBody } from '#contracts/http/http-accounts.ts';
import { accountViolations } from '#domain/licenses/authority/account-authority.ts';
import type { Account } from '#domain/licenses/books/account.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { asKnown, editionViolations, knownEditions } from '#domain/licenses/rules/editions.ts';
import { invoiceToViolations } from '#domain/values/accounts/invoice-to.ts';
import { priceViolations } from '#domain/values/price.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type AskedOverHttp, sendAnswer } from '#runtime/http/idempotency.ts';
import { mergePatch } from '#runtime/http/merge-patch.ts';
import type { Page } from '#runtime/http/paging.ts';
import { notFound, rulesBroken } from '#runtime/http/problem.filter.ts';
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
import { seenAccount } from './account-rights.ts';
import { accountFacts, type ListQuery } from './accounts.views.ts';

/**
 * Accounts, changed by people (P1). What may be changed is decided here; the change itself goes out on topic `accounts`, as from
 * any other system, so that every service takes it over and the ledger keeps its history.
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

  /** What changed of the account and of its administrators, when, and who said so; the newest first. */
  @Get('history')
  async history(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() query: ListQuery,
  ): Promise<Page<AccountChangeView>> {
    await seenAccount(this.access, this.database.sql, person, accountId);
    return await listAccountHistory(this.database.sql, accountId, query);
  }

  /** Decides on a change of the account and takes it over; 404 for people who do not see the account. */
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
      // L11: people who do not see an account hear that there is none, whether there is one or not.
      const found = seen ? known : undefined;
      const facts = { ...factsOf(found), accountId, changedBy: person.email.toLowerCase() };
      const authority = { operator, ...(await authorityOver(sql, person.email, accountId, facts.parentId)) };
      const entered = operator || authority.newParent;
      if (!entered && !seen) throw notFound(`account ${accountId}`);
      const next = accountAsTold({ data: facts, time: this.now() });
      const editions = knownEditions(this.programs.byName, await namesSold(sql));
      const violations = [
        ...priceViolations(facts),
        ...invoiceToViolations(facts),
        ...accountViolations(found, next, authority),
        ...editionViolations(facts.editions ?? {}, editions, found?.editions),
      ];
      if (violations.length > 0) throw rulesBroken(violations);
      if (known && !found) throw notFound(`account ${accountId}`);
      return facts.editions === undefined ? facts : { ...facts, editions: asKnown(facts.editions, editions) };
    });
    return sendAnswer(reply, answer);
  }

  private now(): string {
    return this.process.now().toISOString();
  }
}
