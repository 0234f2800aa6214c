import type { Message } from 'kafkajs';
import type { OutgoingMessage } from '../../broker.ts';

/** Messages of a partition, by its number. */
type Lists = Record<string, Message[]>;

/**
 * The messages of a request that go to one topic, as kafkajs takes them. It copies a partition's list for each message that it adds, and
 * hashes the key of each. Here it is asked for the partition of each key once, with nothing to copy, and the lists are made
 * by us: to part them is its only call of `reduce`.
 */
export function topicMessages(messages: readonly OutgoingMessage[]): Message[] {
  const list = messages.map(({ key, headers, value }): Message => ({ key, headers, value }));
  return Object.defineProperty(list, 'reduce', { value: inPartitions });
}

function inPartitions(this: readonly Message[], add: (lists: Lists, message: Message) => Lists): Lists {
  const partitions = new Map<Message['key'], string>();
  const lists: Lists = {};
  for (const message of this) {
    const partition = partitions.get(message.key) ?? Object.keys(add({}, message))[0] ?? '';
    partitions.set(message.key, partition);
    lists[partition] ??= [];
    lists[partition].push(message);
  }
  return lists;
}
