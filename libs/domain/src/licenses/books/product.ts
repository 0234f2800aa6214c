import type { Instant } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import type { Account } from './account.ts';
import type { Lot } from './lot.ts';
import type { Program } from './program.ts';

/** What the ledger knows of a product, for purchases that come from no order (D5, S1). */
export interface Product extends Pick<Lot, 'sku' | 'name' | 'program' | 'category' | 'billing'> {
  readonly deviceType?: string;
  readonly edition?: string;
  readonly package?: string;
  /** Subscription plan that it belongs to (I10). */
  readonly plan?: string;
  /** Absent: perpetual. */
  readonly termMonths?: number;
  /** Minor units of one license, by currency. */
  readonly prices: Readonly<Record<string, bigint>>;
  readonly withdrawn: boolean;
  readonly asOf: Instant;
}

/** What a license costs an account in the catalog: in its own currency, else in the only one that there is. */
export function catalogPrice(product: Product, account: Account): Money | undefined {
  const currencies = Object.keys(product.prices);
  const currency = account.currency ?? (currencies.length === 1 ? currencies[0] : undefined);
  if (currency === undefined) return undefined;
  const minor = product.prices[currency];
  return minor === undefined ? undefined : { minor, currency };
}

/**
 * What a license costs a site each month (D3, D5): the price agreed for the site, where the program goes by that and the
 * product is of the site's plan; else the catalog's (I10).
 */
export function sitePrice(product: Product, account: Account, program: Program): Money | undefined {
  const { unitPriceMinor: minor, currency } = account;
  const isOwn = isSitePriced(product, program) && !isOfOtherPlan(product, account);
  return isOwn && minor !== undefined && currency !== undefined ? { minor, currency } : catalogPrice(product, account);
}

/** True where the site's own price counts for a product of its plan (D3). */
export function isSitePriced(product: Pick<Product, 'billing'>, program: Program): boolean {
  return program.accountPriced === true && product.billing === 'monthly';
}

/** True for a product that names a plan, and for a site that is known to have another, or a price of its own for one unnamed. */
export function isOfOtherPlan(product: Pick<Product, 'plan'>, { plan, unitPriceMinor }: Account): boolean {
  if (product.plan === undefined || plan === product.plan) return false;
  return plan !== undefined || unitPriceMinor !== undefined;
}

/** The facts that a lot takes over from its product. */
export function termsOf(product: Product): Omit<Product, 'prices' | 'withdrawn' | 'asOf' | 'termMonths'> {
  const { prices: _prices, withdrawn: _withdrawn, asOf: _asOf, termMonths: _termMonths, ...terms } = product;
  return terms;
}
