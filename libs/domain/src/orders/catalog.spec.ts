import { emptyBooks, fold, line, now, order, place, product, types } from '#test/fixtures/orders.ts';
import { publishProduct, withdrawProduct } from './catalog.ts';
import { releaseDue } from './release.ts';

describe('catalog', () => {
  test('O6 a line keeps the facts as they were at order time', () => {
    const books = emptyBooks();
    place(books, order({ lines: [{ ...line, requestedShipDate: '2026-12-15' }] }));
    fold(books, publishProduct(books, { ...product, facts: { ...product.facts, name: 'New name' }, asOf: now }));
    const [event] = releaseDue(books, 'SO-1', '2026-12-15T00:00:00Z');
    expect(event).toMatchObject({ shipment: { lines: [{ product: { name: 'Wireless Assurance, 1 year' } }] } });
  });

  test('O6 what is older than what is known changes nothing', () => {
    const books = emptyBooks();
    expect(publishProduct(books, { ...product, asOf: '2025-12-31T00:00:00Z' })).toEqual([]);
    expect(withdrawProduct(books, 'AP-1Y', '2025-12-31T00:00:00Z')).toEqual([]);
    expect(types(withdrawProduct(books, 'AP-1Y', now))).toEqual(['ProductWithdrawn']);
    expect(withdrawProduct(books, 'NO-SUCH', now)).toEqual([]);
  });

  test('F4 an address that stands twice is written as it was first', () => {
    const books = emptyBooks();
    place(books, order({ emails: ['It@Example.com', 'b@example.com', 'it@example.com'] }));
    expect(books.orders.get('SO-1')?.emails).toEqual(['It@Example.com', 'b@example.com']);
  });

  test('O6 a line without a term takes the product’s', () => {
    const books = emptyBooks();
    place(books, order({ lines: [line, { ...line, lineNumber: 2, termMonths: 36 }] }));
    expect(books.orders.get('SO-1')?.lines.map((one) => one.termMonths)).toEqual([12, 36]);
  });
});
