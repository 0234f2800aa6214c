import type { SourceReading } from './reading.ts';

/** What became of a document, before any format writes it down. Nothing in it activates a license. */
export interface DocumentAnswer {
  /** One for each order, revision and outcome, so that writing it again gives the same bytes. */
  readonly id: string;
  /** When the outcome was decided, an instant in UTC. */
  readonly issuedAt: string;
  readonly orderNumber: string;
  readonly revision: number;
  /** `mixed`: what had gone out stays, the rest follows. `kept`: a cancellation that stopped nothing. `fulfilled`: a notice of delivery. */
  readonly outcome: 'received' | 'accepted' | 'waiting' | 'mixed' | 'rejected' | 'cancelled' | 'kept' | 'fulfilled';
  /** What it answers. */
  readonly of: 'order' | 'change' | 'cancellation';
  readonly lines: readonly AnswerLine[];
  /** For people at the other end: code first, the place in their document, figures, remedy. */
  readonly notes: readonly string[];
}

export interface AnswerLine {
  /** The line's position in the reading, from 0: its own number, names and units stand there. */
  readonly position: number;
  readonly outcome: 'accepted' | 'waiting' | 'delivered' | 'rejected' | 'cancelled';
  /** The day on which a waiting line goes out, `YYYY-MM-DD`. */
  readonly promisedOn?: string;
  readonly note?: string;
}

/** Who writes an answer for a sender: the readings that it had from them, and who we are in their documents. */
export type WriteAnswer = (answer: DocumentAnswer, reading: SourceReading) => WrittenAnswer;

export interface WrittenAnswer {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}
