import type { KafkaMessage } from 'kafkajs';
import type { Delivery } from '../broker.ts';

/**
 * A message of Kafka as any transport hands it over; of a header that stands more than once the first counts,
 * and one without a value, which Kafka allows, is none (R3).
 */
export function deliveryOf(topic: string, partition: number, message: KafkaMessage): Delivery {
  const headers: Record<string, string> = {};
  const given: Readonly<Record<string, Buffer | string | (Buffer | string)[] | null | undefined>> | undefined =
    message.headers;
  for (const name in given) {
    const value = given[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined && first !== null) headers[name.toLowerCase()] = first.toString();
  }
  return { topic, partition, offset: message.offset, key: message.key, headers, value: message.value };
}
