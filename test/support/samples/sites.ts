import type { TransferAsked } from '../oracle/oracle-asked.ts';
import type { Chance } from './chance.ts';
import { type OrderSent, type Published, placed } from './orders.ts';

/** Sites of one MSP that hold many licenses of one monthly product, and transfers among them that always may be done. */

const sku = 'MIRADORE-PREMIUM';
const msp = 'MSP-FAULTS';
const owner = 'owner@msp.example';
const source = '/crm/faults';
const siteCount = 8;

/** Far more than all transfers of a test take from one site. */
const licensesEach = 5000;

/** Who the sites are, and who may transfer. */
export function siteAccounts(): Published[] {
  const event = (id: string, type: string, key: string, data: object): Published => ({
    ...{ topic: 'accounts', key, id, type, source },
    data: { accountId: key, ...data },
  });
  const billing = { currency: 'EUR', taxRate: '23', country: 'PL', timeZone: 'Europe/Warsaw' };
  const invoiced = { paymentType: 'monthly-invoice', invoiceEmails: ['faktury@site.example'] };
  const terms = { kind: 'customer', parentId: msp, plan: 'premium', unitPrice: '2.90', ...billing, ...invoiced };
  return [
    event('msp', 'account.updated.v1', msp, { kind: 'msp', name: 'Nordwind Managed Services', tier: 'advanced' }),
    event('owner', 'administrator.updated.v1', msp, { email: owner, role: 'owner' }),
    ...siteIds().map((id) => event(id, 'account.updated.v1', id, { name: `Zakład ${id}`, ...terms })),
  ];
}

/** The orders that bring each site its licenses. */
export function siteOrders(): OrderSent[] {
  return siteIds().map((accountId) => ({
    orderNumber: `STOCK-${accountId}`,
    accountId,
    emails: [`it@${accountId.toLowerCase()}.example`],
    lines: [{ lineNumber: 1, sku, quantity: licensesEach, unitPrice: '2.90' }],
    expect: 'accepted',
  }));
}

/** Transfers between two sites each; `name` keeps those of several rounds apart. */
export function randomTransfers(name: string, count: number, chance: Chance): TransferAsked[] {
  return Array.from({ length: count }, (_, index) => {
    const [from = '', to = ''] = chance.shuffled(siteIds());
    return { id: `${name}-T${index + 1}`, source, from, to, quantity: chance.between(1, 20) };
  });
}

/** The event by which a system asks for a transfer. */
export function transferRequest({ id, source: system, from, to, quantity }: TransferAsked): Published {
  const data = { from, to, lines: [{ sku, quantity }], requestedBy: owner };
  return { topic: 'license-requests', key: from, id, type: 'license.transfer-requested.v1', source: system, data };
}

/** Events of several kinds as they come in real life: each kind in its order, the kinds mixed. */
export function mixed(orders: readonly OrderSent[], transfers: readonly TransferAsked[], chance: Chance): Published[] {
  const rest = [orders.map(placed), transfers.map(transferRequest)];
  const events: Published[] = [];
  while (rest.some((kind) => kind.length > 0)) {
    const left = rest.map((kind) => kind.length);
    const at = chance.next() * left.reduce((sum, length) => sum + length, 0) < (left[0] ?? 0) ? 0 : 1;
    const event = rest[at]?.shift();
    if (event) events.push(event);
  }
  return events;
}

function siteIds(): string[] {
  return Array.from({ length: siteCount }, (_, index) => `SITE-${index + 1}`);
}
