import type { Proration } from '#domain/values/billing.ts';
import { type Instant, type Month, monthAfter } from '#domain/values/calendar.ts';
import { isCountry } from '#domain/values/country.ts';
import type { Money } from '#domain/values/money.ts';
import { type DocumentSeller, type DocumentTerms, documentTermsOf } from './document-terms.ts';
import type { ExchangeRate } from './exchange.ts';
import type { PayerStep } from './payer-step.ts';
import type { InvoiceReview } from './review-window.ts';
import type { RateStep } from './tax-rates.ts';

/** What an operator decides about invoicing, as data. */
export interface InvoicingSettings {
  readonly proration: Proration;
  /** Programs of which lots that are too old to say it themselves cost the account's own price, and not the lot's (D3). */
  readonly accountPricedPrograms: readonly string[];
  /** In front of every number: with `ACME` the first is `ACME-INV-2026-000001`. Empty: nothing is. */
  readonly numberPrefix: string;
  /** Who issues the documents, as far as it decides how they are taxed and which formats can be written. */
  readonly seller?: DocumentSeller;
  /** Absent: tax is said in the currency of a document alone, whatever the seller's is (I9). */
  readonly exchangeRates?: readonly ExchangeRate[];
  /** Days from the issue of an invoice to the day on which it is due. */
  readonly paymentDays: number;
  /** Days that an invoice waits as a draft before it is issued by itself (I15); 0: none. */
  readonly reviewDays: number;
}

/** The settings of the sources: no proration, and sites that have a license price of their own. */
export const defaultSettings: InvoicingSettings = {
  proration: 'none',
  accountPricedPrograms: ['miradore'],
  numberPrefix: '',
  paymentDays: 14,
  reviewDays: 0,
};

/** An account's own license price from the invoice of a month on, for the products of its plan (I10). */
export interface PriceStep {
  readonly from: Month;
  readonly price: Money;
  /** Absent: for whatever is priced by the account. */
  readonly plan?: string;
}

/** Whom an invoice is addressed to: on an issued one as it was then (I3). */
export interface Buyer {
  readonly accountId: string;
  readonly name: string;
  /** ISO 3166-1, two letters. */
  readonly country?: string;
  readonly address?: { readonly street?: string; readonly postalCode?: string; readonly city?: string };
  /** VAT identifier with its country in front: `PL5260001246`. */
  readonly taxId?: string;
  /** How it wants its documents; absent: as EN 16931 in UBL. */
  readonly documents?: DocumentTerms;
  /** IANA name; by its clocks a document tells when something happened. Absent: UTC. */
  readonly timeZone?: string;
}

/** An account as invoicing knows it. */
export interface BilledAccount extends Buyer {
  /** IANA name; decides which day, and so which invoice, a movement falls on. */
  readonly timeZone: string;
  /** In the order of their days; a line is taxed by the day of its supply (I9). Empty: none was ever told (I8). */
  readonly taxRates: readonly RateStep[];
  readonly invoiceEmails: readonly string[];
  /** In the order of their months, one a month and plan. Empty: every license costs what its lot says. */
  readonly ownPrices: readonly PriceStep[];
  /** Month of the next invoice, the only one that lines are added to; none before the first movement. */
  readonly openPeriod?: Month;
  /** Of an open period that could not be issued: codes of what is missing, as it was last announced (I8). */
  readonly held?: readonly string[];
  /** Of an open period whose month is over: the draft that waits for its issue (I15). */
  readonly review?: InvoiceReview;
  /** Pays for its monthly licenses in advance: no invoice bills them while that is so (D2). */
  readonly prepaid?: boolean;
  /** The first month that it pays for so; absent where it always did. What is told late of months before it is owed as ever. */
  readonly prepaidFrom?: Month;
  /** Months of which the invoice went by while that was so: nothing that is told later is billed for them, nor given back. */
  readonly paidAhead?: readonly Month[];
  /** Documents with nothing to pay are issued as well (I11). */
  readonly zeroInvoices?: boolean;
  /** Whose invoices bear what it owes, in the order of their months (I16). Absent: always its own. */
  readonly payers?: readonly PayerStep[];
  /** What its orders say, for as long as nobody tells a country (O6). */
  readonly orderCountry?: string;
  /** When the facts above were so, as their sender says; older facts that come later change nothing. */
  readonly factsAt?: Instant;
}

/** An account of which only the id is known: UTC, no price of its own, and no tax rate, which is not 0 (I8). */
export function unknownAccount(accountId: string): BilledAccount {
  return { accountId, name: accountId, timeZone: 'UTC', taxRates: [], invoiceEmails: [], ownPrices: [] };
}

/** True where the account has paid for licenses billed monthly itself, for a month of which an invoice is or was open (D2). */
export function isPaidAhead(
  { prepaid, prepaidFrom, paidAhead }: Pick<BilledAccount, 'prepaid' | 'prepaidFrom' | 'paidAhead'>,
  { lot, month, cause }: PaidMonth,
): boolean {
  if (lot.billing === 'once') return false;
  if (paidAhead?.includes(month)) return true;
  if (!prepaid || prepaidFrom === undefined || month >= prepaidFrom) return prepaid === true;
  // Days of the month before it that are only billed beside the first month.
  return cause.at.startsWith(month) && monthAfter(month) >= prepaidFrom;
}

/** A month of licenses, and what caused that it is owed. */
interface PaidMonth {
  readonly lot: { readonly billing: 'once' | 'monthly' };
  readonly month: Month;
  readonly cause: { readonly at: Instant };
}

/** The account as the addressee of a document. */
export function buyerOf(account: BilledAccount): Buyer {
  const { accountId, name, address, taxId, timeZone } = account;
  const country = [account.country, account.orderCountry].find((code) => code !== undefined && isCountry(code));
  const documents = documentTermsOf(account);
  return {
    accountId,
    name,
    ...(country && { country }),
    ...(address && { address }),
    ...(taxId && { taxId }),
    ...(Object.keys(documents).length > 0 && { documents }),
    ...(timeZone !== 'UTC' && { timeZone }),
  };
}

/** What of a lot says whose price it has. */
export interface PricedLot {
  readonly program: string;
  readonly billing: 'once' | 'monthly';
  readonly price: Money;
  readonly plan?: string;
  readonly accountPriced?: boolean;
}

/** What one month of one license costs the account on the invoice of a month: its own price where it has one, else the lot's. */
export function priceIn(account: BilledAccount, lot: PricedLot, month: Month, settings: InvoicingSettings): Money {
  if (!isAccountPriced(lot, settings)) return lot.price;
  return account.ownPrices.findLast((step) => step.from <= month && isOfPlan(lot, step.plan))?.price ?? lot.price;
}

/** True for a lot that an account's own price applies to: bought at it, and billed monthly (I10). */
export function isAccountPriced(
  { billing, program, accountPriced }: Pick<PricedLot, 'billing' | 'program' | 'accountPriced'>,
  settings: InvoicingSettings,
): boolean {
  return billing === 'monthly' && (accountPriced ?? settings.accountPricedPrograms.includes(program));
}

/** True where a price that is for the products of a plan is for this lot; what names no plan is of any. */
export function isOfPlan({ plan }: Pick<PricedLot, 'plan'>, ofPrice: string | undefined): boolean {
  return plan === undefined || ofPrice === undefined || plan === ofPrice;
}
