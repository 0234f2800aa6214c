import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { BenchMessage } from './measuring/traffic.ts';

/** Products that the orders are about: one for each way of delivery that differs in work. */
export const products = ['SW-ADV-3Y', 'AP-ENT-1Y', 'SVC-ONBOARD'].map((sku, index) => ({
  sku,
  name: ['Wired Assurance, Advanced', 'Wireless Assurance, Enterprise', 'Onboarding, per site'][index] ?? sku,
  description: 'Operations, assurance and support for the term of the subscription.',
  instructionsUrl: 'https://docs.example.com/licensing/activate',
  program: 'general',
  scenario: 'activation',
  deviceType: ['switch', 'ap', undefined][index],
  edition: ['advanced', 'enterprise', undefined][index],
  termMonths: [36, 12, undefined][index],
  prices: { USD: '149.00', EUR: '139.00' },
}));

/** The products as messages for topic `catalog`. */
export function productMessages(): BenchMessage[] {
  return products.map((product) => ({
    key: product.sku,
    value: JSON.stringify(product),
    headers: headersOf(`bench-${product.sku}`, 'product.published.v1', product.sku),
  }));
}

export const linesPerOrder = 2;
const accounts = 1000;

/** So many sales orders of two lines that are due at once; every run's numbers are its own. */
export function orderMessages(run: string, count: number): BenchMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const order = salesOrder(`SO-${run}-${index}`, index);
    const headers = headersOf(`erp-${run}-${index}`, 'sales-order.placed.v1', order.orderNumber);
    return { key: order.orderNumber, value: JSON.stringify(order), headers };
  });
}

function salesOrder(orderNumber: string, index: number) {
  const customer = `ACME-${index % accounts}`;
  return {
    orderNumber,
    revision: 1,
    purchaseOrder: `PO-${orderNumber}`,
    placedAt: '2026-11-21T09:30:00Z',
    currency: 'USD',
    accounts: [
      { role: 'end-customer', accountId: customer, name: `Acme Manufacturing ${index % accounts} Inc.`, country: 'US' },
      { role: 'sold-to', accountId: `PARTNER-${index % 20}`, name: 'Bright Networks LLC', country: 'US' },
    ],
    emails: [`it-${index % accounts}@acme.example`],
    lines: Array.from({ length: linesPerOrder }, (_, line) => ({
      lineNumber: line + 1,
      sku: products[(index + line) % products.length]?.sku,
      quantity: 5 + line,
      unitPrice: '149.00',
    })),
  };
}

/** So many shipments of those orders, as intake would release them. */
export function shipmentMessages(run: string, count: number): BenchMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const { placedAt, lines, ...order } = salesOrder(`SO-${run}-${index}`, index);
    const shipment = {
      ...order,
      shipmentId: `${order.orderNumber}-S1`,
      releasedAt: placedAt,
      lines: lines.map((line) => ({ ...line, kind: 'initial', ...shippedProduct(line.sku) })),
    };
    const headers = headersOf(`intake-${run}-${index}`, 'shipment.released.v1', order.orderNumber);
    return { key: order.orderNumber, value: JSON.stringify(shipment), headers };
  });
}

function shippedProduct(sku: string | undefined) {
  const { prices, termMonths, ...facts } = products.find((product) => product.sku === sku) ?? {};
  return { termMonths, product: { ...facts, category: 'paid', billing: 'once' } };
}

export function headersOf(id: string, type: string, subject: string): Record<string, string> {
  return binaryHeaders({ id, source: '/bench/erp', type, subject, time: '2026-11-21T09:30:00Z' });
}
