import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { headOf, type Receipt } from '#formats/format.ts';
import { formats } from '#formats/formats.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import { Problem } from '#runtime/http/problem.filter.ts';
import { noteOf } from './answers/answer-text.ts';
import { type IncomingDocument, unreadableAt } from './arrival.ts';
import type { KeptDocument } from './document.books.ts';
import type { SenderProfile } from './senders/profile.ts';

/** What is said in the very exchange that brought a document, in the sender's own format. */

/** The answer for a document that was taken: what was refused is said at once. Undefined where its format has no words for it. */
export function receiptFor(
  document: KeptDocument,
  { bytes, contentType }: IncomingDocument,
  issuedAt: string,
  reply: FastifyReply,
): Buffer | undefined {
  const refused = document.orders.filter(({ outcome }) => outcome === 'refused');
  const isRefused = document.orders.length > 0 && refused.length === document.orders.length;
  const notes = refused.flatMap(({ violations }) => violations.map(noteOf));
  const receipt = { id: document.id, issuedAt, status: isRefused ? 400 : 200, notes, bytes, contentType };
  return written([document.format], receipt, reply);
}

/** The answer for one that cannot be read. */
export function refusalFor(
  { formats: own, sender }: SenderProfile,
  { status, message }: Problem,
  issuedAt: string,
  reply: FastifyReply,
): Buffer | undefined {
  if (status !== 422) return undefined;
  const id = sha256(`${sender}\n${issuedAt}\n${message}`);
  return written(own, { id, issuedAt, status: 400, notes: [message] }, reply);
}

/**
 * The answer to what does not prove whose it is, alike whether there is such a sender or not: in the words of the document's own format,
 * where that has some, with what came and what would be right. What cannot be read proves nothing, and hears why it cannot.
 *
 * @throws Problem 401 for formats without words of their own
 */
export function unprovenFor(
  sender: string,
  { bytes, contentType }: IncomingDocument,
  headers: IncomingHttpHeaders,
  issuedAt: string,
  reply: FastifyReply,
): Buffer {
  const head = headOf(bytes, { contentType });
  const format = formats.find(({ detect }) => detect(head));
  const { message, remedy } = unproven(sender, headers);
  // Systems that send a password only when they are asked for one are asked.
  void reply.header('www-authenticate', 'Basic realm="documents", charset="UTF-8"');
  if (format?.receipt) {
    const read = format.read(bytes, head);
    const isRead = !('unreadable' in read);
    const [status, note] = isRead
      ? [401, `NOT_AUTHENTIC: ${message}; ${remedy}`]
      : [400, `UNREADABLE_DOCUMENT: ${unreadableAt(read)}`];
    const receipt = { id: sha256(`${sender}\n${issuedAt}\n${note}`), issuedAt, status, notes: [note] };
    const answer = written([format.name], receipt, reply);
    if (answer) {
      if (isRead) void reply.status(401);
      return answer;
    }
  }
  const violation = { code: 'NOT_AUTHENTIC', path: '', message, remedy };
  throw new Problem(401, 'Not authentic', `${message}; ${remedy}`, [violation]);
}

/** What came, as far as its sender knows it anyway. */
function unproven(sender: string, { authorization }: IncomingHttpHeaders): { message: string; remedy: string } {
  const [scheme] = authorization?.trim().split(/\s/) ?? [];
  const came =
    scheme === undefined ? 'without an Authorization header' : `with an Authorization header of ${scheme.slice(0, 20)}`;
  return {
    message: `the document does not prove that it is from ${sender}; it came ${came}`,
    remedy:
      'send it to the address of its sender, with what the profile asks for: user and password, a signature over the very bytes, or the shared secret in the document; whoever wrote the profile knows which',
  };
}

function written(names: readonly string[], receipt: Receipt, reply: FastifyReply): Buffer | undefined {
  const writing = formats.find(({ name, receipt: writes }) => names.includes(name) && writes !== undefined);
  const answer = writing?.receipt?.(receipt);
  if (!answer) return undefined;
  void reply.status(200).header('content-type', answer.contentType);
  return Buffer.from(answer.bytes);
}
