import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type CloudEvent, UnreadableMessage } from '#contracts/cloud-event.ts';
import { Problem } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Received } from '#runtime/slices/slice.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { ArrivedDocument, IncomingDocument } from './arrival.ts';
import type { IntakeBooks, IntakeEvent, KeptDocument } from './document.books.ts';
import { arrivedEvent, documentEvent } from './document.messages.ts';
import { keptDocument } from './documents.views.ts';
import type { SenderProfile } from './senders/profile.ts';
import type { Senders } from './senders/senders.files.ts';

/** Takes documents that come otherwise than over a topic: read, numbered, kept and sent on in one transaction. */
export class DocumentIntake {
  constructor(
    readonly senders: Senders,
    private readonly database: Database,
    private readonly runner: SliceRunner<IntakeBooks, IntakeEvent>,
    private readonly now: () => Date,
  ) {}

  /**
   * @returns the document as it is kept; of one that came before, as it was kept then
   * @throws UnreadableMessage for what cannot be read: nothing of it is kept
   */
  async take(profile: SenderProfile, incoming: IncomingDocument): Promise<KeptDocument> {
    return await this.takeEvent(documentEvent(profile, incoming));
  }

  /** Takes a document that nobody sent: what a look-up came to. */
  async takeArrived(arrived: ArrivedDocument): Promise<KeptDocument> {
    return await this.takeEvent(arrivedEvent(arrived));
  }

  private async takeEvent({ id, source, type, data }: CloudEvent): Promise<KeptDocument> {
    const message: Received = { id, source, type, time: this.now().toISOString(), correlationId: id, data };
    await this.database.transaction((sql) => this.runner.decideAndSave(sql, [message]));
    const kept = await keptDocument(this.database.sql, id);
    if (!kept) throw new Error(`document ${id} was taken, and is not there`);
    return kept;
  }
}

/** What is answered when a document was taken. */
export interface TakenAnswer {
  readonly documentId: string;
  readonly sha256: string;
  readonly orders: readonly Pick<
    KeptDocument['orders'][number],
    'orderNumber' | 'revision' | 'outcome' | 'violations'
  >[];
}

export function takenAnswer({ id, sha256, orders }: KeptDocument): TakenAnswer {
  const told = orders.map(({ orderNumber, revision, outcome, violations }) => {
    return { orderNumber, revision, outcome, violations };
  });
  return { documentId: id, sha256, orders: told };
}

/** A document in a request, alone or as the data of a CloudEvent in binary mode. */
export function incomingRequest({ headers }: Pick<FastifyRequest, 'headers'>, bytes: Uint8Array): IncomingDocument {
  const [eventType, eventId] = [headers['ce-type'], headers['ce-id']].map((each) => each?.toString());
  return { bytes, contentType: headers['content-type'], eventType, eventId, deliveryId: randomUUID() };
}

/**
 * Takes a document that came over HTTP.
 * @throws Problem 422 with why and where for what cannot be read: nothing of it is kept
 */
export async function takenOverHttp(
  documents: DocumentIntake,
  profile: SenderProfile,
  incoming: IncomingDocument,
): Promise<KeptDocument> {
  try {
    return await documents.take(profile, incoming);
  } catch (error) {
    if (!(error instanceof UnreadableMessage)) throw error;
    const { message } = error;
    const code = message.startsWith('UNKNOWN_FORMAT') ? 'UNKNOWN_FORMAT' : 'UNREADABLE_DOCUMENT';
    throw new Problem(422, 'Refused', message, [{ code, path: '$', message }]);
  }
}
