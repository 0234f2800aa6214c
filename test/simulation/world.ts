import type { Received } from '#runtime/slices/slice.ts';
import fc from '../support/samples/properties.ts';

/** Random accounts, people, products and lots, as the messages by which the ledger hears of them. */

/** Accounts by the program that they are mostly there for; anybody may be asked for anything all the same. */
export const accountsOf: Readonly<Record<string, readonly string[]>> = {
  mist: ['M1', 'M2', 'M3'],
  meraki: ['K1', 'K2', 'K3'],
  miradore: ['D1', 'D2', 'D3'],
  stock: ['R1', 'R2', 'C1', 'C2', 'C3'],
  own: ['M1', 'K2', 'D3', 'C1'],
};
export const groups = Object.keys(accountsOf);
export const everyAccount = [...new Set(Object.values(accountsOf).flat()), 'NOBODY'];

/** Who may mostly ask for what a program offers. */
export const personOf: Readonly<Record<string, string>> = {
  mist: 'boss@msp.example',
  meraki: 'net@firm.example',
  miradore: 'owner@sites.example',
  stock: 'seller@reseller.example',
  own: 'anyone@else.example',
  support: 'desk@vendor.example',
};

/** Two products of each program; those of a device type are counted by it as well (L5). */
export const productsOf: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  groups.map((group) => [group, [`${group}-1`, `${group}-2`]]),
);
const deviceTypes: Readonly<Record<string, string>> = {
  'mist-1': 'AP',
  'meraki-1': 'MX',
  'meraki-2': 'MS',
  'own-1': 'AP',
  'own-2': 'AP',
};

/** The device type of a product, where it has one. */
export function deviceTypeOf(sku: string): string | undefined {
  return deviceTypes[sku];
}

/** True for a product, false for a device type. */
export function isSku(name: string): boolean {
  return Object.values(productsOf).flat().includes(name);
}

/** At ten in the morning, UTC, it is the next day in one and still the day before in the other. */
const zones: Readonly<Record<string, string>> = {
  1: 'Pacific/Kiritimati',
  2: 'Pacific/Pago_Pago',
  3: 'America/St_Johns',
};

let numbered = 0;

/** A message with an id of its own. */
export function message(type: string, data: object, more: Partial<Received> = {}): Received {
  numbered += 1;
  const id = `sim-${numbered}`;
  return { id, type, source: '/sim', time: '2026-01-01T00:00:00.000Z', correlationId: id, data, ...more };
}

// Most worlds are such that something can be done; each fact differs in some of them.
const mostly = <Usual, Other>(usual: Usual, ...others: Other[]) =>
  fc.oneof({ weight: 24, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const msp = fc.record({
  tier: mostly('advanced', 'base', 'none'),
  role: mostly('super-user', 'admin'),
  access: mostly('full', 'read-only'),
});
const organization = fc.record({
  licensingModel: mostly('per-device', 'co-termination'),
  edition: mostly('enterprise', 'advanced-security'),
  signIn: mostly('local', 'saml'),
  access: mostly('full', 'read-only'),
});
const site = fc.record({
  plan: mostly('premium', 'basic'),
  unitPrice: mostly('2.90', '3.10'),
  paymentType: mostly('monthly-invoice', 'prepaid'),
  role: mostly('owner', 'member'),
});
const customer = fc.record({
  package: mostly('pro', 'starter'),
  trial: mostly(false, true),
  parentId: mostly('R1', 'R2'),
});

/** The facts of a random world. */
export const world = fc
  .record({
    msp,
    organizations: fc.tuple(organization, organization, organization),
    sites: fc.tuple(site, site, site),
    customers: fc.tuple(customer, customer, customer),
  })
  .map((facts) => [
    ...mspMessages(facts.msp),
    ...facts.organizations.flatMap(organizationMessages),
    ...facts.sites.flatMap(siteMessages),
    ...resellerMessages(),
    ...facts.customers.map(customerMessage),
    ...(accountsOf.own ?? []).map((id) => administrator(id, personOf.own, {})),
    ...productMessages(),
  ]);

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

function account(accountId: string, facts: object): Received {
  const timeZone = zones[accountId.at(-1) ?? ''];
  const usual = { accountId, kind: 'customer', name: `Account ${accountId}`, currency: 'EUR', timeZone };
  return message('account.updated.v1', { ...usual, ...facts });
}

function administrator(accountId: string, email: string | undefined, facts: object): Received {
  return message('administrator.updated.v1', { accountId, email, role: 'admin', ...facts });
}

function mspMessages({ tier, role, access }: Of<typeof msp>): Received[] {
  const members = accountsOf.mist ?? [];
  return [
    account('MSP', { kind: 'msp', tier }),
    administrator('MSP', personOf.mist, { role, access }),
    ...members.map((id) => account(id, { parentId: 'MSP' })),
  ];
}

function organizationMessages(facts: Of<typeof organization>, index: number): Received[] {
  const { licensingModel, edition, signIn, access } = facts;
  const id = `K${index + 1}`;
  return [
    account(id, { licensingModel, editions: { MX: edition } }),
    administrator(id, personOf.meraki, { signIn, access, passcode: '1234' }),
  ];
}

function siteMessages({ role, ...facts }: Of<typeof site>, index: number): Received[] {
  const id = `D${index + 1}`;
  return [account(id, facts), administrator(id, personOf.miradore, { role })];
}

function resellerMessages(): Received[] {
  return [
    account('R1', { kind: 'reseller' }),
    account('R2', { kind: 'reseller', parentId: 'R1' }),
    administrator('R1', personOf.stock, {}),
  ];
}

function customerMessage(facts: Of<typeof customer>, index: number): Received {
  return account(`C${index + 1}`, facts);
}

function productMessages(): Received[] {
  return groups.flatMap((program) =>
    (productsOf[program] ?? []).map((sku, index) => message('product.published.v1', productFacts(program, sku, index))),
  );
}

/** What the catalog says of a product. */
export function productFacts(program: string, sku: string, index = 0) {
  return {
    ...{
      sku,
      program,
      name: `Product ${sku}`,
      description: 'x',
      instructionsUrl: 'https://docs.example/x',
      scenario: 'activation',
    },
    ...{ category: 'paid', billing: program === 'miradore' ? 'monthly' : 'once', prices: { EUR: '9.00' } },
    ...(program === 'stock' ? { package: 'pro', termMonths: index === 0 ? 12 : undefined } : {}),
    ...(program === 'meraki' ? { edition: index === 0 ? 'advanced-security' : 'enterprise' } : {}),
    deviceType: deviceTypeOf(sku),
  };
}
