import type { z } from 'zod';
import { accountEvents } from './accounts.ts';
import { catalogEvents } from './catalog.ts';
import { deviceEvents } from './devices.ts';
import { entitlementEvents } from './entitlements.ts';
import { invoiceEvents } from './invoices.ts';
import { licenseRequestEvents } from './license-requests.ts';
import { licenseEvents } from './licenses.ts';
import { orderEvents } from './orders.ts';
import { salesOrderEvents } from './sales-orders.ts';

/** A topic, what its messages are keyed by, and the schema of every event type that it carries. */
export interface Topic {
  readonly direction: 'in' | 'out';
  readonly key: string;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

/** Every topic. Named after what it carries; the event type is inside. */
export const topics = {
  'sales-orders': { direction: 'in', key: 'order number', events: salesOrderEvents },
  catalog: { direction: 'in', key: 'sku', events: catalogEvents },
  accounts: { direction: 'in', key: 'account id', events: accountEvents },
  devices: { direction: 'in', key: 'account id', events: deviceEvents },
  'license-requests': { direction: 'in', key: 'account id', events: licenseRequestEvents },
  orders: { direction: 'out', key: 'order number', events: orderEvents },
  entitlements: { direction: 'out', key: 'end customer account', events: entitlementEvents },
  licenses: { direction: 'out', key: 'source account', events: licenseEvents },
  invoices: { direction: 'out', key: 'billing account', events: invoiceEvents },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;
