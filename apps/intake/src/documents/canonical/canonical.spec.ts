import fc from 'fast-check';
import { readableSalesOrder, salesOrder } from '#contracts/sales-orders.ts';
import { decimalText, parseDecimal } from '#formats/decimal.ts';
import { readDocument } from '#formats/detect.ts';
import { headOf } from '#formats/format.ts';
import type { At, Decimal, Found, SourceLine, SourceParty, SourceReading } from '#formats/reading.ts';
import { toOrder } from '../canonical.ts';
import { senderProfile } from '../senders/profile.ts';

const at: At = { path: '/Order', line: 1, column: 1 };
const found = (value: string, path = '/Order/x'): Found<string> => ({ value, at: { path, line: 7, column: 3 } });
const number = (text: string, path = '/Order/n'): Found<Decimal> => {
  return { value: parseDecimal(text) as Decimal, at: { path, line: 9, column: 5 } };
};

const party = (role: SourceParty['role'], id: string, ...mails: string[]): SourceParty => {
  return { role, ids: [found(id)], mails: mails.map((mail) => found(mail)) };
};

const line = (more: Partial<SourceLine> = {}): SourceLine => {
  return {
    number: found('1'),
    items: [{ by: 'seller', id: found('AP-STD', '/Order/Line/Item') }],
    quantity: number('25', '/Order/Line/Quantity'),
    unit: found('EA', '/Order/Line/Unit'),
    price: number('118.00', '/Order/Line/Price'),
    allowances: [],
    properties: {},
    at: { path: '/Order/Line', line: 5, column: 1 },
    ...more,
  };
};

const readingOf = (more: Partial<SourceReading> = {}, ...lines: Partial<SourceLine>[]): SourceReading => {
  return {
    format: 'x12',
    act: 'whole',
    test: false,
    id: found('34', '/Order/ID'),
    currency: found('EUR'),
    parties: [party('buyer', 'GLN:1', 'buyer@nordwind.example'), party('seller', 'GLN:9', 'sales@us.example')],
    lines: (lines.length === 0 ? [{}] : lines).map((each) => line(each)),
    allowances: [],
    totals: [],
    ...more,
  };
};

const profileOf = (more: object = {}) =>
  senderProfile.parse({
    sender: 'nordwind',
    formats: ['ubl'],
    order: { kind: 'purchase-order', number: 'NW-{id}' },
    mayOrderFor: ['ACC-1', 'ACC-2', 'ACC-3'],
    zone: 'Europe/Berlin',
    parties: { ids: { 'GLN:1': 'ACC-1', 'GLN:2': 'ACC-2', 'GLN:3': 'ACC-3' } },
    skus: { 'AP-STD': { sku: 'MIST-AP-STD-1Y' }, 'AP-10': { sku: 'MIST-AP-STD-1Y', times: 10 } },
    ...more,
  });

const orderOf = (reading: SourceReading, profile = profileOf()) => {
  const made = toOrder(reading, profile);
  if (!('order' in made)) throw new Error(JSON.stringify(made));
  return made.order;
};
const lineOf = (more: Partial<SourceLine>, profile = profileOf()) => orderOf(readingOf({}, more), profile).lines[0];
const refusalsOf = (reading: SourceReading, profile = profileOf()) => {
  const made = toOrder(reading, profile);
  return 'violations' in made ? made.violations : [];
};
const codesOf = (reading: SourceReading, profile = profileOf()) =>
  refusalsOf(reading, profile).map(({ code, path }) => `${code} ${path}`);

describe('a reading and a profile make an order', () => {
  test('I11 what three-way match finds an invoice line by goes on with it: item, unit and what it is booked on', () => {
    const items: SourceLine['items'] = [
      { by: 'seller', id: found('AP-STD') },
      { by: 'buyer', id: found('WLAN-7') },
    ];
    expect(lineOf({ items })).toMatchObject({ buyerItemId: 'WLAN-7', buyerUnit: 'EA', buyerLineReference: '1' });
    // Ten at once are no piece.
    expect(lineOf({ items: [{ by: 'seller', id: found('AP-10') }], price: number('1180.00') })).not.toHaveProperty(
      'buyerUnit',
    );
    expect(orderOf(readingOf({ kept: { accountingCost: '4711/2026' } }))).toMatchObject({
      accountingCost: '4711/2026',
    });
  });

  test('an allowance on a price that only our catalog has is refused, not dropped', () => {
    const allowances = [{ kind: 'allowance' as const, amount: number('10') }];
    const reading = readingOf({}, { price: undefined, allowances });
    expect(codesOf(reading, profileOf({ prices: { missing: 'catalog' } }))).toEqual([
      'LINE_ALLOWANCE lines[0].unitPrice',
    ]);
  });

  test('a line without a price costs what its amount says for its quantity, where that is exact', () => {
    const stated = (amount: string, more: Partial<SourceLine> = {}) => ({
      price: undefined,
      amount: number(amount),
      ...more,
    });
    expect(lineOf(stated('2950.00'))?.unitPrice).toBe('118.00');
    expect(lineOf(stated('2950.00', { items: [{ by: 'seller', id: found('AP-10') }] }))?.unitPrice).toBe('11.80');
    expect(lineOf(stated('2950.00'), profileOf({ prices: { missing: 'catalog' } }))?.unitPrice).toBe('118.00');
    expect(codesOf(readingOf({}, stated('100.01')))).toEqual(['PRICE_NOT_REPRESENTABLE lines[0].unitPrice']);
    // Whether the amount has an allowance in it, nobody says.
    const allowances = [{ kind: 'allowance' as const, amount: number('10') }];
    expect(codesOf(readingOf({}, stated('2950.00', { allowances })))).toEqual(['LINE_ALLOWANCE lines[0].unitPrice']);
  });

  test('countries that are written by habit are those that they stand for', () => {
    const buyer = { ...party('buyer', 'GLN:1', 'a@b.example'), country: found('UK') };
    expect(orderOf(readingOf({ parties: [buyer] })).accounts).toMatchObject([{ country: 'GB' }]);
  });

  test('with its number by the profile, and the buyer’s own beside it', () => {
    expect(orderOf(readingOf())).toMatchObject({ orderNumber: 'NW-34', purchaseOrder: '34', currency: 'EUR' });
    const ours = profileOf({ order: { kind: 'sales-order' } });
    const { orderNumber, purchaseOrder } = orderOf(readingOf({ purchaseOrder: found('PO-9') }), ours);
    expect([orderNumber, purchaseOrder]).toEqual(['34', 'PO-9']);
  });

  test.each<[string, Partial<SourceLine>, object]>([
    ['the seller’s id', {}, { sku: 'MIST-AP-STD-1Y', quantity: 25, unitPrice: '118.00' }],
    [
      'ten in one',
      { items: [{ by: 'seller', id: found('AP-10') }], price: number('1180') },
      { quantity: 250, unitPrice: '118.00' },
    ],
    [
      'the buyer’s id after the others',
      {
        items: [
          { by: 'gtin', id: found('4000') },
          { by: 'buyer', id: found('AP-STD') },
        ],
      },
      { sku: 'MIST-AP-STD-1Y' },
    ],
    ['25.000 of SAP', { quantity: number('25.000') }, { quantity: 25 }],
    ['1E2', { quantity: number('1E2') }, { quantity: 100 }],
    ['no unit', { unit: undefined }, { quantity: 25 }],
    ['a price for ten', { price: number('1180.00'), priceBase: number('10') }, { unitPrice: '118.00' }],
    ['zeros behind the cents', { price: number('118.0000') }, { unitPrice: '118.00' }],
    [
      'an allowance into the price',
      { allowances: [{ kind: 'allowance', amount: number('50.00') }] },
      { unitPrice: '116.00' },
    ],
    ['a charge into the price', { allowances: [{ kind: 'charge', amount: number('25') }] }, { unitPrice: '119.00' }],
    ['its amount', { amount: number('2950.00') }, { unitPrice: '118.00' }],
    ['a day', { notBefore: found('2026-12-15') }, { requestedShipDate: '2026-12-15' }],
    ['a day without marks', { notBefore: found('20261215') }, { requestedShipDate: '2026-12-15' }],
    [
      'an instant, the day in the zone',
      { notBefore: found('2026-12-14T23:00:00+00:00') },
      { requestedShipDate: '2026-12-15' },
    ],
    ['its own number for the answer', { number: found('000010') }, { lineNumber: 10, buyerLineReference: '000010' }],
    ['a number that is none: its position', { number: found('A1') }, { lineNumber: 1, buyerLineReference: 'A1' }],
    [
      'kind and term as properties',
      { properties: { kind: found('renewal'), termMonths: found('36') } },
      { kind: 'renewal', termMonths: 36 },
    ],
  ])('whose line has %s', (_, more, expected) => expect(lineOf(more)).toMatchObject(expected));

  test.each<[string, object, Partial<SourceLine>, object]>([
    [
      'packs',
      { units: { PK: 10 } },
      { unit: found('PK'), quantity: number('2.5'), price: number('1180') },
      { quantity: 25, unitPrice: '118.00' },
    ],
    [
      'a cross reference with kind and term',
      { skus: { R: { sku: 'VPN', kind: 'renewal', termMonths: 12 } } },
      { items: [{ by: 'seller', id: found('R') }] },
      { sku: 'VPN', kind: 'renewal', termMonths: 12 },
    ],
    ['our own skus', { skus: {} }, { items: [{ by: 'seller', id: found('VPN') }] }, { sku: 'VPN' }],
    ['catalog prices', { prices: { missing: 'catalog' } }, { price: undefined }, { sku: 'MIST-AP-STD-1Y' }],
  ])('with %s', (_, profile, more, expected) => expect(lineOf(more, profileOf(profile))).toMatchObject(expected));

  test('days of zeros, and "by" alone, are none', () => {
    expect(lineOf({ notBefore: found('0000-00-00'), by: found('2026-12-24') })).not.toHaveProperty('requestedShipDate');
  });

  test('times without an offset are of the zone, in winter and in summer', () => {
    const placedAt = (text: string) => orderOf(readingOf({ placed: found(text) })).placedAt;
    expect(placedAt('2026-11-20T10:00:00')).toBe('2026-11-20T09:00:00Z');
    expect(placedAt('2026-07-01')).toBe('2026-06-30T22:00:00Z');
    expect(placedAt('20261120101500')).toBe('2026-11-20T09:15:00Z');
    expect(placedAt('2026-11-20T10:00:00+01:00')).toBe('2026-11-20T10:00:00+01:00');
  });

  test('the end customer is the end user, else who gets it, else the buyer; another buyer is partner and pays', () => {
    const accounts = (...parties: SourceParty[]) =>
      orderOf(readingOf({ parties }), profileOf({ emails: { always: ['it@nordwind.example'] } })).accounts.map(
        ({ accountId, role }) => `${accountId} ${role}`,
      );
    const [buyer, shipTo, endUser] = [party('buyer', 'GLN:1'), party('shipTo', 'GLN:2'), party('endUser', 'GLN:3')];
    expect(accounts(buyer)).toEqual(['ACC-1 end-customer']);
    expect(accounts(buyer, shipTo)).toEqual(['ACC-2 end-customer', 'ACC-1 partner', 'ACC-1 sold-to']);
    expect(accounts(buyer, shipTo, endUser)).toEqual(['ACC-3 end-customer', 'ACC-1 partner', 'ACC-1 sold-to']);
    expect(accounts(buyer, party('billTo', 'GLN:3'))).toEqual(['ACC-1 end-customer', 'ACC-3 bill-to']);
    expect(accounts(buyer, party('billTo', 'GLN:1'))).toEqual(['ACC-1 end-customer']);
    expect(accounts(buyer, { role: 'shipTo', ids: [], mails: [] })).toEqual(['ACC-1 end-customer']);
  });

  test('F4 codes go to the roles of the profile, never to the seller or to everybody', () => {
    const buyer = party('buyer', 'GLN:1', 'buyer@nordwind.example');
    const all = [buyer, party('shipTo', 'GLN:2', 'it@nordwind.example'), party('seller', 'GLN:9', 'sales@us.example')];
    expect(orderOf(readingOf()).emails).toEqual(['buyer@nordwind.example']);
    expect(orderOf(readingOf({ parties: all })).emails).toEqual(['it@nordwind.example']);
    const listed = profileOf({ emails: { from: ['buyer'], always: ['codes@nordwind.example'] } });
    expect(orderOf(readingOf({ parties: all }), listed).emails).toEqual([
      'buyer@nordwind.example',
      'codes@nordwind.example',
    ]);
  });

  test('lines that are no licenses are ignored by id or name, and told', () => {
    const freight = { items: [{ by: 'seller' as const, id: found('FREIGHT-DHL') }] };
    const made = toOrder(readingOf({}, {}, freight, { name: found('Freight') }), profileOf({ ignore: ['freight*'] }));
    expect(made).toMatchObject({
      order: { lines: [{ sku: 'MIST-AP-STD-1Y' }] },
      ignored: [{ item: 'FREIGHT-DHL' }, {}],
    });
  });

  test('the lines that a change deletes count in the sum that it states', () => {
    const deleted = readingOf(
      { format: 'ubl', totals: [{ of: 'lines', value: number('4780') }] },
      { amount: number('2950') },
    );
    expect(codesOf(deleted)).toEqual([]);
    expect(codesOf({ ...deleted, format: 'x12' })).toEqual(['CONTROL_TOTAL lines']);
  });

  test('a sum that its format does not fix is told and stops nothing', () => {
    const made = toOrder(readingOf({ format: 'cxml' }, { amount: number('1505.00') }), profileOf());
    expect(made).toMatchObject({
      order: {},
      warnings: [{ code: 'CONTROL_TOTAL', limit: '2950.00', actual: '1505.00' }],
    });
  });
});

describe('a reading that makes no order names each fault, with its place', () => {
  test.each<[string, SourceReading, string, object?]>([
    ['item', readingOf({}, { items: [{ by: 'buyer', id: found('X') }] }), 'UNKNOWN_ITEM lines[0].sku'],
    ['a name only', readingOf({}, { items: [], name: found('License') }), 'UNKNOWN_ITEM lines[0].sku'],
    ['part of a license', readingOf({}, { quantity: number('2.5') }), 'QUANTITY_NOT_WHOLE lines[0].quantity'],
    ['no quantity', readingOf({}, { quantity: undefined }), 'REQUIRED lines[0].quantity'],
    ['kilograms', readingOf({}, { unit: found('KGM') }), 'UNKNOWN_UNIT lines[0].quantity'],
    ['tenths of cents', readingOf({}, { price: number('118.005') }), 'PRICE_NOT_REPRESENTABLE lines[0].unitPrice'],
    [
      'a third of a cent',
      readingOf({}, { price: number('1'), priceBase: number('3') }),
      'PRICE_NOT_REPRESENTABLE lines[0].unitPrice',
    ],
    ['no price', readingOf({}, { price: undefined }), 'PRICE_MISSING lines[0].unitPrice'],
    ['gross prices', readingOf({ kept: { pricesIncludeTax: 'true' } }), 'PRICE_INCLUDES_TAX lines[0].unitPrice'],
    ['a line sum', readingOf({}, { amount: number('2951.00') }), 'CONTROL_TOTAL lines[0].unitPrice'],
    [
      'a total',
      readingOf({ totals: [{ of: 'lines', value: number('1.00') }] }, { amount: number('2950') }),
      'CONTROL_TOTAL lines',
    ],
    ['a count', readingOf({ totals: [{ of: 'count', value: number('2') }] }), 'CONTROL_TOTAL lines'],
    [
      'an order discount',
      readingOf({ allowances: [{ kind: 'allowance', amount: number('5') }] }),
      'DOCUMENT_ALLOWANCE $',
    ],
    ['another seller', readingOf(), 'NOT_FOR_US seller', { us: ['GLN:7'] }],
    ['an unknown party', readingOf({ parties: [party('buyer', 'GLN:8', 'a@b.example')] }), 'UNKNOWN_PARTY accounts'],
    ['nobody', readingOf({ parties: [] }), 'UNKNOWN_PARTY accounts'],
    ['another’s account', readingOf(), 'ACCOUNT_NOT_ALLOWED accounts[0].accountId', { mayOrderFor: ['ACC-2'] }],
    ['no address', readingOf({ parties: [party('buyer', 'GLN:1')] }), 'NO_EMAIL emails'],
    ['a return', readingOf({}, { quantity: number('-1') }), 'NOT_AN_ORDER lines'],
    ['nothing but freight', readingOf(), 'REQUIRED lines', { ignore: ['*'] }],
    ['no day', readingOf({}, { notBefore: found('soon') }), 'WRONG_FORMAT lines[0].requestedShipDate'],
    ['no currency', readingOf({ currency: undefined }), 'REQUIRED currency'],
    [
      'a line discount',
      readingOf({}, { allowances: [{ kind: 'allowance', amount: number('50') }] }),
      'LINE_ALLOWANCE lines[0].unitPrice',
      { prices: { lineAllowances: 'refuse' } },
    ],
  ])('%s', (_, reading, expected, profile = {}) => {
    expect(codesOf(reading, profileOf(profile))).toContain(expected);
    for (const { source, message, remedy } of refusalsOf(reading, profileOf(profile))) {
      expect(source?.path).toBeTruthy();
      expect(message).toBeTruthy();
      expect(remedy).toBeTruthy();
    }
  });

  test('a missing currency says where it may come from', () => {
    expect(refusalsOf(readingOf({ currency: undefined }))).toMatchObject([
      { path: 'currency', message: 'the document names no currency', remedy: expect.stringMatching('under currency') },
    ]);
  });

  test('without a currency, amounts are compared by the cent nevertheless', () => {
    const half = readingOf(
      { currency: undefined },
      { price: number('0.985'), quantity: number('25'), amount: number('24.62') },
    );
    expect(codesOf(half)).not.toContain('CONTROL_TOTAL lines[0].unitPrice');
  });

  test('everything at once', () => {
    const reading = readingOf({}, { quantity: number('2.5') }, { unit: found('KGM'), items: [], price: undefined });
    expect(codesOf(reading)).toEqual([
      'QUANTITY_NOT_WHOLE lines[0].quantity',
      'UNKNOWN_ITEM lines[1].sku',
      'UNKNOWN_UNIT lines[1].quantity',
      'PRICE_MISSING lines[1].unitPrice',
    ]);
  });

  test('what the fields’ own forms refuse has its place too', () => {
    const bad = readingOf({ parties: [party('buyer', 'GLN:1', 'nobody')] });
    expect(refusalsOf(bad)).toMatchObject([{ path: 'emails[0]', source: { path: '/Order/x', line: 7, column: 3 } }]);
  });
});

describe('whatever the figures', () => {
  const cents = fc.bigInt({ min: 0n, max: 10n ** 9n });

  test('no float, and totals kept: what an order comes to is what its document says, or it is refused', () => {
    const any = fc.record({
      cents,
      scale: fc.nat(5),
      base: fc.integer({ min: 1, max: 12 }),
      units: fc.integer({ min: 1, max: 900 }),
      less: fc.nat(500),
    });
    fc.assert(
      fc.property(any, ({ cents: digits, scale, base, units, less }) => {
        const price = { value: { digits, scale }, at };
        const allowances = [{ kind: 'allowance' as const, amount: number(String(less)) }];
        const made = toOrder(
          readingOf({}, { price, priceBase: number(String(base)), quantity: number(String(units)), allowances }),
          profileOf(),
        );
        if (!('order' in made)) return;
        const { unitPrice = '', quantity = 0 } = made.order.lines[0] ?? {};
        expect(typeof unitPrice).toBe('string');
        const minor = BigInt(unitPrice.replace('.', '').padEnd(1, '0'));
        const factor = 10n ** BigInt(scale);
        // quantity × unit price × base × 10^scale = (quantity × price − allowance × base), all in cents.
        const decimals = BigInt(unitPrice.split('.')[1]?.length ?? 0);
        const paid = minor * BigInt(quantity) * BigInt(base) * factor;
        const stated = (BigInt(units) * digits - BigInt(less) * BigInt(base) * factor) * 10n ** decimals;
        expect(paid).toBe(stated);
      }),
    );
  });

  test('an order in our own JSON comes out as it went in', () => {
    const order = {
      orderNumber: 'SO-1001',
      purchaseOrder: 'PO-7',
      buyerReference: '04011000-1',
      placedAt: '2026-11-20T10:00:00+01:00',
      currency: 'EUR',
      accounts: [
        { accountId: 'ACC-1', role: 'end-customer', name: 'Łódź', country: 'PL' },
        { accountId: 'ACC-9', role: 'partner' },
        { accountId: 'ACC-9', role: 'sold-to' },
        { accountId: 'ACC-7', role: 'bill-to' },
      ],
      emails: ['it@lodz.example', 'office@lodz.example'],
      lines: [
        { lineNumber: 10, sku: 'AP-1Y', quantity: 25, unitPrice: '118.00', requestedShipDate: '2026-12-15' },
        {
          lineNumber: 20,
          sku: 'VPN',
          quantity: 1,
          unitPrice: '9',
          kind: 'renewal',
          termMonths: 36,
          activationDate: '2027-01-01',
          buyerLineReference: '00020',
        },
      ],
    };
    const bytes = Buffer.from(JSON.stringify({ ...order, revision: 4 }));
    const { result } = readDocument(bytes, headOf(bytes));
    const [reading] = 'readings' in result ? result.readings : [];
    const erp = senderProfile.parse({
      ...{ sender: 'erp', formats: ['json'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
      parties: { unknown: 'pass-through' },
    });
    const made = orderOf(reading as SourceReading, erp);
    expect(made).toEqual(order);
    expect(reading?.stated?.value).toBe(4);
    expect(salesOrder.parse({ ...made, revision: 4 })).toEqual(salesOrder.parse({ ...order, revision: 4 }));
    expect(readableSalesOrder.safeParse({ ...made, revision: 4 }).success).toBe(true);
    expect(decimalText(number('9').value)).toBe('9');
  });
});
