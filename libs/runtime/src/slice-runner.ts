import type { Delivery, DeliveryHandler } from './broker.ts';
import type { Database } from './database.ts';
import { type Failure, keepDeadLetters } from './dead-letters.ts';
import { failureKind } from './failures.ts';
import type { Log } from './log.ts';
import { inboxId, type Reading, readDelivery, slicesByType } from './messages.ts';
import type { Metrics } from './metrics.ts';
import { addToOutbox, type Cause, outgoingMessages } from './outbox.ts';
import type { Context, Received, Sql, Store } from './slice.ts';

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
    const readings = deliveries.map((delivery) => this.read(delivery));
    try {
      await this.attempt(readings);
    } catch (error) {
      if (failureKind(error) === 'unavailable') throw error;
      this.options.log.warn({ err: error, messages: readings.length }, 'a batch failed; its messages go one by one');
      for (const reading of readings) await this.deliverAlone(reading);
    }
  };

  /**
   * Processes a dead letter once more.
   * @returns whether it went through; if not, it stays a dead letter with the new reason
   */
  async replay(delivery: Delivery): Promise<boolean> {
    const reading = this.read(delivery);
    if (reading.kind !== 'unreadable') return await this.deliverAlone(reading);
    await this.bury([failureOf(reading)]);
    return false;
  }

  /** Runs steps 3 to 5 for messages in a transaction that is already open: commands over HTTP, and jobs. */
  async decideAndSave(sql: Sql, messages: readonly Received[]): Promise<Decided<Event>[]> {
    const { context, store, database } = this.options;
    await this.lock(sql, messages);
    const now = this.options.now().toISOString();
    const books = await store.load(sql, messages);
    const decided = messages.map((message) => this.decide(books, message, now));
    await store.save(
      sql,
      books,
      decided.flatMap(({ events }) => events),
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
      const books = await this.options.store.load(sql, [message]);
      return this.decide(books, message, this.options.now().toISOString()).events;
    });
  }

  private read(delivery: Delivery): Reading<Books, Event> {
    return readDelivery(delivery, this.slices, this.options.now());
  }

  /** One transaction for the whole batch. */
  private async attempt(readings: readonly Reading<Books, Event>[]): Promise<void> {
    const { database, metrics } = this.options;
    const service = database.schema;
    const end = metrics.batchSeconds.startTimer({ service });
    const unreadable = readings.filter((reading) => reading.kind === 'unreadable');
    const messages = readings.filter((reading) => reading.kind === 'message');
    const fresh = await database.transaction(async (sql) => {
      await keepDeadLetters(sql, service, unreadable.map(failureOf));
      const claimed = await this.claim(sql, messages);
      const claimedMessages = claimed.map(({ message }) => message);
      if (claimed.length > 0) await this.decideAndSave(sql, claimedMessages);
      return new Set<Reading<Books, Event>>(claimed);
    });
    end();
    metrics.batchSize.observe({ service }, readings.length);
    this.count(readings, fresh);
  }

  /** Tries a message of a failed batch by itself, and buries it when it goes on failing. */
  private async deliverAlone(reading: Reading<Books, Event>): Promise<boolean> {
    for (const wait of [...waitsBeforeDeath, undefined]) {
      try {
        await this.attempt([reading]);
        return true;
      } catch (error) {
        if (failureKind(error) === 'unavailable') throw error;
        this.options.log.error({ err: error, ...about(reading) }, 'a message failed');
        if (wait === undefined) {
          await this.bury([{ delivery: reading.delivery, error: (error as Error).message }]);
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

  /** Step 2: which of the messages were never here before; the rest are duplicates and drop out. */
  private async claim(
    sql: Sql,
    messages: readonly MessageReading<Books, Event>[],
  ): Promise<MessageReading<Books, Event>[]> {
    const byInboxId = new Map<string, MessageReading<Books, Event>>();
    for (const reading of messages) {
      const id = inboxId(reading.message);
      if (!byInboxId.has(id)) byInboxId.set(id, reading);
    }
    if (byInboxId.size === 0) return [];
    // Sorted, so that two processes with the same messages after a rebalance wait for each other instead of deadlocking.
    const rows = await sql<{ message: string }>(
      `insert into "${this.options.database.schema}".inbox (message)
       select id from unnest($1::uuid[]) id order by id on conflict do nothing returning message`,
      [[...byInboxId.keys()]],
    );
    const fresh = new Set(rows.map((row) => row.message));
    return [...byInboxId].filter(([id]) => fresh.has(id)).map(([, reading]) => reading);
  }

  /** Step 3: one lock a stream, always in the same order, held until the commit. */
  private async lock(sql: Sql, messages: readonly Received[]): Promise<void> {
    const streams = new Set(messages.flatMap((message) => this.sliceOf(message).streams(message.data)));
    if (streams.size === 0) return;
    await sql(
      `select pg_advisory_xact_lock(key) from (
         select distinct hashtextextended($1 || stream, 0) as key from unnest($2::text[]) stream order by key
       ) streams`,
      [`${this.options.database.schema}/`, [...streams]],
    );
  }

  /** Step 4. */
  private decide(books: Books, message: Received, now: string): Decided<Event> {
    const events = this.sliceOf(message).decide(books, message, now);
    for (const event of events) this.options.context.evolve(books, event);
    return { message, events };
  }

  private sliceOf(message: Received) {
    const slice = this.slices.get(message.type);
    if (!slice) throw new Error(`service ${this.options.database.schema} has no slice for ${message.type}`);
    return slice;
  }

  private count(readings: readonly Reading<Books, Event>[], fresh: ReadonlySet<Reading<Books, Event>>): void {
    const { metrics, database, log } = this.options;
    const service = database.schema;
    const outcomeOf = (reading: Reading<Books, Event>) => {
      if (reading.kind === 'message') return fresh.has(reading) ? 'done' : 'duplicate';
      return reading.kind === 'unreadable' ? 'dead' : 'skipped';
    };
    for (const [topic, ofTopic] of Map.groupBy(readings, (reading) => reading.delivery.topic)) {
      for (const [outcome, alike] of Map.groupBy(ofTopic, outcomeOf)) {
        metrics.messages.inc({ service, topic, outcome }, alike.length);
      }
    }
    for (const reading of readings) {
      if (reading.kind === 'unreadable') log.warn({ ...about(reading), problem: reading.problem }, 'dead letter');
    }
  }
}

function failureOf(reading: { readonly delivery: Delivery; readonly problem: string }): Failure {
  return { delivery: reading.delivery, error: reading.problem };
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
