import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { creditRequest } from '#contracts/http/invoicing/http-invoicing.ts';
import type { CreditAsked } from '#domain/invoices/documents/credit-note.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type Answer, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { creditIssued } from '../invoicing.slices.ts';
import { issuedInvoices, type StoredInvoice } from '../rows/issued-invoices.rows.ts';
import { viewOf } from '../views/issued-invoices.views.ts';
import { type Deciding, InvoicingCommands } from './invoicing.commands.ts';

/** Taking invoices back, for operators. */
@Controller('api')
export class CreditController {
  constructor(
    private readonly database: Database,
    private readonly commands: InvoicingCommands,
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
    await this.commands.onlyOperators(person, 'credit invoices');
    const asked = bodyOf(creditRequest, body);
    const posted = { person, path: `/api/invoices/${number}/credit`, key, body };
    return sendAnswer(reply, await this.commands.once(posted, (deciding) => credited(deciding, number, asked)));
  }

  /** I12: what that credit note would say; nothing is changed. */
  @Post('invoices/:number/credit/preview')
  @HttpCode(200)
  async preview(@SignedIn() person: Person, @Param('number') number: string, @Body() body: unknown): Promise<unknown> {
    await this.commands.onlyOperators(person, 'credit invoices');
    const asked = bodyOf(creditRequest, body);
    const issued = await issuedInvoice(this.database.sql, number);
    const [event] = await this.commands.preview(person, creditIssued.type, dataOf(issued, asked));
    if (event?.type !== 'InvoiceCredited') {
      return { violations: event?.type === 'CreditRefused' ? event.violations : [] };
    }
    const { net, taxes, tax, total, currency, rebilled } = viewOf({ ...event.creditNote, seller: issued.seller });
    return { violations: [], creditNote: { net, taxes, tax, total, currency, rebilled } };
  }
}

async function credited({ sql, decide }: Deciding, number: string, asked: CreditAsked): Promise<Answer> {
  const issued = await issuedInvoice(sql, number);
  const [event] = await decide(creditIssued.type, dataOf(issued, asked));
  if (event?.type === 'InvoiceCredited')
    return { status: 201, body: viewOf({ ...event.creditNote, seller: issued.seller }) };
  return refusalAnswer(event?.type === 'CreditRefused' ? event.violations : []);
}

async function issuedInvoice(sql: Sql, number: string): Promise<StoredInvoice> {
  const [issued] = await issuedInvoices(sql, [number]);
  if (!issued) throw notFound(`invoice ${number}`);
  return issued;
}

function dataOf({ accountId, number }: StoredInvoice, asked: CreditAsked) {
  return { accountId, number, asked };
}
