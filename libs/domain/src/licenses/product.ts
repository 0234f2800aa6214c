import type { Instant } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import type { Account } from './account.ts';
import type { Lot } from './lot.ts';

/** What the ledger knows of a product, for purchases that come from no order (D5, S1). */
export interface Product extends Pick<Lot, 'sku' | 'name' | 'program' | 'category' | 'billing'> {
  readonly deviceType?: string;
  readonly edition?: string;
  readonly package?: string;
  /** Absent: perpetual. */
  readonly termMonths?: number;
  /** Minor units of one licence, by currency. */
  readonly prices: Readonly<Record<string, bigint>>;
  readonly withdrawn: boolean;
  readonly asOf: Instant;
}

/** What a licence costs an account in the catalog: in its own currency, else in the only one that there is. */
export function catalogPrice(product: Product, account: Account): Money | undefined {
  const currencies = Object.keys(product.prices);
  const currency = account.currency ?? (currencies.length === 1 ? currencies[0] : undefined);
  if (currency === undefined) return undefined;
  const minor = product.prices[currency];
  return minor === undefined ? undefined : { minor, currency };
}

/** What a licence costs a site each month: the price agreed for the site, else the catalog's (D3, D5). */
export function sitePrice(product: Product, account: Account): Money | undefined {
  if (account.unitPriceMinor !== undefined && account.currency !== undefined) {
    return { minor: account.unitPriceMinor, currency: account.currency };
  }
  return catalogPrice(product, account);
}

/** The facts that a lot takes over from its product. */
export function termsOf(product: Product): Omit<Product, 'prices' | 'withdrawn' | 'asOf' | 'termMonths'> {
  const { prices: _prices, withdrawn: _withdrawn, asOf: _asOf, termMonths: _termMonths, ...terms } = product;
  return terms;
}
