import type { LicenseAccount, LicenseFacts } from './certificate/license-facts.ts';

/** Facts of a made-up entitlement, for specs, benchmarks and warming up. */
export function sampleFacts(changes: Partial<LicenseFacts> = {}): LicenseFacts {
  return {
    entitlementId: 'SO-2026-004711/1',
    orderNumber: 'SO-2026-004711',
    purchaseOrder: 'PO-88812',
    lineNumber: 1,
    sku: 'SW-ADV-100-3Y',
    name: 'Wired Assurance, Advanced, 100 devices',
    description: 'Subscription for 100 switches: operations, assurance and support for three years.',
    instructionsUrl: 'https://docs.example.com/licensing/activate',
    deviceType: 'switch',
    edition: 'Advanced',
    quantity: 100,
    kind: 'initial',
    termMonths: 36,
    startsOn: '2026-11-21',
    endsOn: '2029-11-21',
    graceEndsOn: '2029-12-21',
    activationCode: 'K7QM-2XH9-VR4T-8WNC-P3',
    ssrn: '8021443907155',
    scenario: 'activation',
    accounts: [
      sampleAccount('end-customer', 'Acme Manufacturing Inc.', 'US'),
      sampleAccount('partner', 'Bright Networks LLC', 'US'),
    ],
    fulfilledAt: '2026-11-21T09:30:00.000Z',
    ...changes,
  };
}

/** An account of a made-up order. */
export function sampleAccount(role: LicenseAccount['role'], name: string, country?: string): LicenseAccount {
  return { accountId: `ACC-${role}`, role, name, ...(country ? { country } : {}) };
}
