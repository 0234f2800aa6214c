import { countsFrom, duesOf, landingMonth } from '#domain/values/billing.ts';
import { dateAt, type Instant, knownZone } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import type { Account } from './account.ts';
import type { Terms } from './asked.ts';
import type { Lot } from './lot.ts';
import { programFor } from './programs.ts';

/** By how much an action changes an account's next invoice, for one product at one price (D7). */
export interface InvoiceChange {
  readonly accountId: string;
  readonly sku: string;
  /** Signed. */
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  /** Signed: quantity × unit price. */
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** What of a lot an invoice looks at. */
export type BilledTerms = Pick<
  Lot,
  'sku' | 'program' | 'billing' | 'unitPriceMinor' | 'currency' | 'startsOn' | 'endsOn'
>;

/** A signed quantity that an account gets or gives. */
export interface BilledMove {
  readonly account: Account;
  readonly lot: BilledTerms;
  readonly quantity: number;
}

/**
 * D7: the changes of the next invoices of all accounts of an action at that instant, as invoicing will make them: what is billed
 * once by its price, what is billed monthly by its price for the month that begins next, where the lot runs then; with proration
 * also by its price for what is left of this one.
 */
export function invoiceChanges(moves: readonly BilledMove[], terms: Terms, at: Instant): InvoiceChange[] {
  const changes = new Map<string, InvoiceChange>();
  for (const { account, lot, quantity } of moves) {
    const { accountId } = account;
    const { sku } = lot;
    const price = invoicedPrice(lot, account, terms);
    for (const unitPriceMinor of nextPrices({ ...lot, price }, account, terms, at)) {
      const key = JSON.stringify([accountId, sku, String(unitPriceMinor), price.currency]);
      const sum = (changes.get(key)?.quantity ?? 0) + quantity;
      const amountMinor = BigInt(sum) * unitPriceMinor;
      changes.set(key, { accountId, sku, quantity: sum, unitPriceMinor, amountMinor, currency: price.currency });
    }
  }
  return [...changes.values()].filter(({ quantity }) => quantity !== 0);
}

// The next invoice is that of the month after the day that it is for the account.
function nextPrices(lot: BilledTerms & { price: Money }, account: Account, terms: Terms, at: Instant): bigint[] {
  const zone = knownZone(account.timeZone);
  const on = countsFrom(at, zone, lot);
  const dues = duesOf({ on, lands: landingMonth(on), lot }, landingMonth(dateAt(at, zone)), terms.proration);
  return dues.map(({ unitPriceMinor }) => unitPriceMinor);
}

/** What one licence of a lot costs an account: the lot's price, or the account's own where the program goes by that. */
export function invoicedPrice(lot: BilledTerms, account: Account, terms: Terms): Money {
  const { unitPriceMinor, currency } = account;
  const isOwn = lot.billing === 'monthly' && programFor(terms.programs, lot.program).accountPriced === true;
  if (isOwn && unitPriceMinor !== undefined && currency !== undefined) return { minor: unitPriceMinor, currency };
  return { minor: lot.unitPriceMinor, currency: lot.currency };
}

/** The changes as text that a plan's hash is made of. */
export function invoiceText(changes: readonly InvoiceChange[]): readonly unknown[] {
  return changes.map(({ accountId, sku, quantity, unitPriceMinor, currency }) => [
    ...[accountId, sku, quantity, String(unitPriceMinor), currency],
  ]);
}
