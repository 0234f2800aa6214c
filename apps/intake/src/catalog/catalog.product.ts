import { type ProductPublished, productPublished } from '#contracts/catalog.ts';
import { decimalsOf, isCurrency } from '#domain/values/money.ts';
import { priceOf } from '#domain/values/price.ts';

/** A product whose prices can stand on an order: each in a currency that there is, with no more decimals than it has (O6, I5). */
export const pricedProduct = productPublished.superRefine(({ prices }, context) => {
  for (const [currency, price] of Object.entries(prices)) {
    const message = priceProblem(currency, price);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['prices', currency], message });
  }
});

function priceProblem(currency: string, price: ProductPublished['prices'][string]): string | undefined {
  if (priceOf({ unitPrice: price, currency })) return undefined;
  if (!isCurrency(currency)) return 'is in no currency of ISO 4217';
  return `has more decimals than ${currency} has: at most ${decimalsOf(currency)}`;
}
