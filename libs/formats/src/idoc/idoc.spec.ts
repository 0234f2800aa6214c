import { readFileSync } from 'node:fs';
import { decimalText } from '../decimal.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { readIdocs } from './order.ts';

/** ORDERS05 as XML and flat; erp.md section 3. */

type Fields = Readonly<Record<string, string>>;
const segment = (name: string, fields: Fields, ...inside: readonly string[]) =>
  `<${name} SEGMENT="1">${Object.entries(fields)
    .map(([field, value]) => `<${field}>${value}</${field}>`)
    .join('')}${inside.join('')}</${name}>`;
const control = (fields: Fields = {}) =>
  segment('EDI_DC40', { DOCNUM: '7', MESTYP: 'ORDERS', CREDAT: '20261125', CRETIM: '093000', ...fields });
const header = (fields: Fields = {}) => segment('E1EDK01', { CURCY: 'EUR', BELNR: '4711', ...fields });
const item = (fields: Fields = {}, ...inside: readonly string[]) =>
  segment(
    'E1EDP01',
    { POSEX: '000010', MENGE: '25.000', MENEE: 'PCE', VPREI: '1180.00', PEINH: '10', ...fields },
    segment('E1EDP19', { QUALF: '002', IDTNR: 'AP-STD' }),
    ...inside,
  );
const idocOf = (...segments: readonly string[]) => `<IDOC BEGIN="1">${segments.join('')}</IDOC>`;
const file = (...idocs: readonly string[]) => `<ORDERS05>${idocs.join('')}</ORDERS05>`;
const order = (...segments: readonly string[]) => file(idocOf(control(), header(), ...segments));

const read = (text: string | Uint8Array) => {
  const bytes = Buffer.from(text as string);
  return readIdocs(bytes, headOf(bytes));
};
const readings = (text: string | Uint8Array): readonly SourceReading[] => {
  const result = read(text);
  return 'readings' in result ? result.readings : [];
};
const codes = (text: string | Uint8Array) => {
  const result = read(text);
  return 'unreadable' in result ? [result.unreadable] : result.violations.map(({ code, at }) => `${code} ${at.path}`);
};
const firstLine = (text: string) => readings(text)[0]?.lines[0];

describe('IDocs as XML', () => {
  test('several in a file, whatever its root is, each with its number and version', () => {
    const one = idocOf(control(), header(), item());
    const two = idocOf(control({ DOCNUM: '8' }), header({ BELNR: '4712' }), item());
    const text = `<_-NS_-ORDERS05_EXT>${one}${two}</_-NS_-ORDERS05_EXT>`;
    expect(readings(text)).toMatchObject([
      { id: { value: '4711' }, documentId: '7', version: { value: '20261125093000' }, act: 'whole' },
      { id: { value: '4712' }, documentId: '8' },
    ]);
    expect(codes(text)).toEqual([]);
  });

  test.each([
    ['ORDERS', 'whole'],
    ['ZORDERS', 'whole'],
    ['Y_SHOP_ORDERS', 'whole'],
    ['/NORD/ORDERS', 'whole'],
    ['ZORDCHG', 'patch'],
  ])('of message type %s are of that kind', (MESTYP, act) => {
    const line = item({ ACTION: '001' });
    expect(readings(file(idocOf(control({ MESTYP }), header(), line)))).toMatchObject([{ act }]);
  });

  test.each(['ZORDRSP', 'PREORDERS', 'ZORDERS_OLD', 'QUOTES'])('of message type %s are none', (MESTYP) => {
    expect(codes(file(idocOf(control({ MESTYP }), header(), item())))).toEqual([
      'NOT_AN_ORDER /ORDERS05/IDOC/EDI_DC40/MESTYP',
    ]);
  });

  test.each<[string, string, string]>([
    [
      'the buyer’s (001)',
      segment('E1EDK02', { QUALF: '002', BELNR: 'SO-1' }) + segment('E1EDK02', { QUALF: '001', BELNR: 'PO-1' }),
      'PO-1',
    ],
    ['the header’s', '', '4711'],
    ['ours (002) alone', segment('E1EDK02', { QUALF: '002', BELNR: 'SO-1' }), '4711'],
  ])('number: %s', (_, references, id) => expect(readings(order(references, item()))[0]?.id.value).toBe(id));

  test('the price is for PEINH units, and fields with a sign behind are numbers', () => {
    const line = firstLine(order(item({ VPREI: '1180.00', NETWR: '2950.00' })));
    expect([line?.price, line?.priceBase, line?.amount].map((found) => found && decimalText(found.value))).toEqual([
      '1180.00',
      '10',
      '2950.00',
    ]);
    expect(firstLine(order(item({ MENGE: '10.000-' })))?.quantity?.value).toEqual({ digits: -10000n, scale: 3 });
  });

  test('parties by their functions, their numbers without zeros, and addresses out of texts by the id of the text', () => {
    const partner = (PARVW: string, more: Fields) => segment('E1EDKA1', { PARVW, ...more });
    const text = segment('E1EDKT1', { TDID: 'ZMAI' }, segment('E1EDKT2', { TDLINE: 'to: a@x.example; (b@x.example)' }));
    const parties = readings(
      order(
        partner('AG', { PARTN: '0000001000', LIFNR: '77' }),
        partner('WE', { PARTN: 'W1' }),
        partner('RE', { ILNNR: '4012345000009' }),
        partner('ZE', { PARTN: '9', SMTP_ADDR: 'c@x.example' }),
        text,
        item(),
      ),
    )[0]?.parties;
    expect(
      parties?.map(({ role, ids, mails }) => [role, ids.map(({ value }) => value), mails.map(({ value }) => value)]),
    ).toEqual([
      ['buyer', ['1000', '77'], []],
      ['shipTo', ['W1'], []],
      ['billTo', ['GLN:4012345000009'], []],
      ['other:ZE', ['9'], ['c@x.example']],
      ['other:ZMAI', [], ['a@x.example', 'b@x.example']],
    ]);
  });

  test('days: the schedule’s, the item’s, the order’s; zeros are none', () => {
    const asked = segment('E1EDK03', { IDDAT: '002', DATUM: '20261201' });
    const dayOf = (...inside: readonly string[]) => firstLine(order(asked, item({}, ...inside)))?.notBefore?.value;
    expect(dayOf()).toBe('20261201');
    expect(dayOf(segment('E1EDP03', { IDDAT: '002', DATUM: '20261210' }))).toBe('20261210');
    expect(
      dayOf(segment('E1EDP20', { EDATU: '20261215' }), segment('E1EDP03', { IDDAT: '002', DATUM: '20261210' })),
    ).toBe('20261215');
    expect(dayOf(segment('E1EDP20', { EDATU: '00000000' }))).toBe('20261201');
  });

  test('the date of the document is 012, else 022, with its time', () => {
    const dated = (...all: readonly Fields[]) =>
      readings(order(...all.map((fields) => segment('E1EDK03', fields)), item()))[0]?.placed?.value;
    expect(dated({ IDDAT: '022', DATUM: '20261124' }, { IDDAT: '012', DATUM: '20261125', UZEIT: '093000' })).toBe(
      '20261125093000',
    );
    expect(dated({ IDDAT: '022', DATUM: '20261124', UZEIT: '000000' })).toBe('20261124');
  });

  test('conditions count where the amount shows that the price has them not', () => {
    const off = segment('E1EDP05', { ALCKZ: '-', KSCHL: 'K007', BETRG: '295.00' });
    const of = (NETWR: string) =>
      firstLine(order(item({ NETWR }, off)))?.allowances.map(({ kind, amount }) => [kind, decimalText(amount.value)]);
    expect(of('2950.00')).toEqual([]);
    expect(of('2655.00')).toEqual([['allowance', '295.00']]);
  });

  test('conditions of the whole order are told, taxes are not', () => {
    const text = order(
      segment('E1EDK05', { ALCKZ: '+', KSCHL: 'FRA1', BETRG: '15.00' }),
      segment('E1EDK05', { ALCKZ: '+', KSCHL: 'MWST', BETRG: '560' }),
      item(),
    );
    expect(readings(text)[0]?.allowances).toMatchObject([{ kind: 'charge', reason: { value: 'FRA1' } }]);
  });

  test('of a bill of materials the level counts that has the price', () => {
    const numbers = (...items: readonly string[]) =>
      readings(order(...items))[0]?.lines.map(({ number }) => number?.value);
    const [kit, part] = [{ POSEX: '000010' }, { POSEX: '000020', UEPOS: '000010' }];
    expect(numbers(item(kit), item({ ...part, VPREI: '0.00' }))).toEqual(['10']);
    expect(numbers(item({ ...kit, VPREI: '0.00' }), item(part))).toEqual(['20']);
    expect(codes(order(item(kit), item(part)))).toEqual(['ITEM_IN_PRICED_GROUP /ORDERS05/IDOC/E1EDP01[2]']);
  });

  test.each<[string, string, string]>([
    [
      'an invoice',
      file(idocOf(control({ MESTYP: 'INVOIC' }), header(), item())),
      'NOT_AN_ORDER /ORDERS05/IDOC/EDI_DC40/MESTYP',
    ],
    ['a return', order().replace('<CURCY>', '<BSART>RE</BSART><CURCY>'), 'NOT_AN_ORDER /ORDERS05/IDOC/E1EDK01/BSART'],
    [
      'an order without a number',
      file(idocOf(control(), segment('E1EDK01', { CURCY: 'EUR' }), item())),
      'ORDER_NUMBER_MISSING /ORDERS05/IDOC/E1EDK01',
    ],
    ['a price for another unit', order(item({ PMENE: 'KGM' })), 'PRICE_UNIT_DIFFERS /ORDERS05/IDOC/E1EDP01/PMENE'],
    [
      'deliveries on several days',
      order(item({}, segment('E1EDP20', { EDATU: '20261215' }), segment('E1EDP20', { EDATU: '20261216' }))),
      'SPLIT_DELIVERY /ORDERS05/IDOC/E1EDP01/E1EDP20[2]/EDATU',
    ],
    ['what is no number', order(item({ VPREI: '1.180,00' })), 'NOT_A_NUMBER /ORDERS05/IDOC/E1EDP01/VPREI'],
  ])('%s is refused', (_, text, code) => expect(codes(text)).toEqual([code]));

  test('a change says what is done with each item; a cancellation is one', () => {
    const change = file(
      idocOf(
        control({ MESTYP: 'ORDCHG' }),
        header(),
        item({ ACTION: '001' }),
        item({ ACTION: '003' }),
        item(),
        item({ ACTION: '999' }),
      ),
    );
    expect(readings(change)[0]).toMatchObject({
      act: 'patch',
      lines: [{ act: 'add' }, { act: 'delete' }, { act: 'change' }, { act: 'same' }],
    });
    expect(codes(change)).toEqual(['UNKNOWN_VALUE /ORDERS05/IDOC/E1EDP01[4]/ACTION']);
    expect(readings(file(idocOf(control(), header({ ACTION: '003' }))))).toMatchObject([{ act: 'cancel' }]);
    expect(readings(order(item({ ACTION: '003' }), item({ POSEX: '20' })))[0]?.lines).toHaveLength(1);
  });

  test('a test is a test', () =>
    expect(readings(file(idocOf(control({ TEST: 'X' }), header(), item())))).toMatchObject([{ test: true }]));
});

describe('flat IDocs', () => {
  const flat = readFileSync(new URL('../../../../test/documents/idoc/change.idoc', import.meta.url), 'latin1');

  test('are read by the offsets of fields, with line and column', () => {
    expect(codes(flat)).toEqual([]);
    expect(readings(flat)).toMatchObject([
      {
        act: 'patch',
        version: { value: '20261126101500' },
        lines: [
          {
            number: { value: '10' },
            act: 'change',
            quantity: { at: { path: 'IDOC[1]/E1EDP01/MENGE', line: 6, column: 75 } },
          },
          {
            number: { value: '20' },
            act: 'add',
            items: [{ id: { value: 'AP-STD' } }],
            notBefore: { value: '20270101' },
          },
        ],
      },
    ]);
  });

  test('are read alike with lines that are cut at the right, or filled', () => {
    const cut = flat
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\r\n');
    const filled = flat
      .split('\n')
      .map((line) => (line === '' ? line : line.padEnd(1063)))
      .join('\n');
    expect(readings(cut)).toEqual(readings(flat));
    expect(readings(filled)).toEqual(readings(flat));
  });

  test('with the control record of old systems have shorter names', () => {
    const old = flat
      .split('\n')
      .map((line) =>
        line.startsWith('EDI_DC40')
          ? `${`EDI_DC    ${line.slice(10, 13)}${line.slice(13, 29)}`.padEnd(35)}ORDERS02`
          : `${line.slice(0, 10)}${' '.repeat(45)}${line.slice(63)}`,
      )
      .join('\n');
    const [reading] = readings(old);
    expect([reading?.documentId, reading?.lines.map(({ number }) => number?.value)]).toEqual([
      '0000000000471102',
      ['10', '20'],
    ]);
  });

  test('cut anywhere are refused: a line less is a line less paid', () => {
    const bytes = Buffer.from(flat, 'latin1');
    const sum = flat.indexOf('E2EDS01');
    for (let end = 0; end <= sum + 66; end++) {
      const result = read(bytes.subarray(0, end));
      expect('unreadable' in result || result.violations.length > 0).toBe(true);
    }
  });
});
