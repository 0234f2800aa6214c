import type { CloudEvent } from '#contracts/cloud-event.ts';

/** What the sample data has not: names that look like code, devices in use, a site that has devices and no licenses. */

/** It has to stand on pages as it is, and to be drawn. */
export const hostileName = '<img src=x onerror="document.title=1"> & "Söhne" 株式会社';

/** The site that has it. */
export const hostileSite = 'ACC-900';

/** A site with devices and no licenses (D5). */
export const bareSite = 'ACC-901';

/** Two organizations with the same administrator; the first has licenses under a key (K1 to K8). */
export const [harbour, marina] = ['ACC-500', 'ACC-501'];
export const requester = 'it@lodz-logistyka.example';
export const passcodes = { source: '4711', destination: '0815' };

const organization = { kind: 'customer', country: 'KW', licensingModel: 'per-device', timeZone: 'Asia/Kuwait' };

const site = {
  kind: 'customer',
  parentId: 'MSP-1',
  country: 'PL',
  currency: 'EUR',
  taxRate: '23',
  taxId: 'PL5260001246',
  timeZone: 'Europe/Warsaw',
  paymentType: 'monthly-invoice',
  plan: 'premium',
  unitPrice: '2.90',
  address: { street: 'ul. Morska 1', postalCode: '90-001', city: 'Łódź' },
};

export const moreAccounts: readonly CloudEvent[] = [
  event('account.updated.v1', { ...site, accountId: hostileSite, name: hostileName }),
  event('account.updated.v1', { ...site, accountId: bareSite, name: 'Łódź Port' }),
  event('account.updated.v1', { ...organization, accountId: harbour, name: 'Gulf Harbour Trading W.L.L.' }),
  event('account.updated.v1', {
    ...organization,
    accountId: marina,
    name: 'Gulf Marina W.L.L.',
    link: 'https://dashboard.example/o/marina',
  }),
  event('account.updated.v1', { accountId: 'RES-2', kind: 'reseller', parentId: 'RES-1', name: 'Hafen Süd GmbH' }),
  event('administrator.updated.v1', {
    accountId: harbour,
    email: requester,
    role: 'admin',
    passcode: passcodes.source,
  }),
  event('administrator.updated.v1', {
    accountId: marina,
    email: requester,
    role: 'admin',
    passcode: passcodes.destination,
  }),
];

export const moreDevices: readonly CloudEvent[] = [
  event('device-count.reported.v1', { accountId: 'ACC-101', sku: 'MIRADORE-PREMIUM', inUse: 31 }),
  event('device-count.reported.v1', { accountId: bareSite, sku: 'MIRADORE-PREMIUM', inUse: 20 }),
];

function event(type: string, data: { readonly accountId: string; readonly [name: string]: unknown }): CloudEvent {
  return { id: `more-${type}-${data.accountId}`, source: '/test', type, subject: data.accountId, data };
}
