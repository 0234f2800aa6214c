import { Body, Controller, Delete, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { administratorRemoved, administratorUpdated } from '#contracts/accounts.ts';
import { administratorBody } from '#contracts/http/http-accounts.ts';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { administratorViolations } from '#domain/licenses/authority/account-authority.ts';
import { loadCodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type Answer, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import type { Page } from '#runtime/http/paging.ts';
import { publishFacts } from '#runtime/http/published-facts.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { authorityOver } from '../ledger.authority.ts';
import { seenAccount } from './account-rights.ts';
import type { ListQuery } from './accounts.views.ts';
import { type AdministratorView, listAdministrators } from './administrators.views.ts';
import { sealPasscode } from './passcodes.ts';

/** The address of a person in a path, as the message has it. */
const addressed = administratorUpdated.pick({ email: true });

/** Who administers an account, changed by people (P1); a change goes out on topic `accounts`, as from any other system. */
@Controller('api/accounts/:accountId/administrators')
export class AdministratorsController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {}

  /** Who administers the account. */
  @Get()
  async list(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() query: ListQuery,
  ): Promise<Page<AdministratorView>> {
    await seenAccount(this.access, this.database.sql, person, accountId);
    return await listAdministrators(this.database.sql, accountId, query);
  }

  /** Gives a person a role in the account, or replaces the one that they have. */
  @Put(':email')
  async put(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Param('email') address: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const { email: given } = bodyOf(addressed, { email: address });
    const email = mailboxOf(given);
    const account = await seenAccount(this.access, this.database.sql, person, accountId);
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
  @Delete(':email')
  async remove(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Param('email') address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    // What was taken before addresses had one schema can be removed as it is listed.
    const email = bodyOf(administratorRemoved.shape.email, address).toLowerCase();
    const account = await seenAccount(this.access, this.database.sql, person, accountId);
    const violations = administratorViolations(account, undefined, await this.authority(person, accountId));
    if (violations.length > 0) return sendAnswer(reply, { ...refusalAnswer(violations), replayed: false });
    const facts = { accountId, email, changedBy: person.email.toLowerCase() };
    const asked = ['DELETE', `/api/accounts/${accountId}/administrators/${email}`, undefined] as const;
    return await this.publish(reply, person, key, asked, 'administrator.removed.v1', facts);
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
    const published = { announcements: [announcement], now: this.process.now().toISOString() };
    const answer: Answer = { status: 202, body: facts };
    return sendAnswer(reply, await publishFacts(this.database, { person, key, method, path, body }, published, answer));
  }

  private async authority(person: Person, accountId: string, parentId?: string) {
    const operator = await this.access.isOperator(person);
    return { operator, ...(await authorityOver(this.database.sql, person.email, accountId, parentId)) };
  }
}
