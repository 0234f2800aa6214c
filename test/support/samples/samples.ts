import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TopicName } from '#contracts/topics.ts';
import { projectRoot } from '../programs.ts';
import type { Published } from './orders.ts';

/** The events of a file of deploy/sample, as something to publish. */
export function sampleEvents(file: string, topic: TopicName): Published[] {
  return readEvents(path.join('deploy', 'sample', file)).map((event) => publishedFrom(event, topic));
}

/** The golden example of a placed order, under another order number and with its later line far in the future. */
export function exampleOrder(orderNumber: string): Published {
  const [event] = readEvents(path.join('test', 'contracts', 'golden', 'events', 'sales-order-placed.json'));
  if (!event) throw new Error('the golden example is empty');
  const lines = (event.data.lines as { requestedShipDate?: string }[]).map((line) =>
    line.requestedShipDate ? { ...line, requestedShipDate: '2099-12-15' } : line,
  );
  const data = { ...event.data, orderNumber, lines };
  return publishedFrom({ ...event, id: `${event.id}/${orderNumber}`, subject: orderNumber, data }, 'sales-orders');
}

interface SampleEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function readEvents(file: string): SampleEvent[] {
  return [JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8'))].flat();
}

function publishedFrom({ id, source, type, subject, data }: SampleEvent, topic: TopicName): Published {
  return { topic, key: subject, id, type, source, data };
}
