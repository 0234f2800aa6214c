import { codes, emptyBooks, fold, line, order, place, types } from '#test/fixtures/orders.ts';
import type { OrderEvent, RequestedOrder } from '../order.ts';

describe('O10 who pays may change until it is billed, and stays from then on', () => {
  const waiting = { ...line, requestedShipDate: '2026-12-15' };
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
