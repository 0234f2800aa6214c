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
}

/**
 * Processes deliveries of one topic in their order. Done means that every effect is committed; an error means that
 * nothing of the batch is certain and that it comes again.
 */
export type DeliveryHandler = (deliveries: readonly Delivery[]) => Promise<void>;

/** A group of consumers: each message reaches one member of each group, in the order of its key. */
export interface Subscription {
  readonly group: string;
  readonly handlers: ReadonlyMap<string, DeliveryHandler>;
}

/** The port that keeps the rest of the code apart from the message broker at hand. */
export interface Broker {
  /** Resolves when the broker has taken every message for good; in doubt it rejects, and all are sent again. */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Starts to deliver; resolves when the group is ready. */
  subscribe(subscription: Subscription): Promise<void>;
  /** Stops taking messages, lets what is under way finish, and closes. */
  close(): Promise<void>;
  /** What keeps it from working, in words; undefined when it works. */
  trouble(): string | undefined;
}
