import type { Message } from 'kafkajs';
import type { OutgoingMessage } from '../../broker.ts';

/** Messages of a partition, by its number. */
type Lists = Record<string, Message[]>;

/** The messages of a request that go to one topic. */
export interface TopicMessages {
  /** As kafkajs takes them. */
  readonly messages: Message[];
  /** Those that went to other partitions than these. */
  besides(confirmed: ReadonlySet<number>): readonly OutgoingMessage[];
}

/**
 * kafkajs copies a partition's list for each message that it adds, and hashes the key of each. Here it is asked for the partition of each
 * key once, with nothing to copy, and the lists are made by us: to part them is its only call of `reduce`.
 */
export function topicMessages(outgoing: readonly OutgoingMessage[]): TopicMessages {
  const messages = outgoing.map(({ key, headers, value }): Message => ({ key, headers, value }));
  let partitions = new Map<Message['key'], string>();
  const reduce = (add: (lists: Lists, message: Message) => Lists): Lists => {
    const lists: Lists = {};
    partitions = new Map();
    for (const message of messages) {
      const partition = partitions.get(message.key) ?? Object.keys(add({}, message))[0] ?? '';
      partitions.set(message.key, partition);
      lists[partition] ??= [];
      lists[partition].push(message);
    }
    return lists;
  };
  Object.defineProperty(messages, 'reduce', { value: reduce });
  return {
    messages,
    besides: (confirmed) => outgoing.filter(({ key }) => !confirmed.has(Number(partitions.get(key) ?? Number.NaN))),
  };
}
