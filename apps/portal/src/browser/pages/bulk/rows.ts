import { wholeNumber } from '../../ui/whole-number.ts';
import { matchOf, type Named } from './pasted/matched.ts';

/** The rows of a bulk transfer, and what they ask the interface for. */

export interface Row {
  readonly id: number;
  /** As it was pasted. */
  readonly text: string;
  /** What it is, once that is known. */
  readonly account?: Named;
  /** As it was pasted; undefined: the product that is chosen on the page. */
  readonly product?: string;
  readonly quantity: string;
  /** It stays on the list and is not asked for. */
  readonly isOut?: boolean;
}

/** What the source has of a product. */
export interface SourceProduct extends Named {
  readonly program: string;
  readonly transferable: number;
}

/** A row that says everything. */
export interface SettledRow {
  readonly row: Row;
  readonly to: Named;
  readonly product: SourceProduct;
  readonly quantity: number;
}

/** At most so many transfers are one request. */
export const mostRows = 200;

/** The product of a row among those of the source; undefined: it has none of that name or id. */
export function productOf(
  { product }: Pick<Row, 'product'>,
  products: readonly SourceProduct[],
  chosen: SourceProduct | undefined,
): SourceProduct | undefined {
  return product === undefined ? chosen : matchOf(product, products);
}

/** What a row comes to; undefined as long as something of it is missing. */
export function settledRow(
  row: Row,
  products: readonly SourceProduct[],
  chosen: SourceProduct | undefined,
): SettledRow | undefined {
  const [to, product, quantity] = [row.account, productOf(row, products, chosen), wholeNumber(row.quantity)];
  return to && product && quantity !== undefined ? { row, to, product, quantity } : undefined;
}

/** Body of the request; null: there is nothing to ask for. */
export function batchOf(
  list: 'transfers' | 'moves',
  from: string | undefined,
  rows: readonly SettledRow[],
  note: string,
) {
  if (from === undefined || rows.length === 0) return null;
  const said = note.trim() === '' ? {} : { note: note.trim() };
  return {
    [list]: rows.map(({ to, product, quantity }) => {
      const line = { sku: product.id, quantity };
      return { from, to: to.id, ...(list === 'moves' ? line : { lines: [line] }), ...said };
    }),
  };
}

export interface Rest {
  readonly product: SourceProduct;
  readonly asked: number;
}

/** How much of each product the rows ask for; the chosen product is told before anything asks for it. */
export function restsOf(rows: readonly SettledRow[], chosen: SourceProduct | undefined): Rest[] {
  const asked = new Map<string, Rest>();
  if (chosen) asked.set(chosen.id, { product: chosen, asked: 0 });
  for (const { product, quantity } of rows) {
    const before = asked.get(product.id)?.asked ?? 0;
    asked.set(product.id, { product, asked: before + quantity });
  }
  return [...asked.values()];
}
