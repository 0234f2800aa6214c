import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validationAnswer } from '#formats/business-central/webhook.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { Public, SignedIn } from '#runtime/http/auth.guard.ts';
import type { Page } from '#runtime/http/paging.ts';
import { notFound, Problem } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import type { KeptDocument } from './document.books.ts';
import { DocumentIntake, incomingRequest, takenAnswer, takenOverHttp } from './document-intake.ts';
import {
  type DocumentQuery,
  type DocumentView,
  documentBytes,
  documentView,
  keptDocument,
  listDocuments,
} from './documents.views.ts';
import { receiptFor, refusalFor, unprovenFor } from './receipts.ts';
import { isAuthentic } from './senders/authentication.ts';

/** Documents of other systems: the way in for those that can set nothing but an address, and what became of all. */
@Controller('api')
export class DocumentsController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly documents: DocumentIntake,
  ) {}

  @Post('senders/:sender/documents')
  @Public()
  @HttpCode(202)
  async send(
    @Param('sender') sender: string,
    @Query('validationToken') validationToken: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const profile = this.documents.senders.get(sender);
    const handshake = profile?.formats.includes('business-central') ? validationAnswer(validationToken) : undefined;
    if (handshake) {
      void reply.status(200).header('content-type', handshake.contentType);
      return Buffer.from(handshake.bytes);
    }
    const isBehindProxy = request.ip !== request.socket.remoteAddress;
    const incoming = incomingRequest(request, bytes);
    const now = this.process.now().toISOString();
    // Which of the two it was is nobody's to know.
    if (!profile || !isAuthentic(profile, { headers: request.headers, bytes, isBehindProxy })) {
      return unprovenFor(sender, incoming, request.headers, now, reply);
    }
    try {
      const kept = await takenOverHttp(this.documents, profile, incoming);
      return receiptFor(kept, incoming, now, reply) ?? takenAnswer(kept);
    } catch (error) {
      // Who waits for an answer in its own format is told in it that sending the same again will not do.
      const receipt = error instanceof Problem ? refusalFor(profile, error, now, reply) : undefined;
      if (receipt) return receipt;
      throw error;
    }
  }

  @Get('order-documents')
  async list(@SignedIn() person: Person, @Query() query: DocumentQuery): Promise<Page<DocumentView>> {
    return await listDocuments(this.database.sql, await this.access.visibleTo(person), query);
  }

  @Get('order-documents/:documentId')
  async show(@SignedIn() person: Person, @Param('documentId') id: string): Promise<DocumentView> {
    return await documentView(this.database.sql, await this.visible(person, id));
  }

  @Get('order-documents/:documentId/content')
  async content(
    @SignedIn() person: Person,
    @Param('documentId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { format } = await this.visible(person, id);
    const bytes = (await documentBytes(this.database.sql, id)) ?? Buffer.alloc(0);
    // Whatever is in it, no browser is to run it.
    void reply.header('content-type', 'application/octet-stream');
    void reply.header('content-disposition', `attachment; filename="${id.slice(0, 16)}.${format}"`);
    return bytes;
  }

  private async visible(person: Person, id: string): Promise<KeptDocument> {
    const document = await keptDocument(this.database.sql, id);
    if (!document || !maySee(await this.access.visibleTo(person), document.accountIds)) {
      throw notFound(`document ${id}`);
    }
    return document;
  }
}
