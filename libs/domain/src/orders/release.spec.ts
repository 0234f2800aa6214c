import { emptyBooks, fold, line, order, place, types } from '#test/fixtures/orders.ts';
import { nextDueOn } from './order.ts';
import { releaseDue } from './release.ts';

describe('release', () => {
  test.each([
    ['without a ship date', undefined],
    ['with one today', '2026-11-21'],
    ['with one in the past', '2020-01-01'],
  ])('O3 a line %s is released at once', (_, requestedShipDate) => {
    const events = place(emptyBooks(), order({ lines: [{ ...line, requestedShipDate }] }));
    expect(types(events)).toEqual(['OrderAccepted', 'ShipmentReleased']);
  });

  test('O3 lines that are due together are one shipment, later ones wait for their day', () => {
    const books = emptyBooks();
    const later = { ...line, requestedShipDate: '2026-12-15' };
    const lines = [line, { ...line, lineNumber: 2 }, { ...later, lineNumber: 3 }, { ...later, lineNumber: 4 }];
    const [, first] = place(books, order({ lines }));
    expect(first).toMatchObject({ shipment: { shipmentId: 'SO-1-S1', lines: [{ lineNumber: 1 }, { lineNumber: 2 }] } });
    expect(releaseDue(books, 'SO-1', '2026-12-14T23:59:59.999Z')).toEqual([]);
    const events = fold(books, releaseDue(books, 'SO-1', '2026-12-15T00:00:00.000Z'));
    expect(events).toMatchObject([
      { shipment: { shipmentId: 'SO-1-S2', lines: [{ lineNumber: 3 }, { lineNumber: 4 }] } },
    ]);
    expect(releaseDue(books, 'SO-1', '2026-12-16T00:00:00.000Z')).toEqual([]);
  });

  test('O3 an order knows the day on which it is next due', () => {
    const books = emptyBooks();
    const lines = ['2060-01-01', '2026-12-15'].map((requestedShipDate, n) => ({
      ...line,
      lineNumber: n + 1,
      requestedShipDate,
    }));
    place(books, order({ lines }));
    expect(nextDueOn(books.orders.get('SO-1') as never)).toBe('2026-12-15');
  });
});
