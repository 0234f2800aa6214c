import type { ShipmentReleased } from '#contracts/orders.ts';

/** What the catalog says of a product, for tests. */
export const product: ShipmentReleased['lines'][number]['product'] = {
  name: 'Wireless Assurance, 1 year',
  description: 'Cloud service for one access point',
  instructionsUrl: 'https://docs.seatwright.example/mist',
  program: 'mist',
  scenario: 'activation',
  category: 'paid',
  billing: 'monthly',
};

/** A shipment of one order with `lineCount` lines, as intake releases it. */
export function shipmentReleased(
  orderNumber: string,
  changes: Partial<ShipmentReleased> = {},
  lineCount = 1,
): ShipmentReleased {
  return {
    shipmentId: `${orderNumber}-S1`,
    orderNumber,
    revision: 1,
    purchaseOrder: 'PO-77/2026',
    currency: 'EUR',
    accounts: [
      { accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.', country: 'PL' },
      { accountId: 'ACC-900', role: 'partner', name: 'Nordwind Systems GmbH', country: 'DE' },
    ],
    emails: ['it@lodz-logistyka.example', 'orders@nordwind.example'],
    lines: Array.from({ length: lineCount }, (_, index) => ({
      lineNumber: index + 1,
      sku: 'MIST-AP-STD-1Y',
      quantity: 25,
      unitPrice: '118.00',
      kind: 'initial',
      termMonths: 12,
      product,
    })),
    releasedAt: '2026-11-21T09:30:00Z',
    ...changes,
  };
}
