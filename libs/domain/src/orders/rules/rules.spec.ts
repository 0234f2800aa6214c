import { codes, emptyBooks, line, now, order, place, product, types } from '#test/fixtures/orders.ts';
import type { RequestedOrder } from '../order.ts';
import { placeOrder } from '../place.ts';

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
