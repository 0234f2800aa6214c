import type { Delivery, DeliveryHandler } from '../broker/broker.ts';
import type { Log } from '../environment/log.ts';
import type { Metrics } from '../environment/metrics.ts';
import type { Database } from '../postgres/database.ts';
import { lockStreams } from '../postgres/locks.ts';
import type { Sql } from '../postgres/sql.ts';
import { partsOf } from './batch-parts.ts';
import { type Failure, keepDeadLetters } from './dead-letters.ts';
import { failureKind, withSqlState } from './failures.ts';
import { enter, idReused } from './inbox.ts';
import { type Reading, readDelivery, slicesByType } from './messages.ts';
import { addToOutbox, type Cause, outgoingMessages } from './outbox.ts';
import { type Context, type Received, type Store, UnacceptableMessage } from './slice.ts';

/** What a runner joins: a service's decisions, its tables and the process around them. */
export interface RunnerOptions<Books, Event> {
  readonly database: Database;
  readonly context: Context<Books, Event>;
  readonly store: Store<Books, Event>;
  /** The only clock that decisions see. */
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
}

type MessageReading<Books, Event> = Extract<Reading<Books, Event>, { kind: 'message' }>;

/** A delivery that is kept as a dead letter, and why. */
interface Dead<Books, Event> {
  readonly reading: Reading<Books, Event>;
  readonly problem: string;
}

/** What the inbox makes of the messages of a batch. */
interface Claimed<Books, Event> {
  readonly fresh: readonly MessageReading<Books, Event>[];
  /** O9: messages whose id held something else before. */
  readonly conflicts: readonly Dead<Books, Event>[];
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
export class SliceRunner<Books, Event> {
  private readonly slices;

  constructor(private readonly options: RunnerOptions<Books, Event>) {
    this.slices = slicesByType(options.context);
  }

  /** Takes a batch from the transport; an error means that the database is away and that the batch has to come again. */
  readonly deliver: DeliveryHandler = async (deliveries) => {
    const parts = partsOf(deliveries.map((delivery) => this.read(delivery)));
    for (const readings of parts) await this.deliverTogether(readings);
  };

  private async deliverTogether(readings: readonly Reading<Books, Event>[]): Promise<void> {
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

  /** Runs steps 3 to 5 for messages in a transaction that is already open: commands over HTTP, and jobs. */
  async decideAndSave(sql: Sql, messages: readonly Received[]): Promise<Decided<Event>[]> {
    const { context, store, database } = this.options;
    await this.lock(sql, messages);
    const now = this.options.now().toISOString();
    const books = await store.load(sql, messages, now);
    const decided = messages.map((message) => this.decide(books, message, now));
    await store.save(
      sql,
      books,
      decided.flatMap(({ events }) => events),
      now,
    );
    const causes: Cause[] = decided.map(({ message, events }) => ({
      message,
      announcements: events.flatMap((event) => context.announce(event)),
    }));
    await addToOutbox(sql, database.schema, outgoingMessages(causes, database.schema, now));
    for (const [index, { message }] of decided.entries()) {
      this.options.log.info(decisionOf(message, causes[index]), 'decided');
    }
    return decided;
  }

  /** Decides as {@link decideAndSave} would at this moment, and writes nothing. */
  async preview(message: Received): Promise<readonly Event[]> {
    return await this.options.database.transaction(async (sql) => {
      const now = this.options.now().toISOString();
      return this.decide(await this.options.store.load(sql, [message], now), message, now).events;
    });
  }

  /** The same for each of several messages by itself, over books that are loaded once. */
  async previewEach(messages: readonly Received[]): Promise<(readonly Event[])[]> {
    return await this.options.database.transaction(async (sql) => {
      const now = this.options.now().toISOString();
      const books = await this.options.store.load(sql, messages, now);
      return messages.map((message) => this.sliceOf(message).decide(books, message, now));
    });
  }

  private read(delivery: Delivery): Reading<Books, Event> {
    return readDelivery(delivery, this.slices, this.options.now());
  }

  /**
   * One transaction for the whole batch.
   * @returns what of it is a dead letter now
   */
  private async attempt(readings: readonly Reading<Books, Event>[]): Promise<readonly Dead<Books, Event>[]> {
    const { database, metrics } = this.options;
    const service = database.schema;
    const end = metrics.batchSeconds.startTimer({ service });
    const unreadable = readings.filter((reading) => reading.kind === 'unreadable');
    const messages = readings.filter((reading) => reading.kind === 'message');
    const { fresh, dead } = await database.transaction(async (sql) => {
      const claimed = await this.claim(sql, messages);
      const dead = [...unreadable.map((reading) => ({ reading, problem: reading.problem })), ...claimed.conflicts];
      await keepDeadLetters(sql, service, dead.map(failureOf));
      if (claimed.fresh.length > 0) {
        await this.decideAndSave(
          sql,
          claimed.fresh.map(({ message }) => message),
        );
      }
      return { fresh: claimed.fresh, dead };
    });
    end();
    metrics.batchSize.observe({ service }, readings.length);
    this.count(readings, new Set<Reading<Books, Event>>(fresh), dead);
    return dead;
  }

  /** Tries a message of a failed batch by itself, and buries it when it goes on failing. */
  private async deliverAlone(reading: Reading<Books, Event>): Promise<boolean> {
    for (const wait of [...waitsBeforeDeath, undefined]) {
      try {
        return (await this.attempt([reading])).length === 0;
      } catch (error) {
        if (failureKind(error) === 'unavailable') throw error;
        const isFinal = error instanceof UnacceptableMessage;
        if (isFinal) this.options.log.warn({ ...about(reading), problem: error.message }, 'dead letter');
        else this.options.log.error({ err: error, ...about(reading) }, 'a message failed');
        if (isFinal || wait === undefined) {
          await this.bury([{ delivery: reading.delivery, error: withSqlState(error) }]);
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    return false;
  }

  private async bury(failures: readonly Failure[]): Promise<void> {
    const { database, metrics } = this.options;
    await database.transaction((sql) => keepDeadLetters(sql, database.schema, failures));
    for (const { delivery } of failures) {
      metrics.messages.inc({ service: database.schema, topic: delivery.topic, outcome: 'dead' });
    }
  }

  /** Step 2: which messages were never here before. Duplicates drop out; an id that held something else is a conflict. */
  private async claim(sql: Sql, messages: readonly MessageReading<Books, Event>[]): Promise<Claimed<Books, Event>> {
    const arrivals = messages.map(({ arrival }) => arrival);
    const verdicts = await enter(sql, this.options.database.schema, arrivals, this.options.now().toISOString());
    return {
      fresh: messages.filter((_, index) => verdicts[index] === 'fresh'),
      conflicts: messages.flatMap((reading, index) => {
        const verdict = verdicts[index];
        if (typeof verdict !== 'object') return [];
        const { code, message, remedy } = idReused(reading.message, verdict.other);
        return [{ reading, problem: `${code}: ${message}; ${remedy}` }];
      }),
    };
  }

  /** Step 3: one lock a stream of what messages are about, always in the same order, held until the commit. */
  async lock(sql: Sql, messages: readonly Pick<Received, 'type' | 'data'>[]): Promise<void> {
    const streams = new Set(messages.flatMap((message) => this.sliceOf(message).streams(message.data)));
    await lockStreams(sql, this.options.database.schema, streams);
  }

  /** Step 4. */
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

  private count(
    readings: readonly Reading<Books, Event>[],
    fresh: ReadonlySet<Reading<Books, Event>>,
    dead: readonly Dead<Books, Event>[],
  ): void {
    const { metrics, database, log } = this.options;
    const service = database.schema;
    const died = new Set(dead.map(({ reading }) => reading));
    const outcomeOf = (reading: Reading<Books, Event>) => {
      if (died.has(reading)) return 'dead';
      if (reading.kind !== 'message') return reading.kind;
      return fresh.has(reading) ? 'done' : 'duplicate';
    };
    for (const [topic, ofTopic] of Map.groupBy(readings, (reading) => reading.delivery.topic)) {
      for (const [outcome, alike] of Map.groupBy(ofTopic, outcomeOf)) {
        metrics.messages.inc({ service, topic, outcome }, alike.length);
      }
    }
    for (const reading of readings) {
      if (reading.kind === 'empty') log.info({ ...about(reading), key: keyOf(reading) }, 'a message without a value');
    }
    for (const { reading, problem } of dead) log.warn({ ...about(reading), problem }, 'dead letter');
  }
}

function failureOf<Books, Event>({ reading, problem }: Dead<Books, Event>): Failure {
  return { delivery: reading.delivery, error: problem };
}

function keyOf<Books, Event>({ delivery: { key } }: Reading<Books, Event>): string | undefined {
  return key === null ? undefined : Buffer.from(key).toString().slice(0, 200);
}

/** What a log line says about a decision: about what, because of what, and what was announced. */
function decisionOf({ id, type, correlationId }: Received, cause: Cause | undefined): Record<string, unknown> {
  const announcements = cause?.announcements ?? [];
  const announced = announcements.map((announcement) => announcement.type);
  return { subject: announcements[0]?.subject, type, id, correlationId, announced };
}

/** What a log line says about a message: where it came from, whom it is about and what caused it. */
function about<Books, Event>(reading: Reading<Books, Event>): Record<string, unknown> {
  const { topic, partition, offset, headers } = reading.delivery;
  const place = { topic, partition, offset };
  if (reading.kind !== 'message') return { ...place, id: headers.ce_id, subject: headers.ce_subject };
  const { id, type, correlationId } = reading.message;
  return { ...place, id, type, subject: headers.ce_subject, correlationId };
}
