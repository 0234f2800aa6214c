import type { Product } from '#domain/orders/order.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { productsOf } from '../intake.store.ts';

/** A product as `product.published.v1` tells of it, and whether it is still sold. */
export interface ProductView {
  readonly sku: string;
  readonly name: string;
  readonly program: string;
  readonly prices: Readonly<Record<string, string>>;
  readonly withdrawn: boolean;
  readonly asOf: string;
}

export interface ProductQuery {
  readonly q?: string;
  readonly program?: string;
  readonly withdrawn?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/** Products by sku: those that are sold, or with `withdrawn=true` those that no longer are. */
export async function listProducts(sql: Sql, query: ProductQuery): Promise<Page<ProductView>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, ['text']) ?? [null];
  const rows = await sql<{ document: Product }>(
    `select document from intake.product
     where ($1::text is null or sku > $1) and (document->>'withdrawn')::boolean = $2
       and ($3::text is null or position(lower($3) in lower(sku)) > 0
         or position(lower($3) in lower(document->'facts'->>'name')) > 0)
       and ($4::text is null or document->'facts'->>'program' = $4)
     order by sku limit $5`,
    [after, query.withdrawn === 'true', query.q ?? null, query.program ?? null, size + 1],
  );
  return pageOf(
    rows.map(({ document }) => viewOf(document)),
    size,
    ({ sku }) => [sku],
  );
}

/** One product, also a withdrawn one; undefined when the catalog never had it. */
export async function findProduct(sql: Sql, sku: string): Promise<ProductView | undefined> {
  const [product] = await productsOf(sql, [sku]);
  return product && viewOf(product);
}

function viewOf({ facts, ...product }: Product): ProductView {
  return { ...facts, ...product };
}
