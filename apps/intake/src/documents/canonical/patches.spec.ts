import { parseDecimal } from '#formats/decimal.ts';
import type { Decimal, Found, SourceLine, SourceParty, SourceReading } from '#formats/reading.ts';
import { toPatch } from '../canonical.ts';
import { type SenderProfile, senderProfile } from '../senders/profile.ts';

/** libs/domain/src/orders/documents/README.md: patches of lines. */

const found = (value: string): Found<string> => ({ value, at: { path: `POC/${value}`, line: 7 } });
const number = (text: string): Found<Decimal> => ({
  value: parseDecimal(text) as Decimal,
  at: { path: `POC/${text}` },
});
const item = (id: string): SourceLine['items'] => [{ by: 'seller', id: found(id) }];
const party = (role: SourceParty['role'], id: string): SourceParty => ({ role, ids: [found(id)], mails: [] });

type Line = Partial<SourceLine>;
const readingOf = (lines: readonly Line[], more: Partial<SourceReading> = {}): SourceReading => {
  return {
    ...{ format: 'x12', act: 'patch', test: false, id: found('34'), parties: [], allowances: [], totals: [] },
    lines: lines.map((line) => {
      return { number: found('1'), items: [], allowances: [], properties: {}, at: { path: 'POC' }, ...line };
    }),
    ...more,
  };
};
const profileOf = (more: object = {}) =>
  senderProfile.parse({
    ...{ sender: 'nordwind', formats: ['x12'], order: { kind: 'purchase-order', number: 'NW-{id}' } },
    ...{ mayOrderFor: ['ACC-1', 'ACC-2'], parties: { ids: { 'GLN:1': 'ACC-1', 'GLN:2': 'ACC-2', 'GLN:3': 'ACC-3' } } },
    ...more,
  });
const packs = profileOf({ skus: { AP: { sku: 'AP-1Y' }, 'AP-10': { sku: 'AP-1Y', times: 10 } } });

const patchOf = (reading: SourceReading, profile = profileOf()) => {
  const made = toPatch(reading, profile);
  if (!('patch' in made)) throw new Error(JSON.stringify(made));
  return made.patch;
};
const codesOf = (reading: SourceReading, profile = profileOf()) => {
  const made = toPatch(reading, profile);
  return 'violations' in made ? made.violations.map(({ code, path }) => `${code} ${path}`) : [];
};
const changeOf = (line: Line, profile = profileOf()) => patchOf(readingOf([line]), profile).lines[0]?.line;

describe('a patch of a sender', () => {
  test.each<[string, Line, object]>([
    ['a quantity alone', { quantity: number('7') }, { quantity: 7 }],
    ['a price alone', { price: number('117.50') }, { unitPrice: '117.50' }],
    ['a price for ten', { price: number('1175'), priceBase: number('10') }, { unitPrice: '117.5000' }],
    ['a day alone', { notBefore: found('20261215') }, { requestedShipDate: '2026-12-15' }],
    ['an item alone', { items: item('VPN') }, { sku: 'VPN' }],
    ['a term alone', { properties: { termMonths: found('24') } }, { termMonths: 24 }],
    [
      'an allowance beside quantity and price',
      { quantity: number('10'), price: number('10.00'), allowances: [{ kind: 'allowance', amount: number('5') }] },
      { quantity: 10, unitPrice: '9.5000' },
    ],
    ['nothing', {}, {}],
  ])('changes %s, and nothing that it leaves out is missing', (_, line, fields) => {
    expect(changeOf(line)).toEqual({ lineNumber: 1, ...fields });
  });

  test('names lines as they are called, adds whole ones, and leaves out those that stay', () => {
    const { lines } = patchOf(
      readingOf([
        { act: 'same', number: found('9') },
        {
          act: 'add',
          number: found('00020'),
          items: item('VPN'),
          quantity: number('2'),
          price: number('9.00'),
          unit: found('EA'),
        },
        { act: 'delete', number: found('B7') },
        { act: 'change', number: found('10.0'), quantity: number('1') },
      ]),
    );
    expect(lines).toEqual([
      {
        act: 'add',
        reference: '00020',
        line: {
          lineNumber: 20,
          sku: 'VPN',
          quantity: 2,
          unitPrice: '9.00',
          buyerLineReference: '00020',
          buyerUnit: 'EA',
        },
      },
      { act: 'delete', reference: 'B7', line: {} },
      { act: 'change', reference: '10.0', line: { lineNumber: 10, quantity: 1 } },
    ]);
  });

  test('says currency and accounts where they stand in it', () => {
    const line = [{ quantity: number('1') }];
    const around = (more: Partial<SourceReading>) => patchOf(readingOf(line, more)).around;
    expect(around({})).toEqual({});
    expect(around({ currency: found('USD') })).toEqual({ currency: 'USD' });
    expect(around({ parties: [party('buyer', 'GLN:1'), party('seller', 'GLN:9')] })).toEqual({ accounts: ['ACC-1'] });
    const both = [party('buyer', 'GLN:1'), party('shipTo', 'GLN:2')];
    expect(around({ parties: both })).toEqual({ endCustomer: 'ACC-2', accounts: ['ACC-2', 'ACC-1'] });
  });

  test('has figures of items that are several licenses in licenses', () => {
    const line = { items: item('AP-10'), quantity: number('3'), price: number('1180.00') };
    expect(changeOf(line, packs)).toEqual({ lineNumber: 1, sku: 'AP-1Y', quantity: 30, unitPrice: '118.0000' });
  });

  test.each<[string, readonly Line[], Partial<SourceReading>, string, SenderProfile?]>([
    ['without a line', [], {}, 'REQUIRED lines'],
    ['of a line without a number', [{ number: undefined, quantity: number('1') }], {}, 'REQUIRED lines[0].lineNumber'],
    ['to an unknown item', [{ items: item('X'), quantity: number('1') }], {}, 'UNKNOWN_ITEM lines[0].sku', packs],
    ['to a part of a license', [{ quantity: number('2.5') }], {}, 'QUANTITY_NOT_WHOLE lines[0].quantity'],
    ['to nothing', [{ quantity: number('0') }], {}, 'TOO_SMALL lines[0].quantity'],
    ['in kilograms', [{ quantity: number('2'), unit: found('KGM') }], {}, 'UNKNOWN_UNIT lines[0].quantity'],
    ['that gives back', [{ quantity: number('-2') }], {}, 'NOT_AN_ORDER lines'],
    [
      'that adds a line without a price',
      [{ act: 'add', items: item('A'), quantity: number('1') }],
      {},
      'PRICE_MISSING lines[0].unitPrice',
    ],
    [
      'that adds a line without an item',
      [{ act: 'add', price: number('1'), quantity: number('1') }],
      {},
      'UNKNOWN_ITEM lines[0].sku',
    ],
    ['of an unknown party', [{}], { parties: [party('shipTo', 'GLN:8')] }, 'UNKNOWN_PARTY accounts'],
    ['of another’s account', [{}], { parties: [party('buyer', 'GLN:3')] }, 'ACCOUNT_NOT_ALLOWED accounts[0].accountId'],
    [
      'for another seller',
      [{}],
      { parties: [party('seller', 'GLN:9')] },
      'NOT_FOR_US seller',
      profileOf({ us: ['GLN:7'] }),
    ],
    ['of the whole order', [{}], { allowances: [{ kind: 'charge', amount: number('5') }] }, 'DOCUMENT_ALLOWANCE $'],
    [
      'whose lines are not as many as it says',
      [{}],
      { totals: [{ of: 'count', value: number('2') }] },
      'CONTROL_TOTAL lines',
    ],
    [
      'of an allowance alone',
      [{ allowances: [{ kind: 'allowance', amount: number('5') }] }],
      {},
      'LINE_INCOMPLETE lines[0]',
    ],
    ['of a quantity that could be packs', [{ quantity: number('5') }], {}, 'LINE_INCOMPLETE lines[0]', packs],
    ['of an item that could be a pack', [{ items: item('AP') }], {}, 'LINE_INCOMPLETE lines[0]', packs],
    [
      'of a price that could be for a pack',
      [{ price: number('5') }],
      {},
      'LINE_INCOMPLETE lines[0]',
      profileOf({ units: { PK: 10 } }),
    ],
    ['to no day', [{ notBefore: found('soon') }], {}, 'WRONG_FORMAT lines[0].requestedShipDate'],
  ])('%s is refused', (_, lines, more, expected, profile = profileOf()) => {
    const reading = readingOf(lines, more);
    expect(codesOf(reading, profile)).toContain(expected);
    const made = toPatch(reading, profile);
    for (const violation of 'violations' in made ? made.violations : []) expect(violation.source?.path).toBeTruthy();
  });

  test('leaves freight to itself', () => {
    const made = toPatch(
      readingOf([{ items: item('FREIGHT'), quantity: number('1') }]),
      profileOf({ ignore: ['FREIGHT'] }),
    );
    expect(made).toMatchObject({ patch: { lines: [] }, ignored: [{ number: '1', item: 'FREIGHT' }] });
  });
});
