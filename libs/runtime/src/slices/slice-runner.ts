import type { Delivery, DeliveryHandler } from '../broker/broker.ts';
import { asItCame } from '../broker/registry/framed.ts';
import { inMessageSpans } from '../environment/tracing/spans.ts';
import { transactionPartsOf } from './batch/batch-parts.ts';
import { about, reportBatch } from './batch/batch-report.ts';
import { claim, type Dead } from './batch/claim.ts';
import { inTurns } from './batch/in-turns.ts';
import { keepDeadLetters } from './dead-letters.ts';
import { failureKind, withSqlState } from './failures.ts';
import { isPassedByHead, type MessageReading, type Reading, readDelivery } from './messages.ts';
import { UnacceptableMessage } from './slice.ts';
import { type RunnerOptions, SliceDecider } from './slice-decider.ts';

/** Waits before a message that fails by itself is tried again; after the last it is dead-lettered. */
const waitsBeforeDeath = [50, 200, 800];

/**
 * How anything happens: a batch is parsed, claimed, locked, loaded, decided in order, saved and announced in one
 * transaction. One slow or broken message costs itself alone.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a service loads is between its slices and its store; nobody else has to name it
export class SliceRunner<Books, Event, Needs extends object = any> extends SliceDecider<Books, Event, Needs> {
  private readonly passedOver;
  private readonly passedByHead;

  constructor(options: RunnerOptions<Needs, Books, Event>) {
    super(options);
    this.passedOver = new Set(options.context.passesOver);
    this.passedByHead = new Set([...options.context.passesOver, ...(options.unneeded ?? [])]);
  }

  /** Takes a batch from the transport; an error means that the database is away and that the batch has to come again. */
  readonly deliver: DeliveryHandler = async (deliveries) => {
    const parts = transactionPartsOf(await inTurns(deliveries, (delivery) => this.read(delivery)));
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

  private read(delivery: Delivery): Reading {
    if (isPassedByHead(delivery, this.passedByHead)) return { kind: 'skipped', delivery };
    const { now, translate } = this.options;
    const reading = readDelivery(delivery, this.slices, this.passedOver, now(), translate);
    const kept = translate?.keptOf(delivery) ?? delivery;
    const asKept = kept === delivery ? asItCame(delivery) : { ...kept, framed: undefined };
    return asKept === delivery ? reading : { ...reading, delivery: asKept };
  }

  /**
   * One transaction for the whole batch.
   * @returns what of it is a dead letter now
   */
  private async attempt(readings: readonly Reading[]): Promise<readonly Dead[]> {
    const messages = readings.filter((reading) => reading.kind === 'message');
    // Of topics that other services write to, many batches have nothing in them for this one: no transaction for these.
    if (readings.every(({ kind }) => kind === 'skipped' || kind === 'empty')) {
      reportBatch(this.options, readings, new Set(), []);
      return [];
    }
    const causes = messages.map(({ message }) => message);
    return await inMessageSpans(this.options.database.schema, causes, () => this.claimAndDecide(readings, messages));
  }

  private async claimAndDecide(
    readings: readonly Reading[],
    messages: readonly MessageReading[],
  ): Promise<readonly Dead[]> {
    const { database, metrics } = this.options;
    const service = database.schema;
    const end = metrics.batchSeconds.startTimer({ service });
    const unreadable = readings.filter((reading) => reading.kind === 'unreadable');
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
}
