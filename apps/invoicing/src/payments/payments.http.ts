import { randomUUID } from 'node:crypto';
import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { paymentRequest } from '#contracts/http/invoicing/http-payments.ts';
import type { PaymentReceived } from '#contracts/invoices.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import { dateAt } from '#domain/values/calendar.ts';
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
import { payableDocuments, paymentsById } from '../rows/payments.rows.ts';
import { paymentEntered } from './payments.slices.ts';
import { paymentView, standingView } from './payments.views.ts';

/** Payments of invoices, for operators (I14). */
@Controller('api')
export class PaymentsController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
  ) {}

  @Post('invoices/:number/payments')
  async record(
    @SignedIn() person: Person,
    @Param('number') number: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    if (!(await this.access.isOperator(person))) throw forbidden('only operators record payments');
    const { paymentId, currency, ...asked } = bodyOf(paymentRequest, body);
    const command = {
      person: person.email,
      key,
      fingerprint: fingerprintOf('POST', `/api/invoices/${number}/payments`, body),
    };
    const answer = await answerOnce(this.database, command, async (sql) => {
      const invoice = (await payableDocuments(sql, [number])).get(number);
      if (!invoice) throw notFound(`invoice ${number}`);
      const id = commandId(command, randomUUID());
      const named = { paymentId: paymentId ?? id, invoiceNumber: number, currency: currency ?? invoice.currency };
      return await this.decide(sql, command, id, { ...asked, ...named });
    });
    return sendAnswer(reply, answer);
  }

  private async decide(sql: Sql, { person }: Command, id: string, data: PaymentReceived): Promise<Answer> {
    const now = this.process.now().toISOString();
    const { type } = paymentEntered;
    const message = { id, type, source: '/seatwright/http', correlationId: id, person, time: now, data };
    const [decided] = await this.runner.decideAndSave(sql, [message]);
    const refused = decided?.events.flatMap((event) => (event.type === 'PaymentRefused' ? event.violations : [])) ?? [];
    if (refused.length > 0) return asAnswered(refusalAnswer(refused), refused);
    const [payment] = await paymentsById(sql, [data.paymentId]);
    const invoice = (await payableDocuments(sql, [data.invoiceNumber])).get(data.invoiceNumber);
    if (!payment || !invoice) throw new Error(`payment ${data.paymentId} is not there after it was recorded`);
    return { status: 201, body: { ...paymentView(payment), payment: standingView(invoice, dateAt(now)) } };
  }
}

/** O9: what is recorded otherwise is a conflict. */
function asAnswered(answer: Answer, violations: readonly { readonly code: string }[]): Answer {
  if (violations.every(({ code }) => code !== 'PAYMENT_CONFLICT')) return answer;
  return { status: 409, body: { ...(answer.body as object), title: 'Conflict', status: 409 } };
}
