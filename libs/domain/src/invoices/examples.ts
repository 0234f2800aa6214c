import { type BilledAccount, type InvoicingSettings, unknownAccount } from './account.ts';
import type { InvoicingBooks } from './books.ts';
import type { Invoice } from './invoice.ts';
import { nextInvoices } from './issue.ts';
import type { BilledLot, LedgerAction } from './movement.ts';
import { alwaysAt } from './tax-rates.ts';

/** What the specs of this folder are written with. */

/** A lot billed monthly at 3.00 EUR, of the program whose sites have their own prices. */
export function monthlyLot(terms: Partial<BilledLot> = {}): BilledLot {
  return {
    lotId: 'LOT-M',
    sku: 'MDM-PREMIUM',
    name: 'Device management, premium',
    program: 'miradore',
    billing: 'monthly',
    price: { minor: 300n, currency: 'EUR' },
    startsOn: '2026-01-01',
    ...terms,
  };
}

/** A lot billed once at 118.00 EUR. */
export function prepaidLot(terms: Partial<BilledLot> = {}): BilledLot {
  return {
    ...monthlyLot(),
    lotId: 'LOT-P',
    sku: 'MIST-AP-STD-1Y',
    name: 'Access point, one year',
    program: 'mist',
    billing: 'once',
    price: { minor: 11_800n, currency: 'EUR' },
    ...terms,
  };
}

/** An account in UTC with 23 % tax, that invoices can be issued to. */
export function site(accountId: string, facts: Partial<BilledAccount> = {}): BilledAccount {
  const known = { country: 'PL', taxRates: alwaysAt('23'), invoiceEmails: ['invoices@site.example'] };
  return { ...unknownAccount(accountId), ...known, ...facts };
}

/** `quantity` licences go from one account to another. */
export function transfer(
  id: string,
  at: string,
  from: string,
  to: string,
  lot: BilledLot,
  quantity: number,
): LedgerAction {
  return {
    id: `journal-${id}`,
    cause: { type: 'license.transferred.v1', id, at, initiatedBy: 'msp@example.com' },
    changes: [
      { accountId: from, lot, quantity: -quantity, counterparty: to },
      { accountId: to, lot, quantity, counterparty: from },
    ],
  };
}

/** An account gets `quantity` licences of a lot, or with a negative number gives them up. */
export function purchase(id: string, at: string, accountId: string, lot: BilledLot, quantity: number): LedgerAction {
  const type = quantity < 0 ? 'license.decreased.v1' : 'license.purchased.v1';
  return { id, cause: { type, id, at, initiatedBy: 'owner@example.com' }, changes: [{ accountId, lot, quantity }] };
}

/** What the run would issue for an account; nothing while that is held. */
export function readyInvoices(
  books: InvoicingBooks,
  accountId: string,
  settings: InvoicingSettings,
): readonly Invoice[] {
  const next = nextInvoices(books, accountId, settings);
  return next.state === 'open' ? next.invoices : [];
}
