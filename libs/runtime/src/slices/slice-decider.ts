import type { Log } from '../environment/log.ts';
import type { Metrics } from '../environment/metrics.ts';
import { inMessageSpans } from '../environment/tracing/spans.ts';
import type { Database } from '../postgres/database.ts';
import { lockStreams } from '../postgres/locks.ts';
import type { Sql } from '../postgres/sql.ts';
import { decisionOf } from './batch/batch-report.ts';
import { inTurns } from './batch/in-turns.ts';
import { slicesByType, type Translate } from './messages.ts';
import { addNeeds } from './needs.ts';
import { type AnnouncingMessage, addToOutbox, outgoingMessages } from './outbox.ts';
import type { Context, Received, Store } from './slice.ts';

/** What a runner joins: a service's decisions, its tables and the process around them. */
export interface RunnerOptions<Needs, Books, Event> {
  readonly database: Database;
  readonly context: Context<Needs, Books, Event>;
  readonly store: Store<Needs, Books, Event>;
  /** Reads what is no event as it stands. */
  readonly translate?: Translate;
  /** Types of its slices that nothing comes of as the process is set up: what our own services send of them is passed over. */
  readonly unneeded?: readonly string[];
  /** The only clock that decisions see. */
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A message and what was decided about it. */
export interface Decided<Event> {
  readonly message: Received;
  readonly events: readonly Event[];
}

/** What is common to messages, commands over HTTP and jobs: they are locked, loaded, decided in order, saved and announced. */
// biome-ignore lint/suspicious/noExplicitAny: what a service loads is between its slices and its store; nobody else has to name it
export class SliceDecider<Books, Event, Needs extends object = any> {
  protected readonly slices;

  constructor(protected readonly options: RunnerOptions<Needs, Books, Event>) {
    this.slices = slicesByType(options.context);
  }

  /**
   * Runs steps 3 to 6 for messages in a transaction that is already open: commands over HTTP, and jobs.
   *
   * @param kept what of the decisions is to be saved; all of them without it
   * @param loaded adds to the books what is not of these messages, before anything is decided
   * @returns every decision, in the order of the messages
   */
  async decideAndSave(
    sql: Sql,
    messages: readonly Received[],
    kept: (decided: readonly Decided<Event>[]) => readonly Decided<Event>[] = (all) => all,
    loaded?: (books: Books) => Promise<void>,
  ): Promise<Decided<Event>[]> {
    return await inMessageSpans(this.options.database.schema, messages, () =>
      this.decideTogether(sql, messages, kept, loaded),
    );
  }

  private async decideTogether(
    sql: Sql,
    messages: readonly Received[],
    kept: (decided: readonly Decided<Event>[]) => readonly Decided<Event>[],
    loaded: ((books: Books) => Promise<void>) | undefined,
  ): Promise<Decided<Event>[]> {
    const { context, store, database } = this.options;
    await this.lock(sql, messages);
    const now = this.options.now().toISOString();
    const books = await this.load(sql, messages, now);
    await loaded?.(books);
    const decided = await inTurns(messages, (message) => this.decide(books, message, now));
    const saved = kept(decided);
    await store.save(
      sql,
      books,
      saved.flatMap(({ events }) => events),
      now,
    );
    const causes: AnnouncingMessage[] = await inTurns(saved, ({ message, events }) => ({
      message,
      announcements: events.flatMap((event) => context.announce(event)),
    }));
    await addToOutbox(sql, database.schema, outgoingMessages(causes, database.schema, now));
    if (this.options.log.isLevelEnabled('info')) {
      for (const [index, { message }] of saved.entries()) {
        this.options.log.info(decisionOf(message, causes[index]), 'decided');
      }
    }
    return decided;
  }

  /** Decides as {@link decideAndSave} would at this moment, and writes nothing. */
  async preview(message: Received): Promise<readonly Event[]> {
    return await this.options.database.transaction(async (sql) => {
      const now = this.options.now().toISOString();
      return this.decide(await this.load(sql, [message], now), message, now).events;
    });
  }

  /** The same for each of several messages by itself, over books that are loaded once. */
  async previewEach(messages: readonly Received[]): Promise<(readonly Event[])[]> {
    return await this.options.database.transaction(async (sql) => {
      const now = this.options.now().toISOString();
      const books = await this.load(sql, messages, now);
      return messages.map((message) => this.sliceOf(message).decide(books, message, now));
    });
  }

  /** The same for messages one after the other, each over what those before it changed. */
  async previewTogether(messages: readonly Received[]): Promise<(readonly Event[])[]> {
    return await this.options.database.transaction(async (sql) => {
      const now = this.options.now().toISOString();
      const books = await this.load(sql, messages, now);
      return messages.map((message) => this.decide(books, message, now).events);
    });
  }

  /** Step 3: one lock a stream of what messages are about, always in the same order, held until the commit. */
  async lock(sql: Sql, messages: readonly Pick<Received, 'type' | 'data'>[]): Promise<void> {
    const streams = new Set(messages.flatMap((message) => this.sliceOf(message).streams(message.data)));
    await lockStreams(sql, this.options.database.schema, streams);
  }

  /** Step 4: what the messages need, each read once however many need it. */
  private async load(sql: Sql, messages: readonly Received[], now: string): Promise<Books> {
    const { context, store } = this.options;
    const needs = context.noNeeds();
    for (const message of messages) addNeeds(needs, this.sliceOf(message).needs(message.data, message));
    return await store.load(sql, needs, now, messages.length === 1);
  }

  /** Step 5. */
  private decide(books: Books, message: Received, now: string): Decided<Event> {
    const events = this.sliceOf(message).decide(books, message, now);
    for (const event of events) this.options.context.evolve(books, event);
    return { message, events };
  }

  private sliceOf(message: Pick<Received, 'type'>) {
    const slice = this.slices.get(message.type);
    if (!slice) throw new Error(`service ${this.options.database.schema} has no slice for ${message.type}`);
    return slice;
  }
}
