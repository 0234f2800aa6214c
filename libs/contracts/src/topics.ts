import type { z } from 'zod';
import { accountEvents } from './accounts.ts';
import { catalogEvents } from './catalog.ts';
import { deviceEvents } from './devices.ts';
import { entitlementEvents } from './entitlements.ts';
import { invoiceEvents, paymentEvents } from './invoices.ts';
import { licenseRequestEvents } from './license-requests.ts';
import { licenseEvents } from './licenses.ts';
import { mailEvents } from './mails.ts';
import { orderEvents } from './orders.ts';
import { salesOrderEvents } from './sales-orders.ts';
import { type HeardTopic, listenersOf, type ServiceName } from './services.ts';

/** A topic, what its messages are keyed by, and the schema of every event type that it carries. */
export interface Topic {
  readonly direction: 'in' | 'out';
  readonly key: string;
  /** The services that listen to it, each with a consumer group of its own. */
  readonly consumers: readonly ServiceName[];
  readonly events: Readonly<Record<string, z.ZodType>>;
}

/** Every topic. Named after what it carries; the event type is inside. */
export const topics = {
  'sales-orders': {
    direction: 'in',
    key: 'order number',
    consumers: listenersOf('sales-orders'),
    events: salesOrderEvents,
  },
  /** Documents of other systems as they come: no event of ours is on it. */
  'order-documents': {
    direction: 'in',
    key: 'free',
    consumers: listenersOf('order-documents'),
    events: {},
  },
  catalog: { direction: 'in', key: 'sku', consumers: listenersOf('catalog'), events: catalogEvents },
  accounts: {
    direction: 'in',
    key: 'account id',
    consumers: listenersOf('accounts'),
    events: accountEvents,
  },
  devices: { direction: 'in', key: 'account id', consumers: listenersOf('devices'), events: deviceEvents },
  'license-requests': {
    direction: 'in',
    key: 'account id',
    consumers: listenersOf('license-requests'),
    events: licenseRequestEvents,
  },
  payments: { direction: 'in', key: 'invoice number', consumers: listenersOf('payments'), events: paymentEvents },
  orders: {
    direction: 'out',
    key: 'order number',
    consumers: listenersOf('orders'),
    events: orderEvents,
  },
  entitlements: {
    direction: 'out',
    key: 'end customer account',
    consumers: listenersOf('entitlements'),
    events: entitlementEvents,
  },
  licenses: { direction: 'out', key: 'source account', consumers: listenersOf('licenses'), events: licenseEvents },
  invoices: { direction: 'out', key: 'billing account', consumers: listenersOf('invoices'), events: invoiceEvents },
  mails: { direction: 'out', key: 'Message-ID', consumers: listenersOf('mails'), events: mailEvents },
} as const satisfies Record<string, Topic> & Record<HeardTopic, Topic>;

export type TopicName = keyof typeof topics;
