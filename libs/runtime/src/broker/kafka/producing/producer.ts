import { type Kafka, Partitioners, type Producer, type RetryOptions } from 'kafkajs';
import type { Log } from '#runtime/environment/log.ts';
import { MessageRefused, type OutgoingMessage } from '../../broker.ts';
import { requestsOf } from './requests.ts';
import { topicMessages } from './topic-messages.ts';

export interface KafkaProducerOptions {
  readonly kafka: Kafka;
  readonly retry: RetryOptions;
  readonly log: Log;
}

/** Sends messages in order, each for good, and goes on with a new producer where the old one cannot. */
export class KafkaProducer {
  private connected?: Promise<Producer>;

  constructor(private readonly options: KafkaProducerOptions) {}

  /**
   * Resolves when the broker has taken every message.
   * @throws MessageRefused when one of them can never be taken
   */
  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const request of requestsOf(messages)) {
      try {
        await this.send(request);
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        // A topic may take less than a request has: what is too large by itself is found by sending each alone.
        for (const message of request) await this.sendAlone(message);
      }
    }
  }

  async close(): Promise<void> {
    const producer = await this.connected?.catch(() => undefined);
    await producer?.disconnect();
  }

  private async send(request: readonly OutgoingMessage[]): Promise<void> {
    this.connected ??= this.connect();
    const connected = this.connected;
    try {
      const producer = await connected;
      for (let left = request; left.length > 0; ) {
        const unconfirmed = await sendOnce(producer, left);
        if (unconfirmed.length === left.length) throw new Error('the broker has confirmed no message');
        left = unconfirmed;
      }
    } catch (error) {
      this.giveUp(connected, error);
      throw error;
    }
  }

  private async sendAlone(message: OutgoingMessage): Promise<void> {
    try {
      await this.send([message]);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const bytes = Buffer.byteLength(message.value);
      throw new MessageRefused(message, `its ${bytes} bytes are more than max.message.bytes of topic ${message.topic}`);
    }
  }

  private async connect(): Promise<Producer> {
    const { kafka, retry } = this.options;
    // Idempotent with one request in flight: a send that is repeated neither doubles nor reorders anything.
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      retry,
      allowAutoTopicCreation: true,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  /**
   * kafkajs tries again by itself whatever may go well the next time, so what reaches us will not: above all a broker that has
   * forgotten the producer, as one that came back empty, finds its numbers out of order for ever (R11). So does one that has refused a part of
   * a request: kafkajs takes back the numbers of all of it. The next send begins anew.
   */
  private giveUp(connected: Promise<Producer>, error: unknown): void {
    if (this.connected !== connected) return;
    this.connected = undefined;
    this.options.log.warn({ err: error }, 'a producer has failed and is replaced');
    connected.then((producer) => producer.disconnect()).catch(() => undefined);
  }
}

/**
 * Sends messages, and answers those that no broker has confirmed. When one of two brokers fails and its partitions move to the other, kafkajs
 * sends nothing of them: that broker has answered already, for its own. It says that all is well, and its answer has no word of them (R11).
 */
async function sendOnce(producer: Producer, request: readonly OutgoingMessage[]): Promise<readonly OutgoingMessage[]> {
  const byTopic = Map.groupBy(request, (message) => message.topic);
  const parts = [...byTopic].map(([topic, ofTopic]) => ({ topic, ...topicMessages(ofTopic) }));
  const batch = parts.map(({ topic, messages }) => ({ topic, messages }));
  const answers = await producer.sendBatch({ acks: -1, topicMessages: batch });
  return parts.flatMap(({ topic, besides }) => {
    const ofTopic = answers.filter(({ topicName }) => topicName === topic);
    return besides(new Set(ofTopic.map(({ partition }) => partition)));
  });
}

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { type?: string }).type === 'MESSAGE_TOO_LARGE' || isTooLarge(error.cause);
}
