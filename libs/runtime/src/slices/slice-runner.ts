import type { Delivery, DeliveryHandler } from '../broker/broker.ts';
import type { Log } from '../environment/log.ts';
import type { Metrics } from '../environment/metrics.ts';
import type { Database } from '../postgres/database.ts';
import { lockStreams } from '../postgres/locks.ts';
import type { Sql } from '../postgres/sql.ts';
import { transactionPartsOf } from './batch/batch-parts.ts';
import { about, decisionOf, reportBatch } from './batch/batch-report.ts';
import { claim, type Dead } from './batch/claim.ts';
import { keepDeadLetters } from './dead-letters.ts';
import { failureKind, withSqlState } from './failures.ts';
import { type Reading, readDelivery, slicesByType } from './messages.ts';
import { addNeeds } from './needs.ts';
import { type AnnouncingMessage, addToOutbox, outgoingMessages } from './outbox.ts';
import { type Context, type Received, type Store, UnacceptableMessage } from './slice.ts';

/** What a runner joins: a service's decisions, its tables and the process around them. */
export interface RunnerOptions<Needs, Books, Event> {
  readonly database: Database;
  readonly context: Context<Needs, Books, Event>;
  readonly store: Store<Needs, Books, Event>;
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

/** Waits before a message that fails by itself is tried again; after the last it is dead-lettered. */
const waitsBeforeDeath = [50, 200, 800];

/**
 * How anything happens: a batch is parsed, claimed, locked, loaded, decided in order, saved and announced in one
 * transaction. One slow or broken message costs itself alone.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a service loads is between its slices and its store; nobody else has to name it
export class SliceRunner<Books, Event, Needs extends object = any> {
  private readonly slices;
  private readonly passedOver;

  constructor(private readonly options: RunnerOptions<Needs, Books, Event>) {
    this.slices = slicesByType(options.context);
    this.passedOver = new Set(options.context.passesOver);
  }

  /** Takes a batch from the transport; an error means that the database is away and that the batch has to come again. */
  readonly deliver: DeliveryHandler = async (deliveries) => {
    const parts = transactionPartsOf(deliveries.map((delivery) => this.read(delivery)));
    for (const readings of parts) await this.deliverTogether(readings);
  };

  private async deliverTogether(readings: readonly Reading[]): Promise<void> {
    try {
      await this.attempt(readings);
    } catch (error) {
      if (failureKind(error) === 'unavailable') throw error;
      this.options.log.warn({ err: error, messages: readings.length }, 'a batch failed; its messages go one by one');
      for (const reading of readings) await this.deliverAlone(reading);
    }
  }

  /**
   * Processes a dead letter once more.
   * @returns whether it went through; if not, it stays a dead letter with the new reason
   */
  async replay(delivery: Delivery): Promise<boolean> {
    return await this.deliverAlone(this.read(delivery));
  }

  /**
   * Runs steps 3 to 6 for messages in a transaction that is already open: commands over HTTP, and jobs.
   *
   * @param kept what of the decisions is to be saved; all of them without it
   * @returns every decision, in the order of the messages
   */
  async decideAndSave(
    sql: Sql,
    messages: readonly Received[],
    kept: (decided: readonly Decided<Event>[]) => readonly Decided<Event>[] = (all) => all,
  ): Promise<Decided<Event>[]> {
    const { context, store, database } = this.options;
    await this.lock(sql, messages);
    const now = this.options.now().toISOString();
    const books = await this.load(sql, messages, now);
    const decided = messages.map((message) => this.decide(books, message, now));
    const saved = kept(decided);
    await store.save(
      sql,
      books,
      saved.flatMap(({ events }) => events),
      now,
    );
    const causes: AnnouncingMessage[] = saved.map(({ message, events }) => ({
      message,
      announcements: events.flatMap((event) => context.announce(event)),
    }));
    await addToOutbox(sql, database.schema, outgoingMessages(causes, database.schema, now));
    for (const [index, { message }] of saved.entries()) {
      this.options.log.info(decisionOf(message, causes[index]), 'decided');
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

  private read(delivery: Delivery): Reading {
    return readDelivery(delivery, this.slices, this.passedOver, this.options.now());
  }

  /**
   * One transaction for the whole batch.
   * @returns what of it is a dead letter now
   */
  private async attempt(readings: readonly Reading[]): Promise<readonly Dead[]> {
    const { database, metrics } = this.options;
    const service = database.schema;
    const end = metrics.batchSeconds.startTimer({ service });
    const unreadable = readings.filter((reading) => reading.kind === 'unreadable');
    const messages = readings.filter((reading) => reading.kind === 'message');
    const { fresh, dead } = await database.transaction(async (sql) => {
      const claimed = await claim(sql, service, messages, this.options.now().toISOString());
      const dead = [...unreadable.map((reading) => ({ reading, problem: reading.problem })), ...claimed.conflicts];
      await keepDeadLetters(
        sql,
        service,
        dead.map(({ reading, problem }) => ({ delivery: reading.delivery, error: problem })),
      );
      if (claimed.fresh.length > 0) {
        const messages = claimed.fresh.map(({ message }) => message);
        await this.decideAndSave(sql, messages);
      }
      return { fresh: claimed.fresh, dead };
    });
    end();
    metrics.batchSize.observe({ service }, readings.length);
    reportBatch(this.options, readings, new Set<Reading>(fresh), dead);
    return dead;
  }

  /** Tries a message of a failed batch by itself, and buries it when it goes on failing. */
  private async deliverAlone(reading: Reading): Promise<boolean> {
    for (const wait of [...waitsBeforeDeath, undefined]) {
      try {
        return (await this.attempt([reading])).length === 0;
      } catch (error) {
        if (failureKind(error) === 'unavailable') throw error;
        const isFinal = error instanceof UnacceptableMessage;
        if (isFinal) this.options.log.warn({ ...about(reading), problem: error.message }, 'dead letter');
        else this.options.log.error({ err: error, ...about(reading) }, 'a message failed');
        if (isFinal || wait === undefined) {
          await this.bury(reading, withSqlState(error));
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return false;
  }

  private async bury({ delivery }: Reading, error: string): Promise<void> {
    const { database, metrics } = this.options;
    await database.transaction((sql) => keepDeadLetters(sql, database.schema, [{ delivery, error }]));
    metrics.messages.inc({ service: database.schema, topic: delivery.topic, outcome: 'dead' });
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
