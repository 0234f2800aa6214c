import type { CatalogProduct, OrderBooks, OrderEvent } from './order.ts';

/** O6: a product as the catalog now has it; what is older than what is known changes nothing. */
export function publishProduct(books: OrderBooks, product: CatalogProduct): OrderEvent[] {
  const known = books.products.get(product.sku);
  return known && known.asOf > product.asOf ? [] : [{ type: 'ProductPublished', product }];
}

/** O6: the product is no longer sold; a sku that was never published stays unknown. */
export function withdrawProduct(books: OrderBooks, sku: string, asOf: string): OrderEvent[] {
  const known = books.products.get(sku);
  if (!known || known.asOf > asOf) return [];
  return [{ type: 'ProductWithdrawn', product: { ...known, withdrawn: true, asOf } }];
}
