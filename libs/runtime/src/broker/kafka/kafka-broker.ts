import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, type Consumer, Kafka, logLevel } from 'kafkajs';
import { topics } from '#contracts/topics.ts';
import type { Broker, OutgoingMessage, StandingBatch, Subscription } from '../broker.ts';
import { KafkaHistory } from './history.ts';
import { KafkaLag } from './lag.ts';
import { KafkaProducer } from './producing/producer.ts';
import './consuming/fetch-request.ts';
import './fetch.ts';
import './producing/produce.ts';
import './patches/coordinator.ts';
import './patches/heartbeat.ts';
import './patches/long-poll.ts';
import './patches/metadata.ts';
import './patches/timeout.ts';
import './patches/unanswered.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import type { KafkaSettings } from '#runtime/environment/settings.ts';
import { StandingBatches } from '../standing.ts';
import { KafkaBatches } from './consuming/batches.ts';
import { subscribeWhenThere } from './consuming/subscribe.ts';
import { createMissingTopics } from './missing-topics.ts';

export interface KafkaBrokerOptions {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * How long the broker may keep a fetch when there is nothing: it answers at once when there is. Ending a consumer waits for the fetch that
 * is under way, so no longer than whoever stops a process would not notice.
 */
const longPollMilliseconds = 500;

/** Some wait for reference data: the partitions with that data need room beside them. */
const partitionsAtOnce = 8;

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
    await createMissingTopics(await this.connectedAdmin(), this.options.log);
    await this.startConsumer(subscription);
    this.lag.watch({ group: subscription.group, topics: [...subscription.handlers.keys()] });
  }

  private async startConsumer(subscription: Subscription): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: subscription.group,
      sessionTimeout: 10_000,
      rebalanceTimeout: 15_000,
      heartbeatInterval: 2000,
      maxWaitTimeInMs: longPollMilliseconds,
      retry: { ...retry, restartOnFailure: async () => true },
    });
    this.consumers.set(subscription.group, consumer);
    this.watch(consumer, subscription);
    await consumer.connect();
    const batches = new KafkaBatches({
      consumer,
      subscription,
      admin: () => this.connectedAdmin(),
      standing: this.standing,
      log: this.options.log,
      worked: () => {
        this.problem = undefined;
      },
    });
    await subscribeWhenThere(consumer, [...subscription.handlers.keys()], () => this.closing);
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: (payload) => batches.consume(payload),
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

  private connectedAdmin(): Promise<Admin> {
    this.admin ??= (async () => {
      const admin = this.kafka.admin({ retry });
      await admin.connect();
      return admin;
    })();
    return this.admin;
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
