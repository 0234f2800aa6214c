import type { AnsweredDocument } from '#domain/orders/documents/order-answer.ts';
import { orderCodes } from '#domain/orders/order-codes.ts';
import type { WrittenAnswer } from '#formats/answer.ts';
import type { DocumentOutcome, DocumentTaken } from '../document.books.ts';
import type { SenderProfile } from '../senders/profile.ts';
import { notesOf } from './answer-text.ts';
import { answerFormat, immediateAnswer, readingsIn, written } from './written-answers.ts';

/** An answer that is owed for an order of a document: at once, or when its order is decided on. */
export interface OwedAnswer {
  readonly id: string;
  readonly sender: string;
  readonly documentId: string;
  readonly position: number;
  readonly orderNumber: string;
  readonly revision: number;
  readonly about: AnsweredDocument;
  readonly outcome?: 'rejected' | 'received' | 'fulfilled';
  readonly format: string;
  /** Not there of what is decided on later. */
  readonly answer?: WrittenAnswer | { readonly failed: string };
}

const testNote = 'a test document: it was read and checked, and nothing was placed';

/** What is owed when a document was taken: pure. */
export function owedAnswers(profile: SenderProfile, { document, bytes }: DocumentTaken): OwedAnswer[] {
  const readings = readingsIn({ ...document, bytes });
  return document.orders.flatMap((told) => {
    const reading = readings[told.position];
    if (!reading) return [];
    const about = aboutOf(told, reading.stated?.value);
    const format = answerFormat(profile, document.format, about);
    if (!format) return [];
    const { position, orderNumber, revision = 0 } = told;
    // Of sender and bytes: long enough to be one, short enough for every format.
    const id = `${document.id.slice(0, 16)}-${position + 1}`;
    const { sender, id: documentId, receivedAt } = document;
    const owed = { id, sender, documentId, position, orderNumber, revision, about, format: format.name };
    const atOnce = (outcome: 'rejected' | 'received', notes: readonly string[], own = id): OwedAnswer => {
      const answer = immediateAnswer({ ...owed, id: own }, outcome, notes, receivedAt);
      return { ...owed, id: own, outcome, answer: written(() => format.write(answer, reading)) };
    };
    if (told.outcome === 'test') return [atOnce('received', [testNote, ...notesOf(told, [])])];
    const refusal = refusalOf(told);
    if (refusal) return [atOnce('rejected', notesOf(told, refusal))];
    const isHeld = told.outcome === 'held';
    if (!isHeld && !goesOn(told)) return [];
    const received = profile.answer.acknowledge ? [atOnce('received', notesOf(told, []), `${id}-received`)] : [];
    return isHeld ? received : [...received, owed];
  });
}

function goesOn({ outcome }: DocumentOutcome): boolean {
  return outcome === 'placed' || outcome === 'changed' || outcome === 'cancelled';
}

/** Why nothing of it goes on: what is wrong with it, or that its cancellation came before it. */
function refusalOf({ outcome, act, violations, orderNumber }: DocumentOutcome) {
  if (outcome === 'refused') return violations;
  if (outcome !== 'cancelled' || act === 'cancel') return undefined;
  const [, remedy] = orderCodes.ORDER_CANCELLED ?? [];
  const message = `order ${orderNumber} was cancelled before it came`;
  return [{ code: 'ORDER_CANCELLED', path: 'orderNumber', message, remedy }];
}

/** What a document says of itself counts where nobody knows its order. */
function aboutOf({ act, outcome }: DocumentOutcome, stated: number | undefined): AnsweredDocument {
  if (act === 'cancel') return 'cancellation';
  const isChange = act === 'patch' || outcome === 'changed' || (outcome !== 'placed' && (stated ?? 1) > 1);
  return isChange ? 'change' : 'order';
}
