import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import type { Delivery } from '#runtime/broker/broker.ts';

let offset = 0;

/** A message as a broker would deliver it, in binary mode; every call is another offset. */
export function delivery(
  topic: TopicName,
  type: string,
  data: unknown,
  attributes: { readonly id?: string; readonly source?: string; readonly time?: string; readonly person?: string } = {},
): Delivery {
  offset += 1;
  const headers = binaryHeaders({
    id: `test-${offset}`,
    source: '/test',
    time: '2026-11-21T09:30:00Z',
    ...attributes,
    type,
  });
  const value = Buffer.from(JSON.stringify(data));
  return { topic, partition: 0, offset: String(offset), key: null, headers, value };
}

/** A message of any bytes. */
export function rawDelivery(
  topic: TopicName,
  value: Uint8Array | string,
  headers: Record<string, string> = {},
): Delivery {
  offset += 1;
  return { topic, partition: 0, offset: String(offset), key: null, headers, value: Buffer.from(value) };
}

/** What invoices need of an account: a tax rate, a country and somebody to write to; told long before anything else. */
export function billable(
  accountId: string,
  facts: Record<string, unknown> = {},
  time = '2025-12-01T00:00:00Z',
): Delivery {
  const known = {
    kind: 'customer',
    name: accountId,
    country: 'PL',
    taxRate: '0',
    invoiceEmails: ['ap@account.example'],
  };
  return delivery('accounts', 'account.updated.v1', { accountId, ...known, ...facts }, { time });
}
