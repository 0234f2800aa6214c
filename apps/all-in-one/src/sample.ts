import { readFileSync } from 'node:fs';
import path from 'node:path';
import { binaryHeaders, type CloudEvent, readCloudEvent } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import type { OutgoingMessage } from '#runtime/broker/broker.ts';
import { packageRoot } from '#runtime/environment/package-root.ts';

/** The sample data that the demo publishes: who is who, what they order, and what they move afterwards. */
export const sample = {
  accounts: () => eventsOf('accounts.json'),
  salesOrders: () => eventsOf('sales-orders.json'),
  licenseRequests: () => eventsOf('license-requests.json'),
};

/** A sample event as the message that its sender would have published on a topic. */
export function messageOn(topic: TopicName, event: CloudEvent): OutgoingMessage {
  return { topic, key: event.subject ?? event.id, headers: binaryHeaders(event), value: JSON.stringify(event.data) };
}

function eventsOf(file: string): CloudEvent[] {
  const events: unknown[] = JSON.parse(readFileSync(path.join(packageRoot, 'deploy', 'sample', file), 'utf8'));
  return events.map((event) => readCloudEvent({ headers: {}, value: Buffer.from(JSON.stringify(event)) }));
}
