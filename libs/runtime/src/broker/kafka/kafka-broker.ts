import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, type Consumer, type EachBatchPayload, Kafka, logLevel } from 'kafkajs';
import { maximumBytes } from '#contracts/cloud-event.ts';
import { topics } from '#contracts/topics.ts';
import type { Broker, Delivery, DeliveryHandler, OutgoingMessage, StandingBatch, Subscription } from '../broker.ts';
import { type BatchStart, KafkaCatchUp } from './catch-up.ts';
import { deliveryOf } from './delivery.ts';
import { KafkaHistory } from './history.ts';
import { KafkaLag } from './lag.ts';
import { KafkaProducer } from './producer.ts';
import './fetch.ts';
import './patches/heartbeat.ts';
import './patches/timeout.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import type { KafkaSettings } from '#runtime/environment/settings.ts';
import { StandingBatches } from '../standing.ts';
import { subscribeWhenThere } from './subscribe.ts';

export interface KafkaBrokerOptions {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Messages of one transaction: large enough to be fast, small enough to keep the heartbeat and a retry cheap. */
const chunkSize = 500;

/** Some wait for reference data: the partitions with that data need room beside them. */
const partitionsAtOnce = 8;

/** Of a topic that had to be created: as many processes of a group can share it. */
const partitions = 6;

/** After which a batch is fetched again that has to wait for other topics. */
const catchUpMilliseconds = 20;

/** After which a consumer that has ended is replaced. */
const replacementMilliseconds = 1000;

// A broker that is away comes back: kafkajs's own limits (5 tries, up to 30 s apart) would reject sends and stop consuming.
const retry = { initialRetryTime: 100, maxRetryTime: 1000, retries: Number.MAX_SAFE_INTEGER };

/** Apache Kafka through kafkajs, which stays behind the {@link Broker} port. */
export class KafkaBroker implements Broker {
  readonly history: KafkaHistory;
  private readonly kafka: Kafka;
  private readonly producer: KafkaProducer;
  private readonly lag: KafkaLag;
  private readonly standing = new StandingBatches();
  private readonly consumers = new Map<string, Consumer>();
  private readonly signsOfLife = new Map<string, number>();
  private admin?: Promise<Admin>;
  private catchUp?: KafkaCatchUp;
  private problem: string | undefined;
  private closing = false;

  constructor(private readonly options: KafkaBrokerOptions) {
    const { settings, clientId, log } = options;
    this.kafka = new Kafka({
      clientId,
      brokers: [...settings.brokers],
      ssl: settings.ssl || undefined,
      sasl: settings.sasl as never,
      connectionTimeout: 3000,
      requestTimeout: 15_000,
      retry,
      logLevel: logLevel.WARN,
      logCreator:
        () =>
        ({ namespace, log: entry }) => {
          if (!this.closing) log.warn({ namespace, detail: entry.message, error: entry.error }, 'kafka');
        },
    });
    this.history = new KafkaHistory(this.kafka, retry);
    this.producer = new KafkaProducer({ kafka: this.kafka, retry, log });
    this.lag = new KafkaLag(() => this.connectedAdmin(), options.metrics, log);
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.producer.publish(messages);
  }

  open(): void {}

  openTopics(): readonly string[] {
    return Object.keys(topics);
  }

  async subscribe(subscription: Subscription): Promise<void> {
    await this.createMissingTopics();
    await this.startConsumer(subscription);
    this.lag.watch({ group: subscription.group, topics: [...subscription.handlers.keys()] });
  }

  private async startConsumer(subscription: Subscription): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: subscription.group,
      sessionTimeout: 10_000,
      rebalanceTimeout: 15_000,
      heartbeatInterval: 2000,
      maxWaitTimeInMs: 100,
      retry: { ...retry, restartOnFailure: async () => true },
    });
    this.consumers.set(subscription.group, consumer);
    this.watch(consumer, subscription);
    await consumer.connect();
    await subscribeWhenThere(consumer, [...subscription.handlers.keys()], () => this.closing);
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: (payload) => this.consume(consumer, subscription, payload),
    });
  }

  async unsubscribe(group: string): Promise<void> {
    this.closing = true;
    await this.consumers.get(group)?.disconnect();
    this.consumers.delete(group);
    this.signsOfLife.delete(group);
  }

  async close(): Promise<void> {
    this.closing = true;
    this.lag.stop();
    await Promise.all([...this.consumers.keys()].map((group) => this.unsubscribe(group)));
    await this.producer.close();
    await (await this.admin)?.disconnect();
  }

  idleMilliseconds(): number {
    return this.consumers.size === 0 ? 0 : performance.now() - Math.min(...this.signsOfLife.values());
  }

  trouble(): string | undefined {
    return this.problem ?? this.standing.inWords();
  }

  standingBatches(): readonly StandingBatch[] {
    return this.standing.all();
  }

  /** A fresh broker has no topics. Where only an administrator may create them, they have to be there. */
  private async createMissingTopics(): Promise<void> {
    const admin = await this.connectedAdmin();
    try {
      const existing = new Set(await admin.listTopics());
      const missing = Object.keys(topics).filter((topic) => !existing.has(topic));
      if (missing.length === 0) return;
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((topic) => ({
          topic,
          numPartitions: partitions,
          configEntries: [{ name: 'max.message.bytes', value: String(maximumBytes) }],
        })),
      });
    } catch (error) {
      // Another process was faster, or we may not: then the consumers wait until the topics are there.
      this.options.log.warn({ err: error }, 'topics were not created');
    }
  }

  private async mayBegin(group: string, after: readonly string[], batch: BatchStart): Promise<boolean> {
    if (after.length === 0) return true;
    try {
      this.catchUp ??= new KafkaCatchUp(await this.connectedAdmin());
      return await this.catchUp.isReached(group, after, batch);
    } catch (error) {
      this.options.log.warn({ err: error, group, after }, 'a batch does not wait for what was published before it');
      return true;
    }
  }

  private connectedAdmin(): Promise<Admin> {
    this.admin ??= (async () => {
      const admin = this.kafka.admin({ retry });
      await admin.connect();
      return admin;
    })();
    return this.admin;
  }

  /** One partition's fetched batch, in chunks: effects committed first, then the offset, so a crash only repeats. */
  private async consume(
    consumer: Consumer,
    { group, handlers }: Subscription,
    payload: EachBatchPayload,
  ): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
    const { topic, partition } = batch;
    const handler = handlers.get(topic);
    if (!handler) return;
    const offset = batch.messages[0]?.offset ?? '';
    if (!(await this.mayBegin(group, handler.after, { topic, partition, offset }))) {
      setTimeout(payload.pause(), catchUpMilliseconds);
      return;
    }
    for (let start = 0; start < batch.messages.length; start += chunkSize) {
      const chunk = batch.messages.slice(start, start + chunkSize);
      const last = chunk.at(-1);
      if (!last || !isRunning() || isStale()) return;
      const done = await this.handleUntilDone(
        group,
        handler.handle,
        chunk.map((message) => deliveryOf(topic, partition, message)),
        payload,
      );
      if (!done) return;
      resolveOffset(last.offset);
      await commitUpTo(consumer, topic, partition, last.offset);
      await heartbeat();
    }
  }

  /** A handler that fails has lost its database or its like: the batch waits for it, and the group keeps this member. */
  private async handleUntilDone(
    group: string,
    handler: DeliveryHandler,
    deliveries: readonly Delivery[],
    { heartbeat, isRunning, isStale }: EachBatchPayload,
  ): Promise<boolean> {
    const beat = setInterval(() => void heartbeat().catch(() => undefined), 2000);
    try {
      for (let wait = 100; isRunning() && !isStale(); wait = Math.min(wait * 2, 2000)) {
        try {
          await handler(deliveries);
          this.problem = undefined;
          return true;
        } catch (error) {
          const { error: _, ...where } = this.standing.failed(group, deliveries, error as Error);
          this.options.log.error({ err: error, wait, ...where }, 'a batch failed and is tried again');
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
      return false;
    } finally {
      clearInterval(beat);
      // Done, or the partition's next owner is at it.
      const [first] = deliveries;
      if (first) this.standing.moved(group, first.topic, first.partition);
    }
  }

  private watch(consumer: Consumer, subscription: Subscription): void {
    const { group } = subscription;
    const { CRASH, GROUP_JOIN, DISCONNECT, HEARTBEAT, FETCH } = consumer.events;
    const alive = () => this.signsOfLife.set(group, performance.now());
    alive();
    consumer.on(HEARTBEAT, alive);
    consumer.on(FETCH, alive);
    consumer.on(GROUP_JOIN, () => {
      this.problem = undefined;
    });
    consumer.on(DISCONNECT, () => {
      if (!this.closing) this.problem = `consumer ${group} is disconnected`;
    });
    consumer.on(CRASH, ({ payload }) => {
      this.problem = `consumer ${group}: ${payload.error.message}`;
      if (!payload.restart) void this.replaceConsumer(subscription);
    });
  }

  /**
   * kafkajs ends a consumer for good when it takes an error for permanent, and some are not: a broker that is being stopped,
   * or another program that has the name of the group. Until it works the process says that it is not ready.
   */
  private async replaceConsumer(subscription: Subscription): Promise<void> {
    for (;;) {
      await delay(replacementMilliseconds, undefined, { ref: false });
      if (this.closing) return;
      try {
        const { group } = subscription;
        this.options.log.warn({ group, problem: this.problem }, 'a consumer has ended and is replaced');
        return await this.startConsumer(subscription);
      } catch (error) {
        this.problem = `consumer ${subscription.group}: ${(error as Error).message}`;
      }
    }
  }
}

/** Commits the offset behind a message. */
async function commitUpTo(consumer: Consumer, topic: string, partition: number, offset: string): Promise<void> {
  try {
    await consumer.commitOffsets([{ topic, partition, offset: (BigInt(offset) + 1n).toString() }]);
  } catch (error) {
    // kafkajs wraps what the coordinator says and then takes a rebalance for the end of the consumer. By itself it rejoins; what was committed in the database is a duplicate for the partition's next owner.
    throw (error as Error).cause ?? error;
  }
}
