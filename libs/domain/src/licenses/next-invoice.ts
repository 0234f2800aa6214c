import { addMonths, type CalendarDate, monthOf } from '#domain/values/calendar.ts';
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
 * D7: the changes of the next invoices of all accounts of an action, as invoicing will make them: what is billed once by its price,
 * what is billed monthly by its price for the month that begins next, where the lot runs then. Without proration.
 */
export function invoiceChanges(moves: readonly BilledMove[], terms: Terms, today: CalendarDate): InvoiceChange[] {
  const changes = new Map<string, InvoiceChange>();
  for (const { account, lot, quantity } of moves) {
    if (quantity === 0 || !isOnNextInvoice(lot, today)) continue;
    const { accountId } = account;
    const { minor, currency } = invoicedPrice(lot, account, terms);
    const key = JSON.stringify([accountId, lot.sku, String(minor), currency]);
    const sum = (changes.get(key)?.quantity ?? 0) + quantity;
    const amountMinor = BigInt(sum) * minor;
    changes.set(key, { accountId, sku: lot.sku, quantity: sum, unitPriceMinor: minor, amountMinor, currency });
  }
  return [...changes.values()].filter(({ quantity }) => quantity !== 0);
}

/** What one licence of a lot costs an account: the lot's price, or the account's own where the program goes by that. */
export function invoicedPrice(lot: BilledTerms, account: Account, terms: Terms): Money {
  const { unitPriceMinor, currency } = account;
  const isOwn = lot.billing === 'monthly' && programFor(terms.programs, lot.program).accountPriced === true;
  if (isOwn && unitPriceMinor !== undefined && currency !== undefined) return { minor: unitPriceMinor, currency };
  return { minor: lot.unitPriceMinor, currency: lot.currency };
}

// Billed monthly: what starts later lands on the invoice after its start, what has ended by the month's first day on none.
function isOnNextInvoice({ billing, startsOn, endsOn }: BilledTerms, today: CalendarDate): boolean {
  if (billing === 'once') return true;
  const nextMonth = `${monthOf(addMonths(`${monthOf(today)}-01`, 1))}-01`;
  return startsOn < nextMonth && (endsOn === undefined || nextMonth <= endsOn);
}

/** The changes as text that a plan's hash is made of. */
export function invoiceText(changes: readonly InvoiceChange[]): readonly unknown[] {
  return changes.map(({ accountId, sku, quantity, unitPriceMinor, currency }) => [
    ...[accountId, sku, quantity, String(unitPriceMinor), currency],
  ]);
}
