import { todayOf } from '#domain/licenses/books/account.ts';
import { type Books, heldOf } from '#domain/licenses/books/books.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { byEnd, type Lot } from '#domain/licenses/books/lot.ts';
import type { Tally } from './invariants.ts';

/** What a move of stock was asked for: a lot, a product, or several of them in lines. */
export interface StockAsked {
  readonly lotId?: string;
  readonly sku?: string;
  readonly quantity?: number;
  readonly lines?: readonly { readonly lotId?: string; readonly sku?: string; readonly quantity: number }[];
}

/**
 * S2, S5, S6: a move takes what was asked, lot by lot: of a product what ends first, and nothing past its year; the figures are those
 * that there are afterwards. Worked out from the journals, line after line, as somebody with a list of the stock would.
 */
export function expectStockMoved(
  books: Books,
  tally: Tally,
  event: Extract<LicenseEvent, { type: 'StockMoved' }>,
  asked: StockAsked,
): void {
  const { plan, journal, lines } = event;
  const { from } = plan;
  const today = todayOf(books.accounts.get(from), journal.at);
  const goneOf = new Map(
    lines.map(({ lot }) => [
      lot.lotId,
      journal.entries.reduce(
        (sum, entry) => sum - (entry.lotId === lot.lotId && entry.accountId === from ? entry.quantity : 0),
        0,
      ),
    ]),
  );
  // What there was before: what there is, and what this move took.
  const left = new Map(
    [...(tally.accounts.get(from) ?? [])].map(([lotId, held]) => [lotId, held + (goneOf.get(lotId) ?? 0)]),
  );
  const inStock = (line: { lotId?: string; sku?: string }): Lot[] =>
    [...left.keys()]
      .flatMap((lotId) => tally.lots.get(lotId) ?? [])
      .filter((lot) => (line.lotId === undefined ? lot.sku === line.sku : lot.lotId === line.lotId))
      .filter(
        (lot) =>
          lot.stock && (lot.endsOn ?? '9999') >= today && (heldOf(books, from, lot.lotId) > 0 || goneOf.has(lot.lotId)),
      )
      .sort(byEnd);
  const requested = asked.lines ?? [{ ...asked, quantity: asked.quantity ?? 0 }];
  const named = new Set(requested.flatMap(inStock));
  const expected = new Map<string, number>();
  for (const line of requested) {
    let open = line.quantity;
    for (const { lotId } of inStock(line)) {
      const some = Math.min(open, left.get(lotId) ?? 0);
      if (some > 0) expected.set(lotId, (expected.get(lotId) ?? 0) + some);
      left.set(lotId, (left.get(lotId) ?? 0) - some);
      open -= some;
    }
    expect(open).toBe(0);
  }
  expect(Object.fromEntries(goneOf)).toEqual(Object.fromEntries(expected));
  expect(journal.quantity).toBe(requested.reduce((sum, line) => sum + line.quantity, 0));
  for (const { lot, stockAfter } of lines) expect(heldOf(books, from, lot.lotId)).toBe(stockAfter);
  expect([...named].reduce((sum, { lotId }) => sum + heldOf(books, from, lotId), 0)).toBe(plan.stockAfter);
}
