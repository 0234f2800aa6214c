import { withQuery } from '../../addresses.ts';
import type { License, Page, StockLot } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { t } from '../../text/messages.ts';
import { stockChanged } from '../stock/stock-changed.ts';
import type { SourceProduct } from './rows.ts';

/** The two things that go to many at once: licenses of an organization, and stock of a reseller. */
export interface BulkKind {
  /** The name of the rows in requests, answers and violations. */
  readonly list: 'transfers' | 'moves';
  readonly path: string;
  /** Which accounts give. */
  readonly givers: Readonly<Record<string, string>>;
  /** What accounts are that get; undefined: of any kind. */
  readonly taker?: 'customer';
  readonly eligibleFor: 'transfer' | 'stock-move';
  readonly title: () => string;
  readonly facts: () => string;
  readonly commit: (count: number, rows: number) => string;
  /** How a product is told with how many of it can go. */
  readonly productOf: (name: string, count: number) => string;
  /** What the source has. */
  readonly pathOf: (from: string) => string;
  readonly changed: () => void;
}

export const transfers: BulkKind = {
  list: 'transfers',
  path: '/api/transfers/batch',
  givers: { kind: 'customer' },
  taker: 'customer',
  eligibleFor: 'transfer',
  title: () => t.bulk.title,
  facts: () => t.bulk.facts,
  commit: (count, rows) => t.bulk.commit(count, rows),
  productOf: (name, count) => t.bulk.productOf(name, count),
  pathOf: (from) => `/api/accounts/${encodeURIComponent(from)}/licenses?limit=200`,
  changed: licensesChanged,
};

/** S2, S5: to customers, and to sub-resellers. */
export const moves: BulkKind = {
  list: 'moves',
  path: '/api/stock-moves/batch',
  givers: { stock: 'true' },
  eligibleFor: 'stock-move',
  title: () => t.stock.bulk,
  facts: () => t.stock.bulkFacts,
  commit: (count, rows) => t.stock.bulkCommit(count, rows),
  productOf: (name, count) => t.stock.bulkProduct(name, count),
  pathOf: (from) => withQuery('/api/stock', { account: from, limit: 200 }),
  changed: stockChanged,
};

/** What the source has, each product once: those that can move first, and by their names. */
export function sourceProducts(held: Page<License | StockLot> | undefined): SourceProduct[] {
  const found = new Map<string, SourceProduct>();
  for (const one of held?.items ?? []) {
    const { sku, name, program } = one;
    const before = found.get(sku)?.transferable ?? 0;
    found.set(sku, { id: sku, name, program, transferable: before + movable(one) });
  }
  return [...found.values()].toSorted(
    (a, b) => Number(b.transferable > 0) - Number(a.transferable > 0) || a.name.localeCompare(b.name),
  );
}

// S6: stock that is past its year stays.
function movable(one: License | StockLot): number {
  if ('transferableQuantity' in one) return one.transferableQuantity;
  return one.daysLeft !== undefined && one.daysLeft < 0 ? 0 : one.quantity;
}
