import type { z } from 'zod';
import type { TopicName } from '#contracts/topics.ts';
import type { Sql } from '../postgres/sql.ts';

/**
 * The vocabulary of a service: slices are data and pure functions, a store reads and writes what they need, and one
 * runner (`slice-runner.ts`) joins them in a transaction for a whole batch. Nothing in this file does anything.
 */

/**
 * A message that can be read and says what cannot be: it becomes a dead letter at once, with its reason, and nothing of it is done.
 * Thrown by a slice for facts that come over topics alone; whoever asks for something is answered with an event.
 */
export class UnacceptableMessage extends Error {}

/** A message that was read and fits its slice's schema; over HTTP the body of a command. */
export interface Received<Data = unknown> {
  /** Identity for de-duplication; everything that comes of the message derives its ids from it: `<id>/<n>`. */
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** When it happened, RFC 3339, as the sender says. */
  readonly time: string;
  /** The first message of the chain that this one belongs to. */
  readonly correlationId: string;
  /** The signed-in person, for commands over HTTP and for what our HTTP put on a topic. */
  readonly person?: string;
  /** W3C Trace Context of what it comes of, where its sender makes traces. */
  readonly traceparent?: string;
  readonly data: Data;
}

/** An event for the outside; the runner adds id, source, time and correlation. */
export interface Announcement {
  readonly topic: TopicName;
  readonly key: string;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
  /** Where it comes from, where that is not the service itself: what it passes on for another system. */
  readonly source?: string;
}

/** What one message needs of the things that a service loads; of a kind that is left out, nothing. */
export type Needed<Needs> = {
  readonly [Kind in keyof Needs]?: Needs[Kind] extends ReadonlySet<infer Item> ? readonly Item[] : never;
};

/** One message type that a service answers. */
export interface Slice<Data, Needs, Books, Event> {
  /** CloudEvents type, or the name of a command that only HTTP or a job gives. */
  readonly type: string;
  /** What can be read at all; what does not fit is dead-lettered. */
  readonly schema: z.ZodType<Data>;
  /** A command: a field that nobody knows is refused, as it is over HTTP (T16). Events may have more than is known of them. */
  readonly isCommand?: true;
  /** Names of what the message touches; the runner locks them, in sorted order, until the commit. */
  streams(data: Data): readonly string[];
  /** What has to be loaded for it to be decided, which may be more than it touches: what is not named here is not in the books. */
  needs(data: Data, message: Received<Data>): Needed<Needs>;
  /**
   * What a message says, as it came: two messages with the same source and id have to agree in it (O9). Without it, that is the type
   * and the data to the letter, the order of fields aside.
   */
  content?(raw: unknown): unknown;
  /** Decides with the loaded books alone; a refusal is an event as well. `now` is RFC 3339 in UTC. */
  decide(books: Books, message: Received<Data>, now: string): readonly Event[];
}

/**
 * All that a service decides. `Needs` has a set for each kind of things that it loads, and `Books` is the part of its state that a
 * batch loaded.
 */
export interface Context<Needs, Books, Event> {
  // biome-ignore lint/suspicious/noExplicitAny: a list of slices of different messages; each checks its own by schema
  readonly slices: readonly Slice<any, Needs, Books, Event>[];
  /**
   * Types of its topics that mean nothing to it. A known type that is neither among these nor a slice's was forgotten: such a message
   * becomes a dead letter.
   */
  readonly passesOver: readonly string[];
  /** An empty set of every kind, for the runner to put in what a batch needs. */
  noNeeds(): Needs;
  /** Folds an event into the books, so that the next message of the batch sees it. */
  evolve(books: Books, event: Event): void;
  /** What the outside hears of an event. */
  announce(event: Event): readonly Announcement[];
}

/** The only place where a service's tables are read and written for a decision: set-based, a few statements a batch. */
export interface Store<Needs, Books, Event> {
  /**
   * @param needs what the messages of the batch need together
   * @param now the instant that the batch is decided at, RFC 3339 in UTC: what is loaded and what is decided see the same day
   * @param isAlone the batch is a single message: a store that finds out now what else has to be locked may wait for it
   */
  load(sql: Sql, needs: Needs, now: string, isAlone: boolean): Promise<Books>;
  save(sql: Sql, books: Books, events: readonly Event[], now: string): Promise<void>;
}
