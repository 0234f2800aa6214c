import { cancel, codes, emptyBooks, line, now, order, place, types } from '#test/fixtures/orders.ts';
import { releaseDue } from './release.ts';

describe('cancellations', () => {
  const waiting = { ...line, requestedShipDate: '2026-12-15' };

  test('O4 a cancellation stops what is not released, and nothing brings it back', () => {
    const books = emptyBooks();
    place(books, order({ lines: [line, { ...waiting, lineNumber: 2 }] }));
    cancel(books, 2);
    expect(books.orders.get('SO-1')?.lines.map((one) => one.state)).toEqual(['released', 'cancelled']);
    expect(releaseDue(books, 'SO-1', '2027-01-01T00:00:00Z')).toEqual([]);
    expect(codes(place(books, order({ revision: 3 })))).toEqual(['ORDER_CANCELLED']);
    expect(cancel(books, 2)).toEqual([]);
  });

  test('O4 a cancellation of the current revision stops what is not released, once', () => {
    const books = emptyBooks();
    place(books, order({ lines: [line, { ...waiting, lineNumber: 2 }] }));
    const again = () => cancel(books, 1);
    expect(types(again())).toEqual(['OrderCancelled']);
    expect(books.orders.get('SO-1')).toMatchObject({
      state: 'cancelled',
      lines: [{ state: 'released' }, { state: 'cancelled' }],
    });
    expect(again()).toEqual([]);
    expect(place(books, order({ lines: [line, { ...waiting, lineNumber: 2 }] }))).toEqual([]);
  });

  test('O4 a cancellation of an older revision is ignored; one of the revision in force counts while a newer is refused', () => {
    const books = emptyBooks();
    place(books, order({ lines: [waiting] }), order({ revision: 2, lines: [{ ...waiting, quantity: 9 }] }));
    expect(cancel(books, 1)).toEqual([]);
    place(books, order({ revision: 3, currency: 'EUX' }));
    cancel(books, 2);
    expect(books.orders.get('SO-1')).toMatchObject({ state: 'cancelled', lines: [{ state: 'cancelled' }] });
  });

  test('O5 a cancellation that finds every line released leaves the order as it is, and ends it', () => {
    const books = emptyBooks();
    place(books, order());
    const again = () => cancel(books, 1);
    expect(types(again())).toEqual(['OrderCancelled']);
    expect(books.orders.get('SO-1')).toMatchObject({
      state: 'accepted',
      cancelledAt: now,
      lines: [{ state: 'released' }],
    });
    expect(again()).toEqual([]);
    expect(codes(place(books, order({ revision: 2, lines: [line, { ...line, lineNumber: 2 }] })))).toEqual([
      'ORDER_CANCELLED',
    ]);
  });

  test('O4 a cancellation that comes before its order stops it', () => {
    const books = emptyBooks();
    cancel(books, 2);
    expect(place(books, order())).toEqual([]);
    expect(books.orders.get('SO-1')?.state).toBe('cancelled');
  });
});
