import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { caseStepBodies, caseSubmission, underKey } from '#contracts/http/http-cases.ts';
import type { TransferCase } from '#domain/licenses/books/case.ts';
import { Access, maySee, type Visible } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { sendAnswer } from '#runtime/http/idempotency.ts';
import { type Page, pageSize } from '#runtime/http/paging.ts';
import { notFound, wrongParameter } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RemainingView, remainingUnder } from '../requests/journals.views.ts';
import { caseAnswer } from '../requests/ledger.answers.ts';
import { LedgerCommands } from '../requests/ledger.commands.ts';
import { type CaseMailView, mailsOfCase } from './case-mail.views.ts';
import { checkedCases, type RulesNow, withRulesNow } from './rules-now.ts';
import { approveCase, commentCase, refuseCase, submitCase, withdrawCase } from './transfer-case.slices.ts';
import { type CaseQuery, findCase, listCases, shownCase } from './transfer-case.views.ts';

const steps = {
  comment: commentCase.type,
  approve: approveCase.type,
  refuse: refuseCase.type,
  withdraw: withdrawCase.type,
} as const;

/** Transfer cases (K8): submitted by an administrator, decided by support. */
@Controller('api/transfer-cases')
export class TransferCaseController {
  constructor(
    private readonly database: Database,
    private readonly access: Access,
    private readonly commands: LedgerCommands,
  ) {}

  @Post()
  async submit(
    @SignedIn() person: Person,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const data = underKey(bodyOf(caseSubmission, body));
    const visible = await this.access.visibleTo(person);
    if (!maySee(visible, [data.from])) throw notFound(`account ${data.from}`);
    const posted = { person, path: '/api/transfer-cases', key, body };
    const answer = await this.commands.once(posted, submitCase.type, data, (events) => caseAnswer(events, visible));
    return sendAnswer(reply, answer.status === 200 ? { ...answer, status: 201 } : answer);
  }

  @Get()
  async list(
    @SignedIn() person: Person,
    @Query() query: CaseQuery & { rules?: string },
  ): Promise<Page<TransferCase & RulesNow>> {
    const isChecked = query.rules === 'true';
    if (isChecked && pageSize(query.limit) > checkedCases) {
      const message = `limit is at most ${checkedCases} with rules`;
      throw wrongParameter('limit', { message, limit: String(checkedCases), actual: String(pageSize(query.limit)) });
    }
    const visible = await this.access.visibleTo(person);
    const page = await listCases(this.database.sql, visible, query);
    return isChecked ? { ...page, items: await withRulesNow(this.commands, visible, page.items) } : page;
  }

  @Get(':caseId')
  async show(
    @SignedIn() person: Person,
    @Param('caseId') caseId: string,
  ): Promise<TransferCase & RulesNow & { mails: CaseMailView[]; remaining?: RemainingView[] }> {
    const { found: known, visible } = await this.visible(person, caseId);
    const [found = known] = await withRulesNow(this.commands, visible, [known]);
    const mails = await mailsOfCase(this.database.sql, caseId);
    // K9: what is under the keys now, for people who see the source.
    const keys = found.lines.flatMap((line) => ('licenseKey' in line ? line.licenseKey : []));
    if (!maySee(visible, [found.from])) return { ...found, mails };
    return { ...found, mails, remaining: await remainingUnder(this.database.sql, found.from, keys) };
  }

  @Post(':caseId/:step(comment|approve|refuse|withdraw)')
  async step(
    @SignedIn() person: Person,
    @Param('caseId') caseId: string,
    @Param('step') step: keyof typeof steps,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    const { comment } = bodyOf<{ comment?: string }>(caseStepBodies[step], body ?? {});
    const { found, visible } = await this.visible(person, caseId);
    const { from, to } = found;
    const support = await this.access.isOperator(person);
    const posted = { person, path: `/api/transfer-cases/${caseId}/${step}`, key, body };
    const data = { caseId, from, to, support, comment };
    const answer = await this.commands.once(posted, steps[step], data, (events) => caseAnswer(events, visible, data));
    return sendAnswer(reply, answer);
  }

  private async visible(person: Person, caseId: string): Promise<{ found: TransferCase; visible: Visible }> {
    const found = await findCase(this.database.sql, caseId);
    const visible = await this.access.visibleTo(person);
    if (!found || !maySee(visible, [found.from, found.to])) throw notFound(`case ${caseId}`);
    return { found: shownCase(found, visible), visible };
  }
}
