import { type Broker, type Delivery, MessageRefused, type OutgoingMessage } from '../../broker/broker.ts';
import type { Log } from '../../environment/log.ts';
import type { Metrics } from '../../environment/metrics.ts';
import type { Database } from '../../postgres/database.ts';
import type { Sql } from '../../postgres/sql.ts';
import { Wakeup } from '../../postgres/wakeup.ts';
import { keepDeadLetters, outgoingPartition } from '../dead-letters.ts';
import { type Horizon, lockOutbox, OutboxFront } from './outbox-front.ts';
import { OutboxVacuum } from './outbox-vacuum.ts';
import { publishSpans } from './publish-spans.ts';

export interface RelayOptions {
  readonly database: Database;
  readonly broker: Broker;
  readonly log: Log;
  readonly metrics: Metrics;
  /** After which a round that sends nothing is told of; 30 s. */
  readonly stuckMilliseconds?: number;
}

/** Rows of one round: one request to the broker, one delete. */
const roundSize = 2000;
/**
 * A process that stands still (a stalled machine, SIGSTOP) keeps the lock of its round: the server ends its session after
 * so long without a statement, and another process takes over. One that works and waits for the broker says so in between.
 */
const silenceMilliseconds = 10_000;
const signMilliseconds = 2000;
/** How often it looks although nobody called: a notification can be lost with its connection. */
const pollMilliseconds = 1000;

/**
 * Sends a service's outbox to the broker, in the order of positions, and deletes what is acknowledged. Rows are found by
 * being there, not by a cursor, so one that commits late is never skipped. One relay of all processes works at a time: the
 * lock lives as long as its transaction.
 */
export class Relay {
  private readonly wakeup: Wakeup;
  private readonly front = new OutboxFront();
  private readonly vacuum: OutboxVacuum;
  private openTopics = 0;
  private running?: Promise<void>;
  private stopping = false;
  private lastTurn = performance.now();
  private sendingSince?: number;
  private problem?: string;

  constructor(private readonly options: RelayOptions) {
    this.wakeup = new Wakeup(options.database, 'outbox', pollMilliseconds);
    this.vacuum = new OutboxVacuum(options.database, options.log);
  }

  async start(): Promise<void> {
    await this.wakeup.start();
    this.running = this.run();
  }

  /** Finishes the round under way, and the vacuum. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.wakeup.stop();
    await this.running;
    await this.vacuum.end();
  }

  /** How long ago its loop last turned. */
  idleMilliseconds(): number {
    return performance.now() - this.lastTurn;
  }

  /** What keeps events from going out, in words; undefined when they do, when there are none, or when another process sends. */
  trouble(): string | undefined {
    if (this.sendingSince === undefined) return undefined;
    const waited = performance.now() - this.sendingSince;
    if (waited < (this.options.stuckMilliseconds ?? 30_000)) return undefined;
    return `no event has gone out for ${Math.round(waited / 1000)} s: ${this.problem ?? 'the broker does not answer'}`;
  }

  /** Sends until nothing is left, or until another process turns out to be at it. */
  async drain(): Promise<void> {
    while (!this.stopping && (await this.round()) === roundSize);
  }

  private async run(): Promise<void> {
    let wait = 0;
    while (!this.stopping) {
      this.lastTurn = performance.now();
      try {
        await this.drain();
        wait = 0;
        await this.wakeup.next();
      } catch (error) {
        if (this.stopping) return;
        this.problem = (error as Error).message;
        wait = Math.min(Math.max(wait * 2, 100), 2000);
        this.options.log.error({ err: error, wait }, 'the relay failed and tries again');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** @returns how many rows were dealt with */
  private async round(): Promise<number> {
    try {
      return await this.sendRound();
    } catch (error) {
      this.front.forget();
      if (!(error instanceof RowRefused)) throw error;
      await this.putAside(error);
      // The others of the round are as they were.
      return roundSize;
    }
  }

  /** One message that the broker never takes must not stop all that come after it: it becomes a dead letter, to be replayed. */
  private async putAside({ row, message: reason }: RowRefused): Promise<void> {
    const { database, log } = this.options;
    log.error({ topic: row.topic, key: row.key, reason }, 'the broker refuses a message; it is a dead letter now');
    await database.transaction(async (sql) => {
      await keepDeadLetters(sql, database.schema, [{ delivery: outgoingDelivery(row), error: reason }]);
      await sql(`delete from "${database.schema}".outbox where position = $1`, [row.position]);
    });
  }

  private async sendRound(): Promise<number> {
    const { database, broker, metrics } = this.options;
    const service = database.schema;
    const sent = await database.transaction(async (sql) => {
      const horizon = await lockOutbox(sql, service, silenceMilliseconds);
      if (!horizon) return undefined;
      const rows = await this.read(sql, horizon);
      const upTo = rows.length === roundSize ? BigInt(rows.at(-1)?.position ?? 0) : undefined;
      if (rows.length === 0) return { rows, horizon, upTo };
      const { messages, end } = publishSpans(service, rows.map(messageOf));
      this.sendingSince ??= performance.now();
      await withSigns(sql, broker.publish(messages)).then(end.bind(undefined, undefined), (error: unknown) => {
        end(error);
        const row = error instanceof MessageRefused ? rows[messages.indexOf(error.outgoing)] : undefined;
        throw row && error instanceof Error ? new RowRefused(row, error.message) : error;
      });
      await sql(`delete from "${service}".outbox where position = any($1::bigint[])`, [
        rows.map((row) => row.position),
      ]);
      return { rows, horizon, upTo };
    });
    this.sendingSince = undefined;
    this.problem = undefined;
    if (!sent) return 0;
    this.front.sent(sent.horizon, sent.upTo);
    if (sent.rows.length > 0) metrics.relayed.inc({ service }, sent.rows.length);
    this.vacuum.deleted(sent.rows);
    return sent.rows.length;
  }

  private async read(sql: Sql, horizon: Horizon): Promise<OutboxRow[]> {
    const { database, broker } = this.options;
    const open = broker.openTopics();
    // What waited for a topic that is taken now lies before what was sent meanwhile.
    if (open.length !== this.openTopics) this.front.forget();
    this.openTopics = open.length;
    return await sql<OutboxRow>(
      `select position, topic, key, headers, value from "${database.schema}".outbox
       where topic = any($1::text[]) and position >= $3 order by position limit $2`,
      [open, roundSize, `${this.front.from(horizon)}`],
    );
  }
}

/** Lets the server know, while `work` is under way, that this process still runs. */
async function withSigns(sql: Sql, work: Promise<void>): Promise<void> {
  let sign: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // A session that the server has ended meanwhile is found out by the next statement.
    sign = sign.then(() => sql('select 1')).catch(() => undefined);
  }, signMilliseconds);
  try {
    await work;
  } finally {
    clearInterval(timer);
    await sign;
  }
}

interface OutboxRow {
  position: string;
  topic: string;
  key: string;
  headers: string;
  value: string;
}

class RowRefused extends Error {
  constructor(
    readonly row: OutboxRow,
    reason: string,
  ) {
    super(reason);
  }
}

function messageOf(row: OutboxRow): OutgoingMessage {
  return { topic: row.topic, key: row.key, headers: JSON.parse(row.headers), value: row.value };
}

function outgoingDelivery({ position, topic, key, headers, value }: OutboxRow): Delivery {
  return {
    topic,
    partition: outgoingPartition,
    offset: position,
    key: Buffer.from(key),
    headers: JSON.parse(headers),
    value: Buffer.from(value),
  };
}
