import { amountOf, countsFrom, type Due, duesOf, landingMonth } from '#domain/values/billing.ts';
import { dateAt, type Instant, knownZone } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import { payerOf, type Share, settlementOf, unusedShare } from '#domain/values/settlement.ts';
import type { Terms } from '../authority/asked.ts';
import type { Account } from '../books/account.ts';
import type { Books } from '../books/books.ts';
import type { Lot } from '../books/lot.ts';
import type { InvoiceChange, MovedLine } from '../books/plan.ts';
import { programFor } from '../books/program.ts';

/** What of a lot an invoice looks at. */
export type BilledTerms = Pick<
  Lot,
  'sku' | 'program' | 'billing' | 'unitPriceMinor' | 'currency' | 'startsOn' | 'endsOn' | 'plan' | 'accountPriced'
>;

/** What of an account an invoice looks at. */
export type BilledParty = Pick<Account, 'accountId' | 'timeZone' | 'unitPriceMinor' | 'currency' | 'plan'>;

/** A signed quantity that an account is charged for or gets back. */
export interface BilledMove {
  readonly account: BilledParty;
  readonly lot: BilledTerms;
  readonly quantity: number;
  /** The part of the price that moves; absent: all of it. */
  readonly share?: Share;
}

/**
 * I7: who is charged, and who gets back, when licenses leave one account and come to another, or to none: each side what it
 * owes each month; nobody for what was paid once; or the payers on record for the unused days.
 */
export function settledMoves(
  books: Books,
  { from, to }: { readonly from: string; readonly to?: string },
  lines: readonly MovedLine[],
  at: Instant,
): BilledMove[] {
  return lines.flatMap(({ lot, quantity }) => {
    const settlement = settlementOf(lot);
    if (settlement === 'paid-once') return [];
    const isTerm = settlement === 'remaining-term';
    const share = isTerm ? unusedShare(lot, dateAt(at)) : undefined;
    const side = (holder: string, signed: number): BilledMove => {
      const accountId = isTerm ? payerOf(lot, holder) : holder;
      return { account: books.accounts.get(accountId) ?? { accountId }, lot, quantity: signed, share };
    };
    return to === undefined ? [side(from, -quantity)] : [side(from, -quantity), side(to, quantity)];
  });
}

/**
 * D7: the changes of the next invoices of all accounts of an action at that instant, as invoicing will make them: what is billed
 * once by its price, what is billed monthly by its price for the month that begins next, where the lot runs then; with proration
 * also by its price for what is left of this one.
 */
export function invoiceChanges(moves: readonly BilledMove[], terms: Terms, at: Instant): InvoiceChange[] {
  const changes = new Map<string, InvoiceChange>();
  for (const { account, lot, quantity, share: settled } of moves) {
    const { accountId } = account;
    const { sku } = lot;
    const price = invoicedPrice(lot, account, terms);
    const { minor: unitPriceMinor, currency } = price;
    for (const { share = settled } of nextDues({ ...lot, price }, account, terms, at)) {
      const key = JSON.stringify([accountId, sku, String(unitPriceMinor), currency, share]);
      const known = changes.get(key);
      const sum = (known?.quantity ?? 0) + quantity;
      // Each lot's line is rounded by itself, as invoicing does.
      const amountMinor = (known?.amountMinor ?? 0n) + amountOf(quantity, unitPriceMinor, share);
      changes.set(key, { accountId, sku, quantity: sum, unitPriceMinor, share, amountMinor, currency });
    }
  }
  return [...changes.values()].filter(({ quantity }) => quantity !== 0);
}

// The next invoice is that of the month after the day that it is for the account.
function nextDues(lot: BilledTerms & { price: Money }, account: BilledParty, terms: Terms, at: Instant): Due[] {
  const zone = knownZone(account.timeZone);
  const on = countsFrom(at, zone, lot);
  return duesOf({ on, lands: landingMonth(on), lot }, landingMonth(dateAt(at, zone)), terms.proration);
}

/** What one license of a lot costs an account: the lot's price, or the account's own where it was bought at that (I10). */
export function invoicedPrice(lot: BilledTerms, account: BilledParty, terms: Terms): Money {
  const { unitPriceMinor, currency, plan } = account;
  const byAccount = lot.accountPriced ?? programFor(terms.programs, lot.program).accountPriced === true;
  const isOwn = lot.billing === 'monthly' && byAccount && (!lot.plan || !plan || lot.plan === plan);
  if (isOwn && unitPriceMinor !== undefined && currency !== undefined) return { minor: unitPriceMinor, currency };
  return { minor: lot.unitPriceMinor, currency: lot.currency };
}

/** The changes as text that a plan's hash is made of. */
export function invoiceText(changes: readonly InvoiceChange[]): readonly unknown[] {
  return changes.map(({ accountId, sku, quantity, unitPriceMinor, share, currency }) => [
    ...[accountId, sku, quantity, String(unitPriceMinor), currency, share],
  ]);
}
