import { cancel, codes, emptyBooks, line, order, place, placeFrom, types } from '#test/fixtures/orders.ts';
import type { Order } from './order.ts';

describe('whose an order is', () => {
  const waiting = { ...line, requestedShipDate: '2027-06-01' };
  const ours = order({ lines: [waiting] });
  const theirs = order({
    currency: 'USD',
    accounts: [{ accountId: 'ACC-US', role: 'end-customer' }],
    lines: [{ ...waiting, quantity: 9 }],
  });

  test.each([1, 2, 7])(
    'O8 revision %d of another system is refused by name, and never told to come as a newer one',
    (revision) => {
      const books = emptyBooks();
      place(books, ours);
      const { refusals: _, foreign: __, ...before } = books.orders.get('SO-1') as Order;
      const events = placeFrom('/erp/us', books, { ...theirs, revision });
      expect(events).toMatchObject([
        {
          type: 'OrderRejected',
          refusal: {
            revision,
            source: '/erp/us',
            violations: [{ code: 'ORDER_OF_ANOTHER_SOURCE', path: 'orderNumber', limit: '/erp', actual: '/erp/us' }],
          },
        },
      ]);
      expect(JSON.stringify(events)).not.toMatch(/send what is meant as revision|higher revision/);
      expect(books.orders.get('SO-1')).toMatchObject(before);
      expect(types(place(books, { ...ours, revision: 2, emails: ['new@example.com'] }))).toEqual(['OrderChanged']);
      expect(books.orders.get('SO-1')?.source).toBe('/erp');
    },
  );

  test('O4, O8 the very same order from another system is the same order again', () => {
    const books = emptyBooks();
    place(books, ours);
    expect(placeFrom('/erp/us', books, ours)).toEqual([]);
  });

  test('O8 the same foreign message again has had its answer, another one has not', () => {
    const books = emptyBooks();
    place(books, ours);
    const foreign = () => placeFrom('/erp/us', books, theirs);
    expect([codes(foreign()), codes(foreign())]).toEqual([['ORDER_OF_ANOTHER_SOURCE'], []]);
    expect(codes(placeFrom('/erp/us', books, { ...theirs, emails: ['c@d.example'] }))).toEqual([
      'ORDER_OF_ANOTHER_SOURCE',
    ]);
  });

  test('O8 another system cancels nothing, its own does, and nobody else brings it back', () => {
    const books = emptyBooks();
    place(books, ours);
    expect(codes(cancel(books, 1, '/erp/us'))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
    expect(codes(cancel(books, 9, '/erp/us'))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
    expect(books.orders.get('SO-1')?.state).toBe('accepted');
    expect(types(cancel(books, 1))).toEqual(['OrderCancelled']);
    expect(codes(placeFrom('/erp/us', books, { ...theirs, revision: 3 }))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
  });

  test('O8 a number belongs to whoever sent it first, also where that was refused or a cancellation', () => {
    const refused = emptyBooks();
    place(refused, order({ lines: [{ ...line, sku: 'NO-SUCH' }] }));
    expect(codes(placeFrom('/erp/us', refused, { ...theirs, revision: 2 }))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
    expect(types(place(refused, order({ revision: 2 })))).toContain('OrderAccepted');
    const cancelled = emptyBooks();
    cancel(cancelled, 1);
    expect(codes(placeFrom('/erp/us', cancelled, { ...theirs, revision: 2 }))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
  });

  test('O8 systems that are declared to share their numbers are one', () => {
    const books = { ...emptyBooks(), sharedSources: [['/erp', '/erp/new']] };
    place(books, ours);
    expect(types(placeFrom('/erp/new', books, { ...ours, revision: 2 }))).toEqual(['OrderChanged']);
    expect(books.orders.get('SO-1')?.source).toBe('/erp');
    expect(codes(placeFrom('/erp/us', books, { ...ours, revision: 3 }))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
  });

  test('O8 an order of a release that kept no source is its next sender’s', () => {
    const books = emptyBooks();
    place(books, ours);
    const { source: _, ...old } = books.orders.get('SO-1') as Order;
    books.orders.set('SO-1', old);
    expect(types(placeFrom('/erp/us', books, { ...ours, revision: 2 }))).toEqual(['OrderChanged']);
    expect(codes(place(books, { ...ours, revision: 3 }))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
  });
});
