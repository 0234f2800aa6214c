import type { DocumentedOrder, OrderPatch } from '#domain/orders/documents/source-order.ts';
import type { CatalogProduct } from '#domain/orders/order.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { CanonicalOrder, TakenOrder } from '../canonical.ts';
import type { TakenPatch } from './patches.ts';

/** PRICE_MISSING: a line without a price takes the catalog's in the currency of the order. */

type Products = ReadonlyMap<string, Pick<CatalogProduct, 'prices'>>;
type Wrong = { readonly violations: readonly Violation[] };

/** The skus whose products have to be known. */
export function pricedByCatalog(made: CanonicalOrder): string[] {
  if ('order' in made) return made.order.lines.map(({ sku }) => sku);
  return 'patch' in made ? made.patch.lines.flatMap(({ act, line }) => (act === 'add' ? line.sku : [])) : [];
}

export function pricedOrder(products: Products, order: TakenOrder): DocumentedOrder | Wrong {
  const violations: Violation[] = [];
  const lines = order.lines.map((line, index) => {
    const unitPrice = line.unitPrice ?? products.get(line.sku)?.prices[order.currency];
    if (unitPrice === undefined) violations.push(priceMissing(line, index, order.currency));
    return { ...line, unitPrice: unitPrice ?? '' };
  });
  return violations.length > 0 ? { violations } : { ...order, lines };
}

/** @param known the currency of the order that is patched, where it is known */
export function pricedPatch(products: Products, patch: TakenPatch, known: string | undefined): OrderPatch | Wrong {
  const violations: Violation[] = [];
  const currency = known ?? patch.around.currency ?? '';
  const lines = patch.lines.map((change, index): OrderPatch['lines'][number] => {
    if (change.act !== 'add') return change;
    const unitPrice = change.line.unitPrice ?? products.get(change.line.sku)?.prices[currency];
    if (unitPrice === undefined) violations.push(priceMissing(change.line, index, currency));
    return { ...change, line: { ...change.line, unitPrice: unitPrice ?? '' } };
  });
  // Of an order that never came, that is to be told.
  return violations.length > 0 && known !== undefined ? { violations } : { ...patch, lines };
}

function priceMissing(
  { lineNumber, sku }: { readonly lineNumber?: number; readonly sku: string },
  index: number,
  currency: string,
): Violation {
  const name = lineNumber === undefined ? `lines[${index}]` : `line ${lineNumber}`;
  return {
    code: 'PRICE_MISSING',
    path: `lines[${index}].unitPrice`,
    ...(lineNumber === undefined ? {} : { line: lineNumber }),
    message: `${name} has no price, and the catalog has none of ${sku} in ${currency}`,
    remedy: 'give the line a price, or have the catalog say one',
  };
}
