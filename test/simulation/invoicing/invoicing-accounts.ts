import { type Ask, picked, type Setting } from './invoicing-asks.ts';

/** Accounts of the random histories: some facts are never told, some late, and all of them change. */

/** Customers, payers of their orders, and a reseller: thirteen, of whom a history has all or some. */
const customers = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'A10'];
export const payers = ['P1', 'P2'];
export const reseller = 'R1';
const all = [...customers, ...payers, reseller];

/** Whose invoices may bear what others owe, of whom each may have another for itself; nobody knows the last (I16). */
const parents = ['P1', 'P1', 'A2', reseller, 'P2', 'X1'];

/** Who says so from the first day on. */
const firstParents: Readonly<Record<string, string>> = { A3: 'A2', A4: 'P1', A6: 'P1', A7: 'A2', A9: 'P1' };

/** The customers of a history. */
export function customersOf({ customers: count }: Pick<Setting, 'customers'>): readonly string[] {
  return customers.slice(0, count);
}

/** All accounts of a history. */
export function everybodyOf(setting: Pick<Setting, 'customers'>): readonly string[] {
  return [...customersOf(setting), ...payers, reseller];
}

/** All without summer time, so that the oracle reckons days by itself. */
const zones = ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata'];

/** The countries that orders give accounts, where they give one. */
export function orderCountry(accountId: string): string | undefined {
  return { A1: 'FR', A2: 'PL', P1: 'US' }[accountId];
}

/** The facts that an account begins with. */
export function firstFacts(accountId: string, { seller }: Pick<Setting, 'seller'>): Record<string, unknown> {
  const index = all.indexOf(accountId);
  return {
    ...{ accountId, kind: 'customer', name: `Account ${accountId}`, timeZone: zones[index % zones.length] },
    ...((index % 3 === 0 || Object.values(firstParents).includes(accountId)) && {
      country: 'PL',
      taxRate: seller.vatId ? '23' : '0',
      invoiceEmails: ['ap@account.example'],
    }),
    ...(index % 2 === 0 && { plan: 'premium' }),
    ...(firstParents[accountId] && { invoiceTo: 'parent', parentId: firstParents[accountId] }),
    ...(accountId === 'A2' && { invoicePer: 'purchaseOrder' }),
  };
}

/** An account's facts with one or two of them changed. */
export function changedFacts(
  facts: Record<string, unknown>,
  { b, c, quantity }: Ask,
  { proration }: Setting,
  today: string,
): Record<string, unknown> {
  // What stands on a recurring line by the day keeps its price there: its roundings are those of the line (I10).
  const index = proration === 'day' && b % changes.length >= repriced ? b % repriced : b % changes.length;
  const { taxRateFrom: _once, ...lasting } = facts;
  return { ...lasting, ...changes[index]?.({ ...lasting }, c, quantity, today) };
}

type Facts = Record<string, unknown>;
type Changed = (facts: Facts, c: number, quantity: number, today: string) => Facts;

const complete: Changed = ({ country, taxRate }, c) => ({
  country: country ?? picked(['PL', 'DE', 'FR', 'GR', 'US'], c),
  taxRate: taxRate ?? picked(['23', '8.1', '0'], c),
  invoiceEmails: ['ap@account.example'],
});

const changes: readonly Changed[] = [
  complete,
  complete,
  (_facts, c) => ({ taxRate: picked(['23', '8.1', '0', '23.00', '19', '0', '5.5'], c) }),
  (_facts, c, _quantity, today) => ({
    taxRate: picked(['23', '7', '0', undefined], c),
    taxRateFrom: dayAway(today, (c % 90) - 45),
  }),
  () => ({ taxRate: undefined }),
  (_facts, c) => ({ country: picked(['PL', 'DE', 'FR', 'GR', 'GB', 'CH', undefined, 'US'], c) }),
  (_facts, c) => ({ taxId: picked(['PL5260001246', 'DE123456789', 'EL123456789', 'XI123456789', undefined], c) }),
  (_facts, c) =>
    picked([{ invoiceEmails: [] }, { address: { street: 'Main Street 1', city: 'Town' } }, { address: {} }], c) ?? {},
  (_facts, c) => ({ paymentType: picked(['prepaid', 'monthly-invoice'], c) }),
  ({ accountId }, c) => ({ zeroInvoices: mayWantZeros(accountId) && c % 2 === 0 }),
  (_facts, c) => ({ name: `Account of ${c}` }),
  complete,
  (_facts, c) => ({ language: language(c) }),
  (_facts, c) => ({ paymentTermDays: picked([0, 1, 30, 45, undefined], c) }),
  (_facts, c) => ({ invoiceReviewDays: picked([0, 2, 10, undefined], c) }),
  (_facts, c) => {
    const parentId = picked([picked(parents, c >> 2), undefined, picked(parents, c >> 4)], c);
    return { parentId, invoiceTo: parentId && 'parent' };
  },
  (_facts, c) => ({ invoicePer: picked(['purchaseOrder', 'account', 'purchaseOrder', undefined], c) }),
  (_facts, c) => ({ plan: picked(['premium', 'basic', undefined], c) }),
  (_facts, c) => ({
    plan: picked(['premium', 'basic', undefined], c),
    unitPrice: picked(['1.10', '2.90'], c >> 2),
    currency: 'EUR',
  }),
  // A few prices, so that one that was there before comes again.
  (_facts, c) => ({ unitPrice: picked(['1.10', '2.90', '3.07'], c), currency: 'EUR' }),
  ({ accountId }, c, quantity) => ({
    unitPrice: picked(['290', `${100 + quantity}`], c >> 1),
    currency: mayWantZeros(accountId) ? 'EUR' : picked(['EUR', 'JPY'], c),
  }),
];

/** From here on prices change. */
const repriced = 17;

/** Whether there is a document of nothing in the currency of yesterday is nobody's question: so they keep theirs. */
function mayWantZeros(accountId: unknown): boolean {
  return accountId === 'A1' || accountId === 'A3';
}

export function dayAway(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The languages that accounts ask for: one that is there, another one, one that is not, and none. */
function language(which: number): string | undefined {
  return picked(['de', 'fr-CH', 'pt', undefined], which);
}
