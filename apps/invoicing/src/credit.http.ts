import { randomUUID } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { creditRequest } from '#contracts/http/invoicing/http-invoicing.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { CreditAsked } from '#domain/invoices/documents/credit-note.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import {
  type Answer,
  answerOnce,
  type Command,
  commandId,
  fingerprintOf,
  refusalAnswer,
  sendAnswer,
} from '#runtime/http/idempotency.ts';
import { forbidden, notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { creditIssued } from './invoicing.slices.ts';
import { issuedInvoices, type StoredInvoice } from './rows/issued-invoices.rows.ts';
import { viewOf } from './views/issued-invoices.views.ts';

/** Taking invoices back, for operators. */
@Controller('api')
export class CreditController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
  ) {}

  /** I12: a credit note for an invoice or a part of it; one for a request, whatever is sent again. */
  @Post('invoices/:number/credit')
  async credit(
    @SignedIn() person: Person,
    @Param('number') number: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    if (!(await this.access.isOperator(person))) throw forbidden('only operators credit invoices');
    const asked = bodyOf(creditRequest, body);
    const fingerprint = fingerprintOf('POST', `/api/invoices/${number}/credit`, body);
    const command = { person: person.email, key, fingerprint };
    const answer = await answerOnce(this.database, command, (sql) => this.decide(sql, command, number, asked));
    return sendAnswer(reply, answer);
  }

  /** I12: what that credit note would say; nothing is changed. */
  @Post('invoices/:number/credit/preview')
  @HttpCode(200)
  async preview(@SignedIn() person: Person, @Param('number') number: string, @Body() body: unknown): Promise<unknown> {
    if (!(await this.access.isOperator(person))) throw forbidden('only operators credit invoices');
    const asked = bodyOf(creditRequest, body);
    const issued = await this.issued(this.database.sql, number);
    const [event] = await this.runner.preview(this.messageOf(randomUUID(), person.email, issued, asked));
    if (event?.type !== 'InvoiceCredited') {
      return { violations: event?.type === 'CreditRefused' ? event.violations : [] };
    }
    const { net, taxes, tax, total, currency, rebilled } = viewOf({ ...event.creditNote, seller: issued.seller });
    return { violations: [], creditNote: { net, taxes, tax, total, currency, rebilled } };
  }

  private async issued(sql: Sql, number: string): Promise<StoredInvoice> {
    const [issued] = await issuedInvoices(sql, [number]);
    if (!issued) throw notFound(`invoice ${number}`);
    return issued;
  }

  private messageOf(id: string, person: string, { accountId, number }: StoredInvoice, asked: CreditAsked) {
    const time = this.process.now().toISOString();
    const { type } = creditIssued;
    return {
      id,
      type,
      source: '/seatwright/http',
      correlationId: id,
      person,
      time,
      data: { accountId, number, asked },
    };
  }

  private async decide(sql: Sql, command: Command, number: string, asked: CreditAsked): Promise<Answer> {
    const issued = await this.issued(sql, number);
    const message = this.messageOf(commandId(command, randomUUID()), command.person, issued, asked);
    const [decided] = await this.runner.decideAndSave(sql, [message]);
    const event = decided?.events[0];
    if (event?.type === 'InvoiceCredited')
      return { status: 201, body: viewOf({ ...event.creditNote, seller: issued.seller }) };
    return refusalAnswer(event?.type === 'CreditRefused' ? event.violations : []);
  }
}
