import { Body, Controller, Headers, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { paymentRequest, returnRequest } from '#contracts/http/invoicing/http-payments.ts';
import type { PaymentReceived, PaymentReturned } from '#contracts/invoices.ts';
import { dateAt } from '#domain/values/calendar.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type Answer, refusalAnswer, sendAnswer } from '#runtime/http/idempotency.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import { type Deciding, InvoicingCommands } from '../requests/invoicing.commands.ts';
import { payableDocuments, paymentsById } from '../rows/payments.rows.ts';
import { paymentEntered, refusedIn, returnEntered } from './payments.slices.ts';
import { paymentView, standingView } from './payments.views.ts';

/** Payments of invoices, for operators (I14). */
@Controller('api')
export class PaymentsController {
  constructor(private readonly commands: InvoicingCommands) {}

  @Post('invoices/:number/payments')
  async record(
    @SignedIn() person: Person,
    @Param('number') number: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    await this.commands.onlyOperators(person, 'record payments');
    const { paymentId, currency, ...asked } = bodyOf(paymentRequest, body);
    const posted = { person, path: `/api/invoices/${number}/payments`, key, body };
    const answer = await this.commands.once(posted, async (deciding) => {
      const invoice = (await payableDocuments(deciding.sql, [number])).get(number);
      if (!invoice) throw notFound(`invoice ${number}`);
      const named = {
        paymentId: paymentId ?? deciding.id,
        invoiceNumber: number,
        currency: currency ?? invoice.currency,
      };
      return await recorded(deciding, paymentEntered.type, { ...asked, ...named });
    });
    return sendAnswer(reply, answer);
  }

  @Post('invoices/:number/payments/:paymentId/return')
  async takeBack(
    @SignedIn() person: Person,
    @Param() { number, paymentId }: { readonly number: string; readonly paymentId: string },
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    await this.commands.onlyOperators(person, 'take payments back');
    const asked = bodyOf(returnRequest, body);
    const path = `/api/invoices/${number}/payments/${encodeURIComponent(paymentId)}/return`;
    const answer = await this.commands.once({ person, path, key, body }, async (deciding) => {
      const [payment] = await paymentsById(deciding.sql, [paymentId]);
      if (payment?.invoiceNumber !== number) throw notFound(`payment ${paymentId} of invoice ${number}`);
      return await recorded(deciding, returnEntered.type, { ...asked, paymentId, invoiceNumber: number });
    });
    return sendAnswer(reply, answer);
  }
}

async function recorded(
  { sql, now, decide }: Deciding,
  type: string,
  data: PaymentReceived | PaymentReturned,
): Promise<Answer> {
  const events = await decide(type, data);
  const refused = refusedIn(events);
  if (refused.length > 0) return asAnswered(refusalAnswer(refused), refused);
  const [payment] = await paymentsById(sql, [data.paymentId]);
  const invoice = (await payableDocuments(sql, [data.invoiceNumber])).get(data.invoiceNumber);
  if (!payment || !invoice) throw new Error(`payment ${data.paymentId} is not there after it was recorded`);
  return { status: 201, body: { ...paymentView(payment), payment: standingView(invoice, dateAt(now)) } };
}

/** O9: what is recorded otherwise is a conflict. */
function asAnswered(answer: Answer, violations: readonly { readonly code: string }[]): Answer {
  if (violations.every(({ code }) => code !== 'PAYMENT_CONFLICT')) return answer;
  return { status: 409, body: { ...(answer.body as object), title: 'Conflict', status: 409 } };
}
