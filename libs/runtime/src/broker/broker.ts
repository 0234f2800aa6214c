/** A message on its way out, in binary mode. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** A message as a transport hands it over: nothing of it has been read yet. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array | null;
  /** As it came, where it came in the frame of a schema registry. */
  readonly framed?: Delivery;
}

/**
 * In a delivery's headers where a transport hands over something that is no message, in place of what cannot be read: why.
 * It becomes a dead letter, and stays one.
 */
export const problemHeader = 'seatwright-problem';

/** A message that the broker will not take however often it is sent; `outgoing` is the one that was given to `publish`. */
export class MessageRefused extends Error {
  readonly outgoing: OutgoingMessage;

  constructor(outgoing: OutgoingMessage, reason: string) {
    super(reason);
    this.outgoing = outgoing;
  }
}

/**
 * Processes deliveries of one topic in their order. Done means that every effect is committed; an error means that
 * nothing of the batch is certain and that it comes again.
 */
export type DeliveryHandler = (deliveries: readonly Delivery[]) => Promise<void>;

/** What a group does with a topic. */
export interface TopicHandler {
  readonly handle: DeliveryHandler;
  /** Topics whose messages of earlier are to be processed first: reference data that these messages count on. */
  readonly after: readonly string[];
}

/** A group of consumers: each message reaches one member of each group, in the order of its key. */
export interface Subscription {
  readonly group: string;
  readonly handlers: ReadonlyMap<string, TopicHandler>;
}

/** The messages of a partition that a topic has: from `first` on, up to and without `end`. */
export interface Stretch {
  readonly partition: number;
  readonly first: bigint;
  readonly end: bigint;
}

/** What a broker still has of messages that were processed already. */
export interface TopicHistory {
  /** What there is of a topic now; empty where the topic is not there yet. */
  stretchesOf(topic: string): Promise<readonly Stretch[]>;
  /** Hands over messages once more, one partition's in their order, whoever has processed them. */
  reread(topic: string, stretches: readonly Stretch[], handle: DeliveryHandler): Promise<void>;
}

/** The port that keeps the rest of the code apart from the message broker at hand. */
export interface Broker {
  /** Undefined where a message is gone as soon as everybody has processed it. */
  readonly history?: TopicHistory;
  /**
   * Resolves when the broker has taken every message for good; in doubt it rejects, and all are sent again.
   * @throws MessageRefused when one of them can never be taken
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Starts to deliver; resolves when the group is ready. */
  subscribe(subscription: Subscription): Promise<void>;
  /** Called once when every group of the process has subscribed: from now on it takes messages. */
  open(): void;
  /** The topics that it takes messages for now; those of other topics wait in the outbox. */
  openTopics(): readonly string[];
  /** Stops delivering to a group; what is under way is finished. */
  unsubscribe(group: string): Promise<void>;
  /** Closes what is left, when nobody publishes any more. */
  close(): Promise<void>;
  /** For how many milliseconds its consumers have shown no sign of life; 0 where they cannot stand still. */
  idleMilliseconds(): number;
  /** What keeps it from working, in words; undefined when it works. */
  trouble(): string | undefined;
  /** The batches that fail and are tried again, or come to no end, a partition each. */
  standingBatches(): readonly StandingBatch[];
}

/** The name of a service's consumer group. */
export function groupOf(service: string): string {
  return `seatwright.${service}`;
}

/** A batch that fails and is tried again, or comes to no end: where its partition stands. */
export interface StandingBatch {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Of its first message, with the id that it says it has. */
  readonly offset: string;
  readonly id?: string;
  /** When it was begun, RFC 3339. */
  readonly since: string;
  readonly error: string;
}
