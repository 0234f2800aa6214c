import { binaryHeaders, type CloudEvent } from '#contracts/cloud-event.ts';
import { readableSalesOrder } from '#contracts/sales-orders.ts';
import type { OutgoingMessage } from '#runtime/broker/broker.ts';

/** An order that did not come over Kafka, as the message that an ERP would have published. */
export function salesOrderMessage(event: CloudEvent, now: string): OutgoingMessage {
  const { orderNumber } = readableSalesOrder.parse(event.data);
  const headers = binaryHeaders({ ...event, subject: event.subject ?? orderNumber, time: event.time ?? now });
  return { topic: 'sales-orders', key: orderNumber, headers, value: JSON.stringify(event.data) };
}
