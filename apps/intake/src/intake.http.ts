import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CloudEvent, readCloudEvent, UnreadableMessage } from '#contracts/cloud-event.ts';
import { readAs } from '#contracts/reading/read-as.ts';
import { type ReadableSalesOrder, readableSalesOrder, salesOrderEvents } from '#contracts/sales-orders.ts';
import type { AskedOrder } from '#domain/orders/revision.ts';
import { firstViolations } from '#domain/values/violation.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { answerOnce, commandId, commandOf, sendAnswer } from '#runtime/http/idempotency.ts';
import { type Hit, type Hits, hitsOfKind, soughtText } from '#runtime/http/lists/search.ts';
import type { Page } from '#runtime/http/paging.ts';
import { notFound, notUnderstood, Problem } from '#runtime/http/problem.filter.ts';
import { senderOf } from '#runtime/http/request.guard.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { addToOutbox } from '#runtime/slices/outbox.ts';
import {
  DocumentIntake,
  incomingRequest,
  type TakenAnswer,
  takenAnswer,
  takenOverHttp,
} from './documents/document-intake.ts';
import { checkPersonsOrder } from './intake.authority.ts';
import { ownSource } from './intake.slices.ts';
import { findOrder, listOrders, type OrderQuery, type OrderView } from './intake.views.ts';
import { claimEvent } from './sales-orders/intake.claims.ts';
import { salesOrderMessage } from './sales-orders/sales-order.message.ts';

/** Orders over HTTP: the way in for what has no Kafka, and what became of them. */
@Controller('api')
export class IntakeController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly documents: DocumentIntake,
  ) {}

  /**
   * Takes a sales order as plain JSON or as a CloudEvent in either mode, and puts it on topic `sales-orders`, where it
   * goes the way of every other (O1). 202: what intake makes of it is at `/api/orders/N`.
   */
  @Post('sales-orders')
  @HttpCode(202)
  async place(
    @SignedIn() person: Person,
    @Headers() headers: Record<string, string>,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const sender = senderOf(request);
    if (sender !== undefined) return await this.takeDocument(person, sender, request);
    const key = headers['idempotency-key'];
    const command = commandOf({ person, key, path: '/api/sales-orders', body });
    const event = await this.asSender(person, eventOf(headers, body, commandId(command, randomUUID())));
    const answer = await answerOnce(this.database, command, async (sql) => {
      await claimEvent(sql, event);
      const message = salesOrderMessage(event, this.process.now().toISOString());
      await addToOutbox(sql, this.database.schema, [message]);
      const { orderNumber, revision } = readable(event.data);
      const order = `${this.process.settings.publicUrl}/api/orders/${encodeURIComponent(orderNumber)}`;
      return { status: 202, body: { orderNumber, revision, messageId: event.id, order } };
    });
    return sendAnswer(reply, answer);
  }

  /** A document of another system, from somebody whom its sender's profile names, or an operator. */
  private async takeDocument(person: Person, sender: string, request: FastifyRequest): Promise<TakenAnswer> {
    const profile = this.documents.senders.get(sender);
    const isNamed = profile?.people.some((each) => each.toLowerCase() === person.email.toLowerCase());
    if (!isNamed && !(await this.access.isOperator(person))) {
      const message = `${person.email} may not send documents of ${sender.slice(0, 80)}`;
      throw new Problem(403, 'Not allowed', message, [{ code: 'SENDER_NOT_ALLOWED', path: 'sender', message }]);
    }
    if (!profile) {
      const message = `there is no profile of sender ${sender.slice(0, 80)}`;
      throw new Problem(404, 'Not found', message, [{ code: 'UNKNOWN_SENDER', path: 'sender', message }]);
    }
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return takenAnswer(await takenOverHttp(this.documents, profile, incomingRequest(request, bytes)));
  }

  @Get('orders')
  async list(@SignedIn() person: Person, @Query() query: OrderQuery): Promise<Page<OrderView>> {
    return await listOrders(this.database.sql, await this.access.visibleTo(person), query);
  }

  /** Orders by a part of their number or of the customer's own. */
  @Get('search/intake')
  async search(@SignedIn() person: Person, @Query('q') q?: string): Promise<Hits> {
    const query = { q: soughtText(q), limit: String(hitsOfKind) };
    const found = await listOrders(this.database.sql, await this.access.visibleTo(person), query);
    const items = found.items.map(({ orderNumber, purchaseOrder, state }): Hit => {
      const detail = purchaseOrder === undefined ? state : `${purchaseOrder}, ${state}`;
      return { kind: 'order', id: orderNumber, title: orderNumber, detail };
    });
    return { items };
  }

  @Get('orders/:orderNumber')
  async show(@SignedIn() person: Person, @Param('orderNumber') orderNumber: string): Promise<OrderView> {
    const order = await findOrder(this.database.sql, orderNumber);
    const visible = await this.access.visibleTo(person);
    if (
      !order ||
      !maySee(
        visible,
        order.accounts.map((account) => account.accountId),
      )
    ) {
      throw notFound(`order ${orderNumber}`);
    }
    return order;
  }

  /**
   * Operators speak for systems, under the source and id that they state. Anybody else orders as the person that the token names,
   * within the limits of O7, and can take neither the name of a system nor the id of one of its events. What is said here is a
   * courtesy: orders that are under way are not seen, so whoever the token names goes along, and is judged where it is decided.
   */
  private async asSender(signedIn: Person, event: CloudEvent): Promise<CloudEvent> {
    const person = signedIn.email;
    if (await this.access.isOperator(signedIn)) return { ...event, person };
    const asked = event.data as ReadableSalesOrder & AskedOrder;
    const known = await findOrder(this.database.sql, asked.orderNumber.normalize('NFC'));
    await checkPersonsOrder(this.database.sql, this.access, signedIn, asked, known);
    // The same event of a person again is the same, and another one under its id is a conflict (O9), whoever else uses that id.
    const id = sha256(`${person}\0${event.source}\0${event.id}`);
    return { ...event, id, source: ownSource, person };
  }
}

/** Plain JSON is a placed order; what says that it is a CloudEvent has to be one of this topic. */
function eventOf(headers: Record<string, string>, body: unknown, id: string): CloudEvent {
  const isBinary = headers['ce-type'] !== undefined || headers['ce-specversion'] !== undefined;
  const isStructured = typeof body === 'object' && body !== null && 'specversion' in body;
  if (!isBinary && !isStructured) {
    readable(body);
    return { id, source: ownSource, type: 'sales-order.placed.v1', data: body };
  }
  const ceHeaders = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [`ce_${name.slice(3)}`, value] as const);
  const event = understood(Object.fromEntries(isBinary ? ceHeaders : []), body);
  if (!isSalesOrderEvent(event.type)) {
    const detail = `type ${event.type} is none of ${Object.keys(salesOrderEvents).join(', ')}`;
    throw new Problem(422, 'Refused', detail, [{ code: 'UNKNOWN_TYPE', message: detail }]);
  }
  readable(event.data, event.type);
  return event;
}

type SalesOrderEvent = keyof typeof salesOrderEvents;

function isSalesOrderEvent(type: string): type is SalesOrderEvent {
  return Object.hasOwn(salesOrderEvents, type);
}

function understood(headers: Record<string, string>, body: unknown): CloudEvent {
  try {
    return readCloudEvent({ headers, value: Buffer.from(JSON.stringify(body)) });
  } catch (error) {
    // Attributes are called `ce_` on Kafka and `ce-` here.
    if (error instanceof UnreadableMessage) throw notUnderstood(error.message.replaceAll('header ce_', 'header ce-'));
    throw error;
  }
}

/** What an order is told apart by. Where that cannot be read, nothing is kept of it, so that here everything is said about it (O5). */
function readable(data: unknown, type: SalesOrderEvent = 'sales-order.placed.v1'): ReadableSalesOrder {
  const told = readAs(readableSalesOrder, data);
  if (told.success) return told.data;
  const whole = readAs<unknown>(salesOrderEvents[type], data);
  throw new Problem(
    422,
    'Refused',
    'the order cannot be told apart from others: orderNumber or revision cannot be read; the violations say what is wrong',
    firstViolations(whole.success ? told.violations : whole.violations),
  );
}
