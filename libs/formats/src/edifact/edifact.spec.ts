import { decimalText } from '../decimal.ts';
import { readDocument } from '../detect.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { readEdifact } from './order.ts';

/** ISO 9735 and ORDERS, ORDCHG of UN/EDIFACT; erp.md sections 2 and 3. */

const envelope = (messages: readonly string[], { una = '', end = "'" } = {}) =>
  `${una}UNB+UNOC:3+THEM:14+US:14+261125:0930+R1'${messages.join('')}UNZ+${messages.length}+R1${end}`;
const message = (segments: readonly string[], type = 'ORDERS:D:96A:UN', reference = '1') =>
  [`UNH+${reference}+${type}`, ...segments, `UNT+${segments.length + 2}+${reference}`]
    .map((each) => `${each}'`)
    .join('');
const line = ['LIN+1++AP:SA', 'QTY+21:25:PCE', 'PRI+AAA:118,00'];
const order = (lines: readonly string[] = line, header: readonly string[] = ['BGM+220+PO-1+9', 'CUX+2:EUR:9']) =>
  envelope([message([...header, ...lines, 'UNS+S'])]);

const read = (text: string, encoding: BufferEncoding = 'latin1') => {
  const bytes = Buffer.from(text, encoding);
  return readEdifact(bytes, headOf(bytes));
};
const readings = (text: string): readonly SourceReading[] => {
  const result = read(text);
  return 'readings' in result ? result.readings : [];
};
const codes = (text: string) => {
  const result = read(text);
  if ('unreadable' in result) return [result.unreadable];
  return result.violations.map(({ code, isWarning, at }) => `${code}${isWarning ? '?' : ''} ${at.path}`);
};
const firstLine = (text: string) => readings(text)[0]?.lines[0];
const price = (text: string) => {
  const found = firstLine(text);
  return found?.price && decimalText(found.price.value);
};

describe('interchanges', () => {
  test.each<[string, string]>([
    ['the separators of the standard', order()],
    ['a service string advice', `UNA:+.? '${order()}`],
    ['other separators', `UNA#*.\\ ~${order().replaceAll(':', '#').replaceAll('+', '*').replaceAll("'", '~')}`],
    ['a line for each segment', order().replaceAll("'", "'\r\n")],
    ['lines of 20 characters', order().replaceAll(/(.{20})/g, '$1\r\n')],
    ['a line break behind each character', [...order()].join('\n')],
    ['counts that are filled with zeros', order().replace('UNT+8+', 'UNT+000008+').replace('UNZ+1+', 'UNZ+000001+')],
    ['a byte order mark', `\u00ef\u00bb\u00bf${order()}`],
    [
      'groups',
      envelope([]).replace(
        'UNZ+0',
        `UNG+ORDERS+A+B+261125:0930+G1+UN+D:96A'${message(['BGM+220+PO-1+9', 'CUX+2:EUR:9', ...line, 'UNS+S'])}UNE+1+G1'UNZ+1`,
      ),
    ],
  ])('with %s are read alike', (_, text) => {
    expect(codes(text)).toEqual([]);
    expect(readings(text)).toMatchObject([
      { id: { value: 'PO-1' }, currency: { value: 'EUR' }, lines: [{ number: { value: '1' } }] },
    ]);
    expect(price(text)).toBe('118.00');
  });

  test('the release character gives separators back as letters, itself too', () => {
    const text = order(["LIN+1++A?+B?:C?'D??:SA", ...line.slice(1)]);
    expect(firstLine(text)?.items).toMatchObject([{ by: 'seller', id: { value: "A+B:C'D?" } }]);
    expect(firstLine(text.replaceAll('?', '?\r\n'))?.items).toMatchObject([{ id: { value: "A+B:C'D?" } }]);
  });

  test('a message without an interchange is EDIFACT, and told what it lacks', () => {
    const bytes = Buffer.from(`UNA:+.? '\r\n${message(['BGM+220+PO-1+9', ...line, 'UNS+S'])}`);
    for (const each of [bytes, bytes.subarray(11)]) {
      expect(readDocument(each, headOf(each))).toMatchObject({
        format: 'edifact',
        result: { unreadable: 'UNH begins, and no UNB stands before it' },
      });
    }
  });

  test('each message has its outcome, and names its place by itself', () => {
    const one = (id: string, more: readonly string[] = line) => [`BGM+220+${id}+9`, ...more, 'UNS+S'];
    const wrong = ['LIN+1++AP:SA', 'QTY+21:2x:PCE'];
    const text = envelope([message(one('A'), undefined, '1'), message(one('B', wrong), undefined, '1')]);
    expect(readings(text).map(({ id, documentId }) => [id.value, documentId])).toEqual([
      ['A', 'R1/1'],
      ['B', 'R1/1'],
    ]);
    expect(codes(text)).toEqual(['NOT_A_NUMBER UNH[2]/LIN[1]/QTY.1.2']);
  });

  test.each<[string, string, RegExp]>([
    ['without its end', order().slice(0, -"UNZ+1+R1'".length), /UNB has no UNZ/],
    ['cut within a segment', order().slice(0, -3), /does not end/],
    [
      'without the end of a message',
      order().replace(/UNT[^']*'/, ''),
      /UNZ stands in no message|UNH has not ended|UNT/,
    ],
    ['that begins with a message', message(['BGM+220+1+9']), /no UNB/],
    ['in a character set that nobody knows', order().replace('UNOC', 'UNOX'), /UNOX/],
    ['with a segment that has no tag', order().replace('QTY+21', 'q+21'), /no tag/],
  ])('%s are unreadable', (_, text, why) => {
    expect(read(text)).toMatchObject({ unreadable: expect.stringMatching(why) });
  });

  test.each<[string, string, string]>([
    ['segments of a message', order().replace('UNT+8', 'UNT+9'), 'COUNT_MISMATCH UNH[1]/UNT.1.1'],
    ['messages', order().replace('UNZ+1', 'UNZ+2'), 'COUNT_MISMATCH UNZ.1.1'],
    [
      'lines (CNT+2)',
      envelope([message(['BGM+220+1+9', ...line, 'UNS+S', 'CNT+2:2'])]),
      'COUNT_MISMATCH UNH[1]/UNS/CNT.1.2',
    ],
    [
      'quantities (CNT+1), told only',
      envelope([message(['BGM+220+1+9', ...line, 'UNS+S', 'CNT+1:24'])]),
      'COUNT_MISMATCH? UNH[1]/UNS/CNT.1.2',
    ],
    ['references, told only', order().replace('UNZ+1+R1', 'UNZ+1+R2'), 'REFERENCE_MISMATCH? UNZ.2.1'],
  ])('counts of %s have to agree', (_, text, code) => expect(codes(text)).toEqual([code]));

  test('a lost terminator, which hides a segment in the one before it, shows in the count', () => {
    expect(codes(order().replace("'QTY", 'QTY'))).toContain('COUNT_MISMATCH UNH[1]/UNT.1.1');
  });

  test.each<[string, string]>([
    ['UNOC', 'latin1'],
    ['UNOY', 'utf8'],
    ['UNOA', 'latin1'],
    ['UNOA', 'utf8'],
  ])('letters of %s as %s', (set, encoding) => {
    const text = order([...line, 'IMD+F++:::Größe']).replace('UNOC', set);
    const result = read(text, encoding as BufferEncoding);
    expect(result).toMatchObject({ readings: [{ lines: [{ name: { value: 'Größe' } }] }] });
  });
});

describe('orders', () => {
  test.each<[string, string, Partial<SourceReading>]>([
    ['9 is a new one', 'BGM+220+PO-1+9', { act: 'whole' }],
    ['none is a new one', 'BGM+220+PO-1', { act: 'whole' }],
    ['5 replaces', 'BGM+220+PO-1+5', { act: 'whole' }],
    ['1 cancels', 'BGM+220+PO-1+1', { act: 'cancel' }],
    ['4 without actions on lines is the whole order', 'BGM+220+PO-1+4', { act: 'whole' }],
    [
      'the number of a directory with versions',
      'BGM+220::9+PO-1::3+9',
      { act: 'whole', version: expect.objectContaining({ value: '3' }) },
    ],
  ])('function %s', (_, bgm, reading) => expect(readings(order(line, [bgm]))).toMatchObject([reading]));

  test.each<[string, string, readonly string[], string]>([
    ['a blanket order', 'ORDERS:D:96A:UN', ['BGM+221+1+9'], 'NOT_AN_ORDER UNH[1]/BGM.1.1'],
    ['an invoice', 'INVOIC:D:96A:UN', ['BGM+380+1+9'], 'NOT_AN_ORDER UNH[1]'],
    ['an order without a number', 'ORDERS:D:96A:UN', ['BGM+220++9'], 'ORDER_NUMBER_MISSING UNH[1]/BGM'],
    ['a change without its order', 'ORDCHG:D:96A:UN', ['BGM+230+1+4'], 'ORDER_NUMBER_MISSING UNH[1]/BGM'],
    ['an unknown function', 'ORDERS:D:96A:UN', ['BGM+220+1+77'], 'UNKNOWN_VALUE UNH[1]/BGM.3.1'],
    ['a copy, told only', 'ORDERS:D:96A:UN', ['BGM+220+1+31'], 'COPY? UNH[1]/BGM.3.1'],
  ])('%s places nothing', (_, type, header, code) => {
    const text = envelope([message([...header, ...line, 'UNS+S'], type)]);
    expect(codes(text)).toEqual([code]);
    expect(readings(text)).toEqual([]);
  });

  test.each(['220', '224', '226', '402', '105', '50E'])('an order of kind %s is an order to deliver', (kind) => {
    expect(readings(order(line, [`BGM+${kind}+1+9`]))).toMatchObject([{ act: 'whole' }]);
  });

  test('an order of another kind is told what it has to be', () => {
    expect(read(order(line, ['BGM+227+1+9']))).toMatchObject({
      violations: [{ value: '227', remedy: expect.stringMatching('220') }],
    });
  });

  test('a test interchange is a test', () => {
    const text = order().replace("+R1'UNH", "+R1++++++1'UNH");
    expect(readings(text)).toMatchObject([{ test: true }]);
  });

  test.each<[string, string]>([
    ['102', '20261215:102 20261215'],
    ['203', '202612150930:203 202612150930'],
    ['101', '261215:101 20261215'],
    ['no format, six digits', '261215 20261215'],
    ['weeks', '202601:616 2025-12-29'],
    ['a week that no year has', '202654:616 202654'],
    ['months', '202612:610 20261201'],
    ['a period', '20261215-20261231:718 20261215'],
    ['an instant', '202612150930?+0100:205 2026-12-15T09:30:00+01:00'],
    ['an instant in UTC', '202612150930UTC:303 2026-12-15T09:30:00Z'],
  ])('dates of format %s', (_, both) => {
    const [dtm, value] = both.split(' ');
    expect(firstLine(order([...line, `DTM+2:${dtm}`]))?.notBefore?.value).toBe(value);
  });

  test('dates of the line count before those of the order, and "by" is another thing', () => {
    const header = ['BGM+220+1+9', 'DTM+64:20261201:102', 'DTM+63:20261231:102'];
    const text = order([...line, 'LIN+2++B:SA', 'QTY+21:1', 'DTM+10:20261210:102'], header);
    expect(readings(text)[0]?.lines).toMatchObject([
      { notBefore: { value: '20261201' }, by: { value: '20261231' } },
      { notBefore: { value: '20261210' } },
    ]);
  });

  test('parties, their ids under each scheme, and the addresses of each', () => {
    const header = [
      'BGM+220+1+9',
      'NAD+BY+C-9::92++Nord+Str. 1+Ort++1+DE',
      'RFF+VA:DE1',
      'CTA+OC',
      'COM+a@x.example:EM+1:TE',
    ];
    const text = order(line, [...header, 'NAD+UD+4012345000009::9', 'COM+b@x.example:EM', 'NAD+XX+7', 'CUX+2:EUR:9']);
    expect(
      readings(text)[0]?.parties.map(({ role, ids, mails }) => [
        role,
        ids.map(({ value }) => value),
        mails.map(({ value }) => value),
      ]),
    ).toEqual([
      ['buyer', ['92:C-9', 'VA:DE1'], ['a@x.example']],
      ['endUser', ['9:4012345000009', 'GLN:4012345000009'], ['b@x.example']],
      ['other:XX', ['7'], []],
    ]);
  });

  test.each([
    ['ST', 'shipTo'],
    ['OB', 'buyer'],
    ['SO', 'buyer'],
    ['BT', 'billTo'],
    ['VN', 'seller'],
  ])('NAD+%s is the %s too', (code, role) => {
    expect(readings(order(line, ['BGM+220+1+9', `NAD+${code}+P1::92`]))[0]?.parties).toMatchObject([{ role }]);
  });

  test('lines that go to several ship-to are refused as well', () => {
    const second = line.map((each) => each.replace('LIN+1', 'LIN+2'));
    expect(codes(order([...line, 'NAD+ST+P1::92', ...second, 'NAD+ST+P2::92']))).toEqual([
      'SEVERAL_SHIP_TO UNH[1]/LIN[2]/NAD',
    ]);
  });

  test('an order without a place of delivery goes where its lines go, and several are refused', () => {
    const text = order([
      ...line,
      'NAD+DP+P1::92',
      ...line.map((each) => each.replace('LIN+1', 'LIN+2')),
      'NAD+DP+P2::92',
    ]);
    expect(readings(text)[0]?.parties).toMatchObject([{ role: 'shipTo', ids: [{ value: '92:P1' }] }]);
    expect(codes(text)).toEqual(['SEVERAL_SHIP_TO UNH[1]/LIN[2]/NAD']);
  });
});

describe('lines', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['a comma', ['PRI+AAA:118,50'], '118.50'],
    ['a point', ['PRI+AAA:118.50'], '118.50'],
    ['net before gross', ['PRI+AAB:120', 'PRI+AAA:118'], '118'],
    ['gross alone', ['PRI+AAB:120'], '120'],
    ['with tax, which is no price', ['PRI+AAE:140'], undefined],
  ])('price: %s', (_, prices, value) => expect(price(order([...line.slice(0, 2), ...prices]))).toBe(value));

  test.each<[string, readonly string[], string[]]>([
    ['two quantities', ['QTY+21:25', 'QTY+21:30', 'PRI+AAA:118'], ['STATED_TWICE UNH[1]/LIN[1]/QTY[2]']],
    ['two net prices', ['QTY+21:25', 'PRI+AAA:118', 'PRI+AAA:120'], ['STATED_TWICE UNH[1]/LIN[1]/PRI[2]']],
    ['a quantity that is said again', ['QTY+21:25', 'QTY+21:25', 'PRI+AAA:118'], []],
    ['prices of several kinds', ['QTY+21:25', 'PRI+AAB:130', 'PRI+AAA:118', 'PRI+AAE:140'], []],
    ['quantities of several kinds', ['QTY+21:25', 'QTY+59:10', 'PRI+AAA:118'], []],
  ])('%s', (_, more, expected) => expect(codes(order(['LIN+1++AP:SA', ...more]))).toEqual(expected));

  test('a part of another line is not ordered beside it', () => {
    const part = ['LIN+2++B:SA+1:1', 'QTY+21:2', 'PRI+AAA:5'];
    expect(codes(order([...line, ...part]))).toEqual(['ITEM_IN_PRICED_GROUP UNH[1]/LIN[2].4.1']);
  });

  test('a gross price has its allowances beside it, a net one has them in it', () => {
    const allowed = ['ALC+A++++DI', 'PCD+3:10', 'ALC+C++++FC', 'MOA+8:5'];
    const of = (code: string) => firstLine(order([...line.slice(0, 2), `PRI+${code}:120`, ...allowed]))?.allowances;
    expect(of('AAB')?.map(({ kind, amount }) => [kind, decimalText(amount.value)])).toEqual([
      ['allowance', '300.00000000'],
      ['charge', '5'],
    ]);
    expect(of('AAA')).toEqual([]);
  });

  test('allowances of the whole order are told with their reasons', () => {
    const text = order(line, ['BGM+220+1+9', 'CUX+2:EUR:9', 'ALC+C++++FC', 'MOA+8:15,00']);
    expect(readings(text)[0]?.allowances).toMatchObject([{ kind: 'charge', reason: { value: 'FC' } }]);
  });

  test.each<[string, readonly string[], string]>([
    ['a price for another unit', ['PRI+AAA:118:::1:KGM'], 'PRICE_UNIT_DIFFERS UNH[1]/LIN[1]/PRI.1.6'],
    [
      'deliveries to several places',
      ['PRI+AAA:118', 'LOC+7+A', 'QTY+11:10', 'LOC+7+B', 'QTY+11:15'],
      'SPLIT_DELIVERY UNH[1]/LIN[1]/QTY[3]',
    ],
    [
      'deliveries on several days',
      ['PRI+AAA:118', 'SCC+1', 'QTY+21:10', 'DTM+2:20261201:102', 'SCC+1', 'QTY+21:15', 'DTM+2:20261202:102'],
      'SPLIT_DELIVERY UNH[1]/LIN[1]/DTM[2]',
    ],
    ['an amount in another currency', ['PRI+AAA:118', 'MOA+203:2950:USD'], 'CURRENCY_MIXED UNH[1]/LIN[1]/MOA.1.3'],
    [
      'an allowance of nobody knows what',
      ['ALC+A++++DI', 'PCD+3:10'],
      'ALLOWANCE_AMOUNT_MISSING UNH[1]/LIN[1]/PCD.1.2',
    ],
    ['an unknown number', ['PRI+AAA:1.180,00'], 'NOT_A_NUMBER UNH[1]/LIN[1]/PRI.1.2'],
  ])('%s is refused', (_, more, code) => expect(codes(order([...line.slice(0, 2), ...more]))).toEqual([code]));

  test('of a change, lines say what is to be done, and no more than changes', () => {
    const lines = ['LIN+1+3', 'QTY+21:30', 'LIN+2+2', 'LIN+3+1+C:SA', 'QTY+21:1', 'LIN+4+4', 'LIN+5'];
    const [reading] = readings(
      envelope([
        message(['BGM+230+CH-1+4', 'RFF+ON:PO-1', 'DTM+2:20270101:102', ...lines, 'UNS+S'], 'ORDCHG:D:96A:UN'),
      ]),
    );
    expect(reading).toMatchObject({ act: 'patch', id: { value: 'PO-1' }, purchaseOrder: { value: 'PO-1' } });
    expect(reading?.lines.map(({ act }) => act)).toEqual(['change', 'delete', 'add', 'same', 'change']);
    expect(reading?.lines[0]?.notBefore).toBeUndefined();
  });

  test('of an order that replaces another, deleted lines are left out', () => {
    const text = order([...line, 'LIN+2+2+B:SA', 'QTY+21:1'], ['BGM+220+1+5']);
    expect(readings(text)[0]?.lines).toHaveLength(1);
  });
});
