import { type Expression, sql as expression } from 'kysely';
import type { CatalogProduct } from '#domain/orders/order.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { productsOf } from '../intake.store.ts';
import { intake } from '../intake.tables.ts';

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
  const { q, program, withdrawn } = query;
  const [after] = cursorKey(query.cursor, ['text']) ?? [];
  const rows = await intake(sql)
    .selectFrom('product')
    .select('document')
    .where(({ and, eb, fn, or, ref }) => {
      const document = ref('document', '->>');
      const facts = (name: 'name' | 'program') => document.key('facts').key(name);
      const says = (text: Expression<string>) =>
        expression<boolean>`position(lower(${q}) in ${fn<string>('lower', [text])}) > 0`;
      return and([
        ...(after === undefined ? [] : [eb('sku', '>', after)]),
        expression<boolean>`(${document.key('withdrawn')})::boolean = ${withdrawn === 'true'}`,
        ...(q === undefined ? [] : [or([says(ref('sku')), says(facts('name'))])]),
        ...(program === undefined ? [] : [eb(facts('program'), '=', program)]),
      ]);
    })
    .orderBy('sku')
    .limit(size + 1)
    .execute();
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

function viewOf({ facts, ...product }: CatalogProduct): ProductView {
  return { ...facts, ...product };
}
