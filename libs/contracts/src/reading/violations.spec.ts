import { productPublished } from '../catalog.ts';
import { salesOrder } from '../sales-orders.ts';
import { schemaViolations } from './violations.ts';

const line = { lineNumber: 7, sku: 'AP', quantity: 1, unitPrice: '1.00' };
const order = {
  orderNumber: 'SO-1',
  revision: 1,
  currency: 'EUR',
  accounts: [{ accountId: 'A', role: 'end-customer' }],
  emails: ['it@a.example'],
  lines: [line],
};

function told(input: unknown, schema: typeof salesOrder | typeof productPublished = salesOrder) {
  const { error } = schema.safeParse(input);
  return error ? schemaViolations(error, input) : [];
}

describe('what a schema has against a message', () => {
  test.each([
    [[1], 'WRONG_TYPE', '$', 'the message is not an object'],
    [undefined, 'REQUIRED', '$', 'the message is missing; it has to be an object'],
    [{ ...order, revision: 1.5 }, 'WRONG_TYPE', 'revision', 'revision is not a whole number'],
    [{ ...order, revision: '7' }, 'WRONG_TYPE', 'revision', 'revision is not a whole number'],
    [{ ...order, revision: 1e300 }, 'TOO_LARGE', 'revision', 'revision is more than 1000000000'],
    [{ ...order, lines: [] }, 'TOO_SMALL', 'lines', 'lines is empty; it has to have at least 1 entry'],
    [{ ...order, lines: {} }, 'WRONG_TYPE', 'lines', 'lines is not a list'],
    [{ ...order, orderNumber: 1 }, 'WRONG_TYPE', 'orderNumber', 'orderNumber is not text'],
    [
      { ...order, accounts: [{ accountId: 'A' }] },
      'REQUIRED',
      'accounts[0].role',
      expect.stringMatching(/^accounts\[0\]\.role is missing; it has to be one of .*end-customer/),
    ],
    [{ ...order, orderNumber: '' }, 'TOO_SMALL', 'orderNumber', expect.stringMatching(/at least 1 character$/)],
  ])('O5 %j is told in words', (input, code, path, message) => {
    expect(told(input)[0]).toMatchObject({ code, path, message });
    expect(told(input).filter((one) => one.code === code)).toHaveLength(1);
  });

  test.each([
    [
      { ...order, lines: [{ ...line, quantity: 0 }] },
      { limit: '1', actual: '0', remedy: 'send at least 1' },
    ],
    [
      { ...order, revision: 2e9 },
      { limit: '1000000000', actual: '2000000000', remedy: 'send at most 1000000000' },
    ],
    [
      { ...order, revision: '7' },
      { limit: 'number', value: '7', remedy: 'send a whole number' },
    ],
    [
      { ...order, emails: undefined },
      { limit: 'array', remedy: 'send a list' },
    ],
    [
      { ...order, lines: [] },
      { limit: '1', actual: '0', remedy: 'send at least 1 entry' },
    ],
    [
      { ...order, orderNumber: 'x'.repeat(65) },
      { limit: '64', actual: '65', remedy: 'send at most 64 characters' },
    ],
    [
      { ...order, accounts: [{ accountId: 'A', role: 'bill_to' }] },
      { limit: 'end-customer, partner, distributor, sold-to, bill-to', remedy: 'write bill-to' },
    ],
    [{ ...order, accounts: [{ accountId: 'A', role: 'king' }] }, { remedy: 'write one of these' }],
    [
      { ...order, lines: [{ ...line, unitPrice: '1,50' }] },
      { limit: 'a price as a decimal string', remedy: 'write a price as a decimal string' },
    ],
    [
      { ...order, lines: [{ ...line, requestedShipDate: '2026-02-30' }] },
      { remedy: 'write a date as YYYY-MM-DD that exists' },
    ],
    [{ ...order, currency: 'eur' }, { remedy: 'write a currency code of three capital letters' }],
    [{ ...order, orderNumber: 'a\u200bb' }, { limit: 'text that can be seen' }],
  ])('O5 %j: the limit, what there is and what would be right are told', (input, saying) => {
    expect(told(input)).toMatchObject([saying]);
  });

  test('O5 a violation inside a line carries the number of the line, where there is one', () => {
    expect(told({ ...order, lines: [{ ...line, quantity: 0 }] })).toMatchObject([
      { path: 'lines[0].quantity', line: 7 },
    ]);
    expect(told({ ...order, lines: [{ ...line, lineNumber: 'x' }] })[0]).not.toHaveProperty('line');
  });

  test('O6 a price under what is no currency code is told by that code', () => {
    const product = {
      ...{ sku: 'AP', name: 'AP', description: '', instructionsUrl: 'https://a.example', program: 'mist' },
      ...{ scenario: 'activation', prices: { eur: '1.00' } },
    };
    expect(told(product, productPublished)).toMatchObject([
      {
        code: 'INVALID',
        path: 'prices.eur',
        message: 'prices.eur: eur is not a currency code of three capital letters',
      },
    ]);
  });

  test.each([
    'a@x..example',
    '.a@x.example',
    'a.@x.example',
    'a..b@x.example',
    'a@-x.example',
    'a@x-.example',
    'a@x.example.',
    'ok@localhost',
    'a\u200b@x.example',
    `${'a'.repeat(65)}@x.example`,
    `a@${'x'.repeat(64)}.example`,
  ])('F4 an address that no mail can be delivered to is refused: %s', (email) => {
    expect(told({ ...order, emails: [email] })).toMatchObject([
      { code: 'WRONG_FORMAT', path: 'emails[0]', message: 'emails[0] is not an e-mail address' },
    ]);
  });

  test.each(['a@x.example', 'a.b-c+d@x-1.y.example', 'łukasz@żółw.example', '株@会社.example', "o'neil@a.b"])(
    'F4 %s is an address',
    (email) => {
      expect(told({ ...order, emails: [email] })).toEqual([]);
    },
  );
});
