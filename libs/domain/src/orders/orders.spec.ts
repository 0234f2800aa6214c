import fc from '#test/support/samples/properties.ts';
import { cancelOrder } from './cancel.ts';
import { publishProduct, withdrawProduct } from './catalog.ts';
import { formOf } from './content.ts';
import {
  evolve,
  nextDueOn,
  type Order,
  type OrderBooks,
  type OrderEvent,
  type Product,
  type RequestedOrder,
} from './order.ts';
import { placeOrder } from './place.ts';
import { releaseDue } from './release.ts';

const now = '2026-11-21T10:00:00.000Z';

const product: Product = {
  sku: 'AP-1Y',
  facts: {
    name: 'Wireless Assurance, 1 year',
    description: 'For one access point',
    instructionsUrl: 'https://docs.seatwright.example/ap',
    program: 'mist',
    scenario: 'activation',
    category: 'paid',
    billing: 'once',
  },
  termMonths: 12,
  prices: { EUR: '118.00' },
  withdrawn: false,
  asOf: '2026-01-01T00:00:00Z',
};

const line = { lineNumber: 1, sku: 'AP-1Y', quantity: 25, unitPrice: '118.00', kind: 'initial' } as const;

function order(changes: Partial<RequestedOrder> = {}): RequestedOrder {
  return {
    orderNumber: 'SO-1',
    revision: 1,
    currency: 'EUR',
    accounts: [{ accountId: 'ACC-100', role: 'end-customer' }],
    emails: ['it@example.com'],
    lines: [line],
    ...changes,
  };
}

function emptyBooks(): OrderBooks {
  const products = new Map([[product.sku, product]]);
  return {
    orders: new Map(),
    products,
    sharedSources: [],
    billed: new Map(),
    authority: new Map(),
    digest: (text) => text,
  };
}

/** Decides about orders one after the other, and folds what was decided. */
function place(books: OrderBooks, ...orders: RequestedOrder[]): OrderEvent[] {
  return placeFrom('/erp', books, ...orders);
}

function placeFrom(source: string, books: OrderBooks, ...orders: RequestedOrder[]): OrderEvent[] {
  return orders.flatMap((asked) => fold(books, placeOrder(books, { readable: 'whole', source, order: asked }, now)));
}

function cancel(books: OrderBooks, revision: number, source = '/erp'): OrderEvent[] {
  return fold(books, cancelOrder(books, { orderNumber: 'SO-1', revision, source }, now));
}

function fold(books: OrderBooks, events: OrderEvent[]): OrderEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

function types(events: readonly OrderEvent[]): string[] {
  return events.map((event) => event.type);
}

function codes(events: readonly OrderEvent[]): string[] {
  return events.flatMap((event) => ('refusal' in event ? event.refusal.violations.map((one) => one.code) : []));
}

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

  describe('O10 who pays may change until it is billed, and stays from then on', () => {
    const end = { accountId: 'ACC-100', role: 'end-customer' };
    const [billTo, soldTo] = ['bill-to', 'sold-to'].map((role) => ({ accountId: 'PAYER', role }));
    const other = (role: string) => ({ accountId: 'OTHER', role });
    const bill = (...lineNumbers: number[]): OrderEvent[] =>
      lineNumbers.map((lineNumber) => ({
        ...{ type: 'LinesBilled', invoiceNumber: `INV-2026-00000${lineNumber}` },
        lines: [{ orderNumber: 'SO-1', lineNumber }],
      }));
    const revised = (before: object[], accounts: object[], billed: OrderEvent[] = []) => {
      const books = emptyBooks();
      const lines = [line, { ...waiting, lineNumber: 2 }];
      place(books, order({ lines, accounts: [end, ...before] as RequestedOrder['accounts'] }));
      fold(books, billed);
      return place(books, order({ revision: 2, lines, accounts: [end, ...accounts] as RequestedOrder['accounts'] }));
    };

    test.each([
      ['another bill-to', [billTo], [other('bill-to')]],
      ['a bill-to where the end customer paid', [], [other('bill-to')]],
      ['a sold-to where the end customer paid', [], [other('sold-to')]],
      ['no bill-to any more', [billTo], []],
      ['a bill-to before the sold-to', [soldTo], [soldTo, other('bill-to')]],
      ['another sold-to', [soldTo], [other('sold-to')]],
    ] as [string, object[], object[]][])(
      'O10 %s is taken, and refused aloud once a line is billed',
      (_, before, accounts) => {
        expect(types(revised(before, accounts))).toEqual(['OrderChanged']);
        const events = revised(before, accounts, bill(1));
        expect(codes(events)).toEqual(['RELEASED_TERMS_FIXED']);
        const message = expect.stringMatching(/who pays .* the order is billed on invoice INV-2026-000001$/);
        expect(events).toMatchObject([
          { refusal: { violations: [{ path: 'accounts', message, remedy: expect.any(String) }] } },
        ]);
      },
    );

    test('O10 the refusal names every invoice that the order is billed on, each once, and some where they are many', () => {
      const messageFor = (...billed: number[]) =>
        JSON.stringify(revised([billTo as object], [other('bill-to')], bill(...billed)));
      expect(messageFor(2, 1, 1)).toContain('billed on invoice INV-2026-000001, INV-2026-000002"');
      expect(messageFor(7, 6, 5, 4, 3, 2, 1)).toContain('INV-2026-000005 and 2 more');
      const before = {
        type: 'LinesBilled',
        invoiceNumber: '',
        lines: [{ orderNumber: 'SO-1', lineNumber: 1 }],
      } as const;
      const told = JSON.stringify(revised([billTo as object], [other('bill-to')], [before]));
      expect(told).toContain('lines were released before it was kept what is billed');
    });

    test.each([
      ['a sold-to beside a bill-to', [billTo], [billTo, other('sold-to')]],
      ['a viewer', [], [other('partner')]],
      ['the same payer in another role', [soldTo], [{ ...soldTo, role: 'bill-to' }]],
      ['the end customer as its own payer', [], [{ ...end, role: 'bill-to' }]],
      ['the name of the payer', [billTo], [{ ...billTo, name: 'Zahler' }]],
    ] as [string, object[], object[]][])('O10 %s changes nothing about who pays', (_, before, accounts) => {
      expect(types(revised(before, accounts, bill(1)))).toEqual(['OrderChanged']);
    });
  });

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

describe('refusals', () => {
  const customer = { accountId: 'A', role: 'end-customer' } as const;

  test.each([
    ['END_CUSTOMER_COUNT', { accounts: [{ accountId: 'A', role: 'partner' }] }],
    ['END_CUSTOMER_COUNT', { accounts: ['A', 'B'].map((accountId) => ({ accountId, role: 'end-customer' })) }],
    ['PAYER_COUNT', { accounts: [customer, { accountId: 'P', role: 'bill-to' }, { accountId: 'Q', role: 'bill-to' }] }],
    ['PAYER_COUNT', { accounts: [customer, { accountId: 'P', role: 'sold-to' }, { accountId: 'Q', role: 'sold-to' }] }],
    ['UNKNOWN_CURRENCY', { currency: 'EUX' }],
    ['DUPLICATE_LINE_NUMBER', { lines: [line, line] }],
    ['UNKNOWN_SKU', { lines: [{ ...line, sku: 'NO-SUCH' }] }],
    ['WITHDRAWN_SKU', { lines: [{ ...line, sku: 'GONE' }] }],
    ['PRICE_DECIMALS', { lines: [{ ...line, unitPrice: '118.001' }] }],
    ['PRICE_DECIMALS', { currency: 'JPY', lines: [{ ...line, unitPrice: '118.50' }] }],
  ])('O5 %s is a reason', (code, change) => {
    const books = emptyBooks();
    books.products.set('GONE', { ...product, sku: 'GONE', withdrawn: true });
    const events = place(books, order(change as Partial<RequestedOrder>));
    expect(types(events)).toEqual(['OrderRejected']);
    expect(codes(events)).toEqual([code]);
  });

  test('O1 one account may have several roles, and the same payer may stand twice', () => {
    const payer = { accountId: 'P', role: 'bill-to' } as const;
    const accounts = [customer, payer, payer, { accountId: 'P', role: 'sold-to' as const }];
    expect(types(place(emptyBooks(), order({ accounts })))[0]).toBe('OrderAccepted');
  });

  test('O5 an unknown sku is refused with a remedy that works: the same revision again changes nothing', () => {
    const books = emptyBooks();
    const unknown = order({ lines: [{ ...line, sku: 'NEW' }] });
    const [refused] = place(books, unknown);
    expect(refused).toMatchObject({
      refusal: { violations: [{ code: 'UNKNOWN_SKU', remedy: expect.stringContaining('with a higher revision') }] },
    });
    books.products.set('NEW', { ...product, sku: 'NEW' });
    expect(place(books, unknown)).toEqual([]);
    expect(types(place(books, { ...unknown, revision: 2 }))[0]).toBe('OrderAccepted');
  });

  test('O5 all violations are listed, also those of the part that could be read', () => {
    const books = emptyBooks();
    const unreadable = { code: 'TOO_SMALL', path: 'lines[0].quantity', message: 'lines[0].quantity is less than 1' };
    const events = placeOrder(
      books,
      {
        readable: 'partly',
        source: '/erp',
        orderNumber: 'SO-1',
        revision: 1,
        draft: {
          orderNumber: 'SO-1',
          currency: 'EUR',
          accounts: [],
          lines: [{ lineNumber: 1, sku: 'NO-SUCH' }, undefined],
        },
        violations: [unreadable],
      },
      now,
    );
    expect(codes(events)).toEqual(['TOO_SMALL', 'END_CUSTOMER_COUNT', 'UNKNOWN_SKU']);
  });

  test('O5 a refused order is corrected by a newer revision, not by the same one', () => {
    const books = emptyBooks();
    place(books, order({ lines: [{ ...line, sku: 'NO-SUCH' }] }));
    const corrected = place(books, order(), order({ lines: [{ ...line, sku: 'NO-SUCH' }] }));
    expect(codes(corrected)).toEqual(['REVISION_TAKEN']);
    expect(corrected).toMatchObject([{ refusal: { violations: [{ remedy: 'send what is meant as revision 2' }] } }]);
    expect(types(place(books, order({ revision: 2 })))).toEqual(['OrderAccepted', 'ShipmentReleased']);
  });
});

describe('what a message says', () => {
  const whole = {
    ...order({ lines: [line, { ...line, lineNumber: 2 }] }),
    placedAt: '2026-11-21T10:00:00Z',
    cost: { a: 1, b: [1, 2] },
  };

  test.each<[string, object]>([
    ['lists in another order', { lines: whole.lines.toReversed() }],
    ['fields in another order', Object.fromEntries(Object.entries(whole).toReversed())],
    ['zeros behind prices', { lines: whole.lines.map((one) => ({ ...one, unitPrice: '118.000' })) }],
    ['none there', { lines: whole.lines.map((one) => ({ ...one, unitPrice: '118' })) }],
    ['null for what is absent', { purchaseOrder: null }],
    ['another case of an address, twice', { emails: ['IT@example.com', 'it@EXAMPLE.com'] }],
    ['another way to write an instant', { placedAt: '2026-11-21T11:00:00.000+01:00' }],
  ])('O4, O9 %s is the same', (_, form) => {
    expect(formOf({ ...whole, ...form })).toBe(formOf(whole));
  });

  test.each<[string, object]>([
    ['a quantity', { lines: [whole.lines[0], { ...whole.lines[1], quantity: 26 }] }],
    ['a price', { lines: [whole.lines[0], { ...whole.lines[1], unitPrice: '1180' }] }],
    ['one line of two alike', { lines: [whole.lines[0]] }],
    ['a revision', { revision: 2 }],
    ['a text for a number', { revision: '1' }],
    ['a field that nobody knows', { cost: { a: 1, b: [1, 3] } }],
    ['what a name holds, moved into the next', { currency: 'EU', orderNumber: 'RSO-1' }],
  ])('O9 %s is another content', (_, form) => {
    expect(formOf({ ...whole, ...form })).not.toBe(formOf(whole));
  });
});

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
