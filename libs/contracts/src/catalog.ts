import { z } from 'zod';
import { billing, category, productFacts } from './sale-facts.ts';
import { currency, identifier, price, termMonths } from './text/primitives.ts';

/** Topic `catalog`, in: what can be sold, as data that changes without a release (O6). */

/** `product.published.v1`: the whole product, replacing what was published under its sku before. */
export const productPublished = productFacts.extend({
  sku: identifier,
  category: category.default('paid'),
  billing: billing.default('once'),
  /** Default term of a line that names none; without one the license is perpetual. */
  termMonths: termMonths.optional(),
  /** Subscription plan that it belongs to; a site's own price is for the products of its plan (I10). */
  plan: identifier.optional(),
  prices: z.record(currency, price),
});

/** `product.withdrawn.v1`: no longer sold; what was sold stays what it was. */
export const productWithdrawn = z.object({ sku: identifier });

export type ProductPublished = z.infer<typeof productPublished>;

/** The event types of topic `catalog`. */
export const catalogEvents = {
  'product.published.v1': productPublished,
  'product.withdrawn.v1': productWithdrawn,
} as const;
