import type { FastifyReply } from 'fastify';
import { formats } from '#formats/formats.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Problem } from '#runtime/http/problem.filter.ts';
import { noteOf } from './answers/answer-text.ts';
import type { KeptDocument } from './document.books.ts';
import type { SenderProfile } from './senders/profile.ts';

/** What is said in the very exchange that brought a document, in the sender's own format. */

/** The answer for a document that was taken: what was refused is said at once. Undefined where its format has no words for it. */
export function receiptFor(document: KeptDocument, issuedAt: string, reply: FastifyReply): Buffer | undefined {
  const refused = document.orders.filter(({ outcome }) => outcome === 'refused');
  const isRefused = document.orders.length > 0 && refused.length === document.orders.length;
  const notes = refused.flatMap(({ violations }) => violations.map(noteOf));
  const receipt = { id: document.id, issuedAt, status: isRefused ? 400 : 200, notes };
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

function written(
  names: readonly string[],
  receipt: {
    readonly id: string;
    readonly issuedAt: string;
    readonly status: number;
    readonly notes: readonly string[];
  },
  reply: FastifyReply,
): Buffer | undefined {
  const writing = formats.find(({ name, receipt: writes }) => names.includes(name) && writes !== undefined);
  const answer = writing?.receipt?.(receipt);
  if (!answer) return undefined;
  void reply.status(200).header('content-type', answer.contentType);
  return Buffer.from(answer.bytes);
}
