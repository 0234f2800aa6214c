import { binaryHeaders, type CloudEvent } from '#contracts/cloud-event.ts';
import type { OutgoingMessage } from '#runtime/broker.ts';

/** An order that did not come over Kafka, as the message that an ERP would have published. */
export function salesOrderMessage(event: CloudEvent, now: string): OutgoingMessage {
  const { orderNumber } = event.data as { orderNumber: string };
  const headers = binaryHeaders({ ...event, subject: event.subject ?? orderNumber, time: event.time ?? now });
  return { topic: 'sales-orders', key: orderNumber, headers, value: JSON.stringify(event.data) };
}
