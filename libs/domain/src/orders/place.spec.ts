import { codes, emptyBooks, line, now, order, place, product, types } from '#test/fixtures/orders.ts';
import fc from '#test/support/samples/properties.ts';
import type { RequestedOrder } from './order.ts';

describe('revisions', () => {
  const waiting = { ...line, requestedShipDate: '2026-12-15' };

  test('O4 the same revision again changes nothing, however its prices and fields are written', () => {
    const books = emptyBooks();
    place(books, order());
    const again = order({
      emails: ['IT@example.com', 'it@example.com'],
      lines: [{ ...line, unitPrice: '118' }],
    });
    expect(place(books, order(), again)).toEqual([]);
  });

  test('O4 the same revision again changes nothing where it left out what a released line has', () => {
    const books = emptyBooks();
    place(
      books,
      order({
        lines: [
          { ...line, requestedShipDate: '2026-01-01' },
          { ...waiting, lineNumber: 2 },
        ],
      }),
    );
    const left = order({ revision: 2, lines: [line, { ...waiting, lineNumber: 2 }] });
    expect(types(place(books, left))).toEqual(['OrderChanged']);
    expect(place(books, left)).toEqual([]);
  });

  test.each<[string, Partial<RequestedOrder>]>([
    ['quantity', { lines: [{ ...line, quantity: 26 }] }],
    ['term', { lines: [{ ...line, termMonths: 24 }] }],
    ['kind', { lines: [{ ...line, kind: 'renewal' }] }],
    ['purchase order', { purchaseOrder: 'PO-2' }],
    ['buyer reference', { buyerReference: '04011000-1' }],
    ['buyer line reference', { lines: [{ ...line, buyerLineReference: '2027-01-01' }] }],
    ['time of placing', { placedAt: '2026-11-21T09:00:00Z' }],
    ['name of an account', { accounts: [{ accountId: 'ACC-100', role: 'end-customer', name: 'Other' }] }],
  ])('O4 O5 the same revision with another %s changes nothing and is refused aloud, once', (_, change) => {
    const books = emptyBooks();
    place(books, order());
    const before = books.orders.get('SO-1');
    const events = place(books, order(change), order(change), order());
    expect(types(events)).toEqual(['OrderRejected']);
    expect(codes(events)).toEqual(['REVISION_TAKEN']);
    expect(books.orders.get('SO-1')).toMatchObject({ state: 'accepted', lines: before?.lines, emails: before?.emails });
    expect(books.orders.get('SO-1')?.refusals).toHaveLength(1);
  });

  test('O4 the highest revision is told apart for good, also where one at an older number was refused since', () => {
    const books = emptyBooks();
    place(books, order(), order({ revision: 3, lines: [{ ...line, sku: 'NEW' }] }));
    expect(codes(place(books, order({ emails: ['other@example.com'] })))).toEqual(['REVISION_TAKEN']);
    expect(codes(place(books, order({ revision: 3, emails: ['other@example.com'] })))).toEqual(['REVISION_TAKEN']);
  });

  test('O1 a field that nobody knows decides nothing, whatever it is called', () => {
    const books = emptyBooks();
    const far = { ...line, lineNumber: 2, requestedShipDate: '2027-06-01' };
    const unknown = { shipmentId: 'SO-1-S1', state: 'released', product: {} };
    const asked = {
      ...order({ lines: [line, { ...far, ...unknown }] }),
      cancelledAt: null,
      shipments: 7,
      refusals: 'none',
    };
    const [, shipped] = place(books, asked as unknown as RequestedOrder);
    expect(shipped).toMatchObject({ shipment: { shipmentId: 'SO-1-S1', lines: [{ lineNumber: 1 }] } });
    expect(types(place(books, order({ revision: 2, lines: [line, far] })))).toEqual(['OrderChanged']);
  });

  test('O4 O5 every other form of a revision is told, up to a limit', () => {
    const books = emptyBooks();
    place(books, order());
    const forms = Array.from({ length: 30 }, (_, n) => order({ lines: [{ ...line, quantity: 100 + n }] }));
    expect(place(books, ...forms, ...forms, order())).toHaveLength(19);
    expect(books.orders.get('SO-1')?.refusals).toHaveLength(19);
  });

  test('O4 R12 an order tells when each revision was taken, and a line when it was released', () => {
    const books = emptyBooks();
    const own = { acceptedRevisions: 'of the ERP' };
    place(books, { ...order({ lines: [line, { ...waiting, lineNumber: 2 }] }), ...own } as RequestedOrder);
    place(books, order({ revision: 2, lines: [line, { ...waiting, lineNumber: 2, quantity: 3 }] }));
    expect(books.orders.get('SO-1')).toMatchObject({
      acceptedRevisions: [1, 2].map((revision) => ({ revision, at: now })),
      lines: [{ releasedAt: now }, { state: 'waiting' }],
    });
    expect(books.orders.get('SO-1')?.lines[1]?.releasedAt).toBeUndefined();
  });

  test('O4 an older revision never overwrites a newer one', () => {
    const books = emptyBooks();
    place(books, order({ revision: 3, lines: [waiting] }));
    expect(place(books, order({ revision: 2, lines: [{ ...waiting, quantity: 1 }] }))).toEqual([]);
    expect(books.orders.get('SO-1')?.lines[0]?.quantity).toBe(25);
  });

  test('O4 a newer revision changes, adds and removes lines that are not released', () => {
    const books = emptyBooks();
    place(books, order({ lines: [line, { ...waiting, lineNumber: 2 }, { ...waiting, lineNumber: 3 }] }));
    const events = place(
      books,
      order({ revision: 2, lines: [line, { ...waiting, lineNumber: 2, quantity: 9 }, { ...line, lineNumber: 4 }] }),
    );
    expect(types(events)).toEqual(['OrderChanged', 'ShipmentReleased']);
    expect(
      books.orders.get('SO-1')?.lines.map(({ lineNumber, quantity, state }) => [lineNumber, quantity, state]),
    ).toEqual([
      [1, 25, 'released'],
      [2, 9, 'waiting'],
      [4, 25, 'released'],
    ]);
  });

  test.each([
    ['its quantity', { ...line, quantity: 24 }],
    ['its price', { ...line, unitPrice: '117.00' }],
    ['its sku', { ...line, sku: 'OTHER' }],
    ['its kind', { ...line, kind: 'renewal' as const }],
    ['its term', { ...line, termMonths: 24 }],
    ['a ship date that it did not have', { ...line, requestedShipDate: '2027-01-01' }],
    ['an activation date that it did not have', { ...line, activationDate: '2027-01-01' }],
    ['its being there', { ...waiting, lineNumber: 9 }],
  ])('O4 O5 a change to a released line is refused and says so: %s', (_, changed) => {
    const books = emptyBooks();
    books.products.set('OTHER', { ...product, sku: 'OTHER' });
    place(books, order());
    const before = books.orders.get('SO-1');
    const events = place(books, order({ revision: 2, lines: [changed] }));
    expect(codes(events)).toEqual(['LINE_RELEASED']);
    expect(JSON.stringify(events)).not.toContain('undefined');
    expect(books.orders.get('SO-1')).toMatchObject({ state: 'accepted', revision: 1, lines: before?.lines });
  });

  test.each([
    ['the currency', { currency: 'USD' }],
    ['the end customer', { accounts: [{ accountId: 'ACC-2', role: 'end-customer' }] }],
  ])('O4 once a line is released, %s stays', (_, change) => {
    const books = emptyBooks();
    place(books, order());
    expect(codes(place(books, order({ revision: 2, ...change })))).toEqual(['RELEASED_TERMS_FIXED']);
  });

  test('O4 deliveries in any order and number end where the newest revision says', () => {
    const revisions = [1, 2, 3].map((revision) => order({ revision, lines: [{ ...waiting, quantity: revision }] }));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...revisions), { minLength: 1, maxLength: 12 }), (delivered) => {
        const books = emptyBooks();
        place(books, ...delivered);
        const newest = Math.max(...delivered.map((one) => one.revision));
        expect(books.orders.get('SO-1')).toMatchObject({ revision: newest, lines: [{ quantity: newest }] });
      }),
    );
  });
});
