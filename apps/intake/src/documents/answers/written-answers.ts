import {
  type AnsweredDocument,
  type AnsweredEvent,
  type AskedLine,
  answerTo,
} from '#domain/orders/documents/order-answer.ts';
import type { AnswerLine, DocumentAnswer, WriteAnswer, WrittenAnswer } from '#formats/answer.ts';
import { headOf } from '#formats/format.ts';
import { formats } from '#formats/formats.ts';
import type { SourceReading } from '#formats/reading.ts';
import { toOrder, toPatch } from '../canonical.ts';
import type { DocumentOutcome, KeptDocument } from '../document.books.ts';
import { noticeNames, type SenderProfile } from '../senders/profile.ts';
import { notesOf } from './answer-text.ts';

/** Answers in a sender's own format: pure, so that the same decision gives the same bytes. */

/** A document that was taken, with its bytes as they are kept. */
export type DocumentWithBytes = Pick<KeptDocument, 'format' | 'contentType' | 'orders'> & {
  readonly bytes: Uint8Array;
};

/** Somebody who writes, by the name that profiles give it. */
export interface NamedWriter {
  readonly name: string;
  readonly write: WriteAnswer;
}

/** Who answers documents of a format for a sender; undefined where its profile or the format has nobody. */
export function answerFormat(
  { answer }: SenderProfile,
  format: string,
  about: AnsweredDocument,
): NamedWriter | undefined {
  const writers = writersOf(answer, format).filter(({ name }) => !noticeNames.includes(name));
  return about === 'order' ? writers[0] : writers.at(-1);
}

/** Who tells a sender of deliveries of what came in a format; undefined where its profile wants no such notice. */
export function noticeFormat({ answer }: Pick<SenderProfile, 'answer'>, format: string): NamedWriter | undefined {
  return writersOf(answer, format).find(({ name }) => noticeNames.includes(name));
}

function writersOf({ formats: wanted }: SenderProfile['answer'], format: string): NamedWriter[] {
  const own = formats.find(({ name }) => name === format)?.answers ?? {};
  return wanted.flatMap((name) => {
    const write = own[name];
    return write ? [{ name, write }] : [];
  });
}

/** The orders of a document, read again from its bytes. */
export function readingsIn({ bytes, contentType, format }: DocumentWithBytes): readonly SourceReading[] {
  const result = formats.find(({ name }) => name === format)?.read(bytes, headOf(bytes, { contentType }));
  return result && 'readings' in result ? result.readings : [];
}

/** Of what a document is: an answer's id, number and revision, and what it is about. */
export type AnswerHead = Pick<DocumentAnswer, 'id' | 'orderNumber' | 'revision'> & {
  readonly about: AnsweredDocument;
};

/**
 * The answer to a document's order when it was decided on.
 *
 * @param earlier the order as an earlier document had it: a cancellation may name no lines
 */
export function decidedAnswer(
  head: AnswerHead,
  event: AnsweredEvent,
  told: DocumentOutcome,
  { reading, earlier, profile }: { reading: SourceReading; earlier?: SourceReading; profile: SenderProfile },
): { readonly answer: DocumentAnswer; readonly reading: SourceReading } {
  const whole = reading.lines.length === 0 && earlier ? withLinesOf(reading, earlier) : reading;
  const asked = linesOfDocument(whole === reading ? reading : (earlier ?? reading), profile);
  const lines = asked.map(({ line, position }) => ({ ...line, isDropped: whole.lines[position]?.act === 'delete' }));
  const decided = answerTo(event, head.about, { isWhole: reading.act !== 'patch', lines });
  const answered = decided.lines.flatMap(({ lineNumber, outcome, promisedOn }): AnswerLine[] => {
    const { position } = asked.find(({ line }) => line.lineNumber === lineNumber) ?? {};
    return position === undefined ? [] : [{ position, outcome, promisedOn }];
  });
  const notes = notesOf(told, decided.violations);
  const issuedAt = event.type === 'OrderRejected' ? event.refusal.at : event.at;
  const answer = { ...namedIn(head), issuedAt, outcome: decided.outcome, lines: answered, notes };
  return { answer, reading: whole };
}

/** The answer to one that is not decided on any further: refused, or received and no more. */
export function immediateAnswer(
  head: AnswerHead,
  outcome: 'rejected' | 'received',
  notes: readonly string[],
  issuedAt: string,
): DocumentAnswer {
  return { ...namedIn(head), issuedAt, outcome, lines: [], notes };
}

/** The notice that lines of a document have gone out, by their positions in it. */
export function noticeAnswer(
  head: AnswerHead,
  positions: readonly number[],
  notes: readonly string[],
  issuedAt: string,
): DocumentAnswer {
  const lines = positions.map((position): AnswerLine => ({ position, outcome: 'delivered' }));
  return { ...namedIn(head), issuedAt, outcome: 'fulfilled', lines, notes };
}

/** What is known of an answer before anything is decided, and no more of a row than that. */
function namedIn({ id, orderNumber, revision, about }: AnswerHead) {
  return { id, orderNumber, revision, of: about };
}

/** Writes an answer; says why where that fails, since an order never waits for its answer. */
export function written(write: () => WrittenAnswer): WrittenAnswer | { readonly failed: string } {
  try {
    return write();
  } catch (error) {
    return { failed: `the answer could not be written: ${(error as Error).message}` };
  }
}

/** The lines of a reading that are of the order, with their positions in it. */
export function linesOfDocument(
  reading: SourceReading,
  profile: SenderProfile,
): { line: AskedLine; position: number }[] {
  const made = reading.act === 'patch' ? toPatch(reading, profile) : toOrder(reading, profile);
  const patched = 'patch' in made ? made.patch.lines.map(({ line }) => line) : [];
  const lines: readonly Partial<AskedLine>[] = 'order' in made ? made.order.lines : patched;
  return lines.flatMap(({ lineNumber, ...line }, index) => {
    const at = made.places.get(`lines[${index}]`);
    const position = reading.lines.findIndex((each) => each.at === at);
    // Lines that are known by no whole number have theirs from the order.
    return lineNumber === undefined ? [] : [{ line: { ...line, lineNumber }, position }];
  });
}

function withLinesOf(reading: SourceReading, earlier: SourceReading): SourceReading {
  const { lines, currency, kept } = earlier;
  return { ...reading, lines, currency: reading.currency ?? currency, kept: { ...kept, ...reading.kept } };
}
