import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import type { Chance } from './chance.ts';

/** A message as an ERP or another outside system publishes it. */
export interface Published {
  readonly topic: TopicName;
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly data: unknown;
}

export interface OrderLineSent {
  readonly lineNumber: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly requestedShipDate?: string;
}

/** An order and what has to come of it. */
export interface OrderSent {
  readonly orderNumber: string;
  readonly accountId: string;
  readonly emails: readonly string[];
  readonly lines: readonly OrderLineSent[];
  readonly expect: 'accepted' | 'rejected';
}

const source = '/erp/faults';
const products = [
  ['MIST-AP-STD-1Y', '118.00'],
  ['MIST-AP-ADV-3Y', '410.00'],
  ['MERAKI-MX67-ENT-1Y', '312.00'],
  ['STOCK-ENDPOINT-PRO-1Y', '59.00'],
  ['MIRADORE-PREMIUM', '2.90'],
  ['HERITAGE-VPN-KEY', '940.50'],
] as const;
/** So far away that no test waits for it. */
const farAway = '2099-12-31';

/**
 * Orders of a few dozen accounts: one in twenty breaks a rule, one in ten has a line that is not due for decades. The same
 * chance makes the same orders; `name` keeps those of several rounds apart.
 */
export function randomOrders(name: string, count: number, chance: Chance): OrderSent[] {
  return Array.from({ length: count }, (_, index) => {
    const account = chance.between(1, 40);
    const rejected = chance.next() < 0.05;
    const lines = Array.from({ length: chance.pick([1, 1, 1, 2, 3]) }, (__, line) => {
      const [sku, unitPrice] = chance.pick(products);
      const later = line > 0 && chance.next() < 0.1 ? { requestedShipDate: farAway } : {};
      return {
        lineNumber: line + 1,
        sku: rejected ? 'NO-SUCH-PRODUCT' : sku,
        quantity: chance.between(1, 50),
        unitPrice,
        ...later,
      };
    });
    return {
      orderNumber: `${name}-${index + 1}`,
      accountId: `ACC-${account}`,
      emails: [
        `it@customer-${account}.example`,
        ...(chance.next() < 0.3 ? [`orders@partner-${account % 7}.example`] : []),
      ],
      lines,
      expect: rejected ? 'rejected' : 'accepted',
    };
  });
}

/** The lines that are due at once. */
export function dueLines(order: OrderSent): readonly OrderLineSent[] {
  return order.expect === 'accepted' ? order.lines.filter((line) => line.requestedShipDate === undefined) : [];
}

/** The event by which an ERP places an order. */
export function placed(order: OrderSent): Published {
  const { orderNumber, accountId, emails, lines } = order;
  const name = `Zakłady ${accountId} 株式会社`;
  const data = {
    orderNumber,
    revision: 1,
    purchaseOrder: `PO-${orderNumber}`,
    currency: 'EUR',
    accounts: [
      { accountId, role: 'end-customer', name, country: 'PL' },
      { accountId: 'PARTNER-1', role: 'partner', name: 'Nordwind Systems GmbH', country: 'DE' },
    ],
    emails,
    lines,
  };
  return {
    topic: 'sales-orders',
    key: orderNumber,
    id: `${orderNumber}/placed`,
    type: 'sales-order.placed.v1',
    source,
    data,
  };
}

/** As kafkajs sends it, in binary mode. */
export function kafkaMessage({ key, id, type, source: from, data }: Published) {
  const headers = binaryHeaders({ id, source: from, type, time: new Date().toISOString() });
  return { key, headers, value: JSON.stringify(data) };
}
