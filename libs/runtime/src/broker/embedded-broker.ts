import { type Topic, topics } from '#contracts/topics.ts';
import {
  type Broker,
  type Delivery,
  groupOf,
  type OutgoingMessage,
  type StandingBatch,
  type Subscription,
  type TopicHandler,
} from './broker.ts';

/**
 * The transport of one process without Kafka. The outbox is the queue: the relay publishes a batch, every group gets it,
 * and only when all are done is it deleted there, so nothing is lost when the process ends in between.
 */
export class EmbeddedBroker implements Broker {
  private readonly subscriptions: Subscription[] = [];
  private readonly working = new Map<string, Promise<void>>();
  private topics: readonly string[] = [];
  private published = 0;
  private closed = false;

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    if (this.closed) throw new Error('the embedded broker is closed');
    const deliveries = messages.map((message) => this.deliveryOf(message));
    await Promise.all(this.subscriptions.map((subscription) => this.hand(subscription, deliveries)));
  }

  async subscribe(subscription: Subscription): Promise<void> {
    this.subscriptions.push(subscription);
  }

  open(): void {
    const groups = new Set(this.subscriptions.map((subscription) => subscription.group));
    const isOpen = (topic: Topic) => topic.consumers.every((service) => groups.has(groupOf(service)));
    this.topics = Object.entries(topics).flatMap(([name, topic]) => (isOpen(topic) ? [name] : []));
  }

  /** Messages for a service that is not in this process wait until one with it starts. */
  openTopics(): readonly string[] {
    return this.topics;
  }

  async unsubscribe(group: string): Promise<void> {
    await this.working.get(group)?.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.working.values());
  }

  idleMilliseconds(): number {
    return 0;
  }

  trouble(): string | undefined {
    return this.closed ? 'the embedded broker is closed' : undefined;
  }

  /** What fails here fails in the relay's round, which says so. */
  standingBatches(): readonly StandingBatch[] {
    return [];
  }

  private deliveryOf(message: OutgoingMessage): Delivery {
    this.published += 1;
    return {
      topic: message.topic,
      partition: 0,
      // Unique in this process; what was handed over before a restart is told apart by its id in the inbox.
      offset: `${message.headers.ce_id ?? ''}#${this.published}`,
      key: Buffer.from(message.key),
      headers: message.headers,
      value: Buffer.from(message.value),
    };
  }

  /** Queues behind what the group is working at: several relays publish at once, a group takes one batch at a time. */
  private async hand(subscription: Subscription, deliveries: readonly Delivery[]): Promise<void> {
    const before = this.working.get(subscription.group) ?? Promise.resolve();
    const work = before.catch(() => undefined).then(() => deliverRuns(subscription.handlers, deliveries));
    this.working.set(subscription.group, work);
    await work;
  }
}

/** Hands over consecutive messages of the same topic together, so that the order between topics stays. */
async function deliverRuns(
  handlers: ReadonlyMap<string, TopicHandler>,
  deliveries: readonly Delivery[],
): Promise<void> {
  let run: Delivery[] = [];
  const flush = async () => {
    const topic = run[0]?.topic;
    const handler = topic === undefined ? undefined : handlers.get(topic);
    if (handler) await handler.handle(run);
    run = [];
  };
  for (const delivery of deliveries) {
    if (run[0] && run[0].topic !== delivery.topic) await flush();
    run.push(delivery);
  }
  await flush();
}
