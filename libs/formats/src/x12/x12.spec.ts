import { decimalText } from '../decimal.ts';
import { readDocument } from '../detect.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';

/** README.md of this folder: what X12 becomes, and what is refused. */

const isa = (more: { usage?: string; component?: string; end?: string; control?: string } = {}) => {
  const { usage = 'P', component = '>', end = '~', control = '000000001' } = more;
  return `ISA*00*          *00*          *ZZ*BUYER          *ZZ*US             *261129*0915*U*00401*${control}*0*${usage}*${component}${end}`;
};
/** One set with its counts right, whatever stands in it. */
const setOf = (...segments: string[]) => {
  const kind = segments[0]?.startsWith('BCH') ? '860' : '850';
  return [`ST*${kind}*0001`, ...segments, `SE*${segments.length + 2}*0001`];
};
const document = (...segments: string[]) => {
  const all = ['GS*PO*BUYER*US*20261129*0915*1*X*004010', ...setOf(...segments), 'GE*1*1', 'IEA*1*000000001'];
  return `${isa()}${all.map((segment) => `${segment}~`).join('')}`;
};
const beg = 'BEG*00*NE*PO-1**20261128';
const bch = 'BCH*04*NE*PO-1**2*20261128*****20261129';
const line = 'PO1*1*25*EA*118*PE*VN*AP';

const read = (text: string | Uint8Array, contentType?: string) => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return readDocument(bytes, headOf(bytes, { contentType }), ['x12']).result;
};
const readings = (text: string | Uint8Array) => {
  const result = read(text);
  if ('unreadable' in result) throw new Error(result.unreadable);
  return result.readings;
};
const one = (...segments: string[]) => readings(document(...segments))[0] as SourceReading;
const codes = (text: string) => {
  const result = read(text);
  if ('unreadable' in result) return ['unreadable'];
  return result.violations.map(({ code, at, isWarning }) => `${isWarning ? 'warning ' : ''}${code} ${at.path}`);
};
const lineOf = (...segments: string[]) => one(beg, ...segments).lines[0];

describe('X12 separators are those of the ISA', () => {
  const plain = document(beg, line);
  const facts = (text: string | Uint8Array) => {
    const [{ id, lines } = {} as SourceReading] = readings(text);
    return [id?.value, lines?.[0]?.items[0]?.id.value, lines?.length];
  };

  test.each<[string, string | Uint8Array]>([
    ['a line break behind each terminator', plain.replaceAll('~', '~\r\n')],
    ['a line break as terminator', plain.replaceAll('~', '\n')],
    ['CR and LF as terminator', plain.replaceAll('~', '\r\n')],
    ['a line break that the last segment lacks', plain.replaceAll('~', '\n').trimEnd()],
    ['others', plain.replaceAll('*', '|').replaceAll('~', "'")],
    ['control characters', plain.replaceAll('*', '\x1d').replaceAll('~', '\x1c').replaceAll('>', '\x1f')],
    ['an ISA that is shorter than it should be', plain.replaceAll(/ {2,}/g, '')],
    ['a byte order mark', `\ufeff${plain}`],
    ['blanks before and behind', `\n  ${plain}\n\x1a`],
    ['lines of 80 characters', plain.replaceAll(/(.{80})/g, '$1\r\n')],
    ['a terminator as component separator', plain.replaceAll('~', '\n').replace('*>\n', '*~\n').replace('*AP', '*AP~')],
    ['Latin-1', Buffer.from(document(beg, line, 'PID*F****Für é'), 'latin1')],
  ])('with %s', (_, text) => expect(facts(text)).toEqual(['PO-1', 'AP', 1]));

  test('and components of an element come apart: the first one counts of a unit', () => {
    expect(lineOf('PO1*1*25*EA>1>2*118>*PE*VN*AP>')).toMatchObject({
      unit: { value: 'EA' },
      items: [{ id: { value: 'AP' } }],
    });
  });

  test('and each interchange of a document has its own', () => {
    expect(
      readings(`${plain}\n${plain.replaceAll('*', '+').replace('PO-1', 'PO-2')}`).map(({ id }) => id.value),
    ).toEqual(['PO-1', 'PO-2']);
  });

  test('places are segment, its number of that kind and element, with line and column', () => {
    const text = document(beg, line, 'PO1*2*x*EA*1**VN*B').replaceAll('~', '~\n');
    expect(read(text)).toMatchObject({
      violations: [{ code: 'NOT_A_NUMBER', at: { path: 'PO1[2].02', line: 6, column: 7 } }],
    });
  });
});

describe('what is lost on the way is told', () => {
  test.each<[string, string, string]>([
    ['a segment less', document(beg, line, 'REF*A*B').replace('REF*A*B~', ''), 'COUNT_MISMATCH SE.01'],
    ['a terminator less', document(beg, line, 'DTM*010*20261215').replace('AP~DTM', 'APDTM'), 'COUNT_MISMATCH SE.01'],
    ['a line less', document(beg, line, 'CTT*2'), 'COUNT_MISMATCH CTT.01'],
    ['a set less', document(beg, line).replace('GE*1', 'GE*2'), 'COUNT_MISMATCH GE.01'],
    ['a group less', document(beg, line).replace('IEA*1', 'IEA*2'), 'COUNT_MISMATCH IEA.01'],
    ['no count', document(beg, line).replace('SE*4', 'SE*'), 'COUNT_MISMATCH SE.01'],
    ['another set’s end', document(beg, line).replace('SE*4*0001', 'SE*4*0002'), 'warning CONTROL_NUMBER SE.02'],
    ['another group’s end', document(beg, line).replace('GE*1*1', 'GE*1*2'), 'warning CONTROL_NUMBER GE.02'],
    [
      'another interchange’s end',
      document(beg, line).replace('IEA*1*000000001', 'IEA*1*2'),
      'warning CONTROL_NUMBER IEA.02',
    ],
  ])('%s', (_, text, expected) => expect(codes(text)).toEqual([expected]));

  test('leading zeros of control numbers and of counts do not count', () => {
    expect(codes(document(beg, line).replace('IEA*1*000000001', 'IEA*1*1'))).toEqual([]);
    const filled = document(beg, line, 'CTT*0000000001').replace('SE*5', 'SE*0000000005').replace('GE*1', 'GE*000001');
    expect(codes(filled)).toEqual([]);
    expect(codes(filled.replace('SE*0000000005', 'SE*0000000006'))).toEqual(['COUNT_MISMATCH SE.01']);
  });

  test.each<[string, string]>([
    ['no end of the set', document(beg, line).replace(/SE\*.*?~/, '')],
    ['no end of the group', document(beg, line).replace(/GE\*.*?~/, '')],
    ['no end of the interchange', document(beg, line).replace(/IEA\*.*?~/, '')],
    ['no last terminator', document(beg, line).slice(0, -1)],
    ['a cut control number behind the last line break', document(beg, line).replaceAll('~', '\n').slice(0, -2)],
    ['a set without a group', document(beg, line).replace(/GS\*.*?~/, '')],
    ['something behind the end', `${document(beg, line)}PO1*9~`],
    ['no separator', 'ISA00 00 ZZ'],
    ['an ISA of few elements', 'ISA*00*00*ZZ~GS*PO~'],
  ])('%s cannot be read', (_, text) => {
    const result = read(text);
    expect(result).toMatchObject({
      unreadable: expect.any(String),
      at: { path: expect.any(String), line: expect.any(Number) },
    });
  });

  test('each cut is refused, wherever it is', () => {
    for (const text of [document(beg, line, 'CTT*1'), document(beg, line).replaceAll('~', '\n')]) {
      for (let end = 0; end < text.trimEnd().length; end++) {
        const result = read(text.slice(0, end));
        expect('unreadable' in result || result.violations.some(({ isWarning }) => !isWarning)).toBe(true);
      }
    }
  });

  test('two sets of one group with one number are two orders, and told', () => {
    const sets = [...setOf(beg, line), ...setOf(beg.replace('PO-1', 'PO-2'), line)];
    const all = ['GS*PO*BUYER*US*20261129*0915*1*X*004010', ...sets, 'GE*2*1', 'IEA*1*1'];
    const text = `${isa()}${all.map((segment) => `${segment}~`).join('')}`;
    expect(readings(text).map(({ id, documentId }) => [id.value, documentId])).toEqual([
      ['PO-1', '000000001+1+0001'],
      ['PO-2', '000000001+1+0001'],
    ]);
    expect(codes(text)).toEqual(['warning CONTROL_NUMBER ST[2]/ST.02']);
    expect(codes(text.replace('*118', '*x'))).toContain('NOT_A_NUMBER ST[1]/PO1.04');
  });
});

describe('a price is what is paid', () => {
  test.each<[string, string[]]>([
    ['an each', [line]],
    ['a contract', ['PO1*1*25*EA*118*CT*VN*AP']],
    ['a net price, whatever it was before a discount', ['PO1*1*25*EA*118*NT*VN*AP', 'CTP******DIS*.75']],
    ['a multiplier of one', [line, 'CTP******DIS*1.00']],
    ['a retail price that is told beside it', [line, 'CTP*RS*RES*199']],
  ])('%s is taken', (_, segments) => {
    expect(codes(document(beg, ...segments))).toEqual([]);
    expect(lineOf(...segments)).toMatchObject({ price: { value: { digits: 118n } } });
    expect(lineOf(...segments)?.priceBase).toBeUndefined();
  });
});

test('what is put on or taken off behind the lines is of the whole order as well', () => {
  expect(one(beg, line, 'CTT*1', 'SAC*C*D240***1250').allowances).toMatchObject([
    { kind: 'charge', amount: { value: { digits: 1250n, scale: 2 } }, reason: { value: 'D240' } },
  ]);
});

describe('what has no interchange around it is told so', () => {
  test.each(['ST*850*0001~BEG*00*NE*1~SE*3*0001~', 'GS*PO*A*B*20261129*0915*1*X*004010~ST*850*0001~'])('%s', (text) => {
    const bytes = Buffer.from(text);
    expect(readDocument(bytes, headOf(bytes))).toMatchObject({
      format: 'x12',
      result: { unreadable: expect.stringMatching('does not begin with ISA') },
    });
  });
});

describe('an 850', () => {
  test.each<[string, string, SourceReading['act']]>([
    ['a new order', 'BEG*00*NE*1', 'whole'],
    ['a replacement', 'BEG*05*NE*1', 'whole'],
    ['a change', 'BEG*04*NE*1', 'whole'],
    ['a cancellation', 'BEG*01*NE*1', 'cancel'],
  ])('is %s by its purpose', (_, begin, act) => expect(one(begin, line)).toMatchObject({ act, id: { value: '1' } }));

  test.each<[string, string[], string]>([
    ['that is a blanket order', ['BEG*00*BK*1', line], 'NOT_AN_ORDER BEG.02'],
    ['of an unknown purpose', ['BEG*52*NE*1', line], 'UNKNOWN_VALUE BEG.01'],
    ['that is a copy', ['BEG*07*NE*1', line], 'warning COPY BEG.01'],
    ['that is a copy by its type', ['BEG*00*IN*1', line], 'warning COPY BEG.02'],
    ['without a number', ['BEG*00*NE', line], 'ORDER_NUMBER_MISSING BEG.03'],
    ['without its beginning', [line], 'ORDER_NUMBER_MISSING ST'],
    ['that gives back', [beg, 'PO1*1*-2*EA*5'], 'NOT_AN_ORDER PO1.02'],
    ['with commas between thousands', [beg, 'PO1*1*2*EA*1,118.00'], 'NOT_A_NUMBER PO1.04'],
    ['in two currencies', [beg, 'CUR*BY*USD', line, 'CUR*BY*EUR'], 'CURRENCY_MIXED CUR[2].02'],
    ['by the pound', [beg, 'PO1*1*2*LB*5*PP'], 'PRICE_UNIT_DIFFERS PO1.05'],
    ['by the foot', [beg, 'PO1*1*2*EA*5*PF'], 'PRICE_UNIT_DIFFERS PO1.05'],
    ['by the month', [beg, 'PO1*1*2*EA*5*PM'], 'PRICE_UNIT_DIFFERS PO1.05'],
    ['at what a shop asks', [beg, 'PO1*1*2*EA*5*SR'], 'PRICE_NOT_NET PO1.05'],
    ['at a price to be negotiated', [beg, 'PO1*1*2*EA*5*TB'], 'PRICE_NOT_NET PO1.05'],
    ['with a discount as a multiplier', [beg, line, 'CTP******DIS*.75'], 'PRICE_NOT_NET CTP.07'],
    [
      'on several days',
      [beg, line, 'SCH*10*EA***002*20261201', 'SCH*15*EA***002*20261215'],
      'SPLIT_DELIVERY SCH[2].06',
    ],
    ['on several days of one kind', [beg, line, 'DTM*002*20261201', 'DTM*002*20261215'], 'SPLIT_DELIVERY DTM[2].02'],
    ['to several places', [beg, line, 'SDQ*EA*92*S1*10*S2*15'], 'SEVERAL_SHIP_TO SDQ.05'],
    ['to another place in a line', [beg, 'N1*ST*A*92*1', line, 'N1*ST*B*92*2'], 'SEVERAL_SHIP_TO N1[2].04'],
    ['with a share for an amount', [beg, line, 'SAC*A*C310****3*5'], 'ALLOWANCE_AMOUNT_MISSING SAC'],
    ['whose total is another', [beg, line, 'CTT*1', 'AMT*TT*2951'], 'CONTROL_TOTAL AMT.02'],
  ])('%s is told at its place', (_, segments, expected) => expect(codes(document(...segments))).toEqual([expected]));

  test('of another kind is none, and an acknowledgment is only told', () => {
    expect(codes(document(beg, line).replace('ST*850', 'ST*810'))).toEqual(['NOT_AN_ORDER ST.01']);
    expect(codes(document('AK1*PR*1').replace('ST*850', 'ST*997'))).toEqual(['warning NOT_AN_ORDER ST.01']);
  });

  test('of a release is an order of its own', () => {
    expect(one('BEG*00*RL*C-1*7*20261129', line)).toMatchObject({
      id: { value: 'C-1-7' },
      purchaseOrder: { value: 'C-1' },
    });
    expect(one('BEG*00*NE*C-1*7*20261129', line).id.value).toBe('C-1');
  });

  test.each([
    ['T', true],
    ['I', true],
    ['P', false],
  ])('with ISA15 %s is a test: %s', (usage, test) => {
    expect(readings(document(beg, line).replace('*0*P*', `*0*${usage}*`))[0]?.test).toBe(test);
  });

  test.each<[string, string[], object]>([
    ['each', [line], { price: { value: { digits: 118n } } }],
    ['a hundred', ['PO1*1*25*EA*118*HP*VN*AP'], { priceBase: { value: { digits: 100n } } }],
    ...(
      [
        ['ten', 10n, ['PN']],
        ['a dozen', 12n, ['PD', 'TD', 'WD', 'LD']],
        ['a hundred by contract or catalog', 100n, ['TC', 'WC', 'LC', 'QH']],
        ['a thousand', 1000n, ['TP', 'TM', 'WM', 'LM', 'QS']],
        ['ten thousand', 10_000n, ['TT']],
        ['a hundred thousand', 100_000n, ['HT']],
      ] as const
    ).flatMap(([what, digits, bases]) =>
      bases.map((basis): [string, string[], object] => [
        `${what} (${basis})`,
        [`PO1*1*25*EA*118*${basis}*VN*AP`],
        { priceBase: { value: { digits } } },
      ]),
    ),
    ['the line’s own total', [line, 'AMT*1*2950'], { amount: { value: { digits: 2950n } } }],
    [
      'an allowance with implied decimals',
      [line, 'SAC*A*C310***1250'],
      {
        allowances: [{ kind: 'allowance', amount: { value: { digits: 1250n, scale: 2 } }, reason: { value: 'C310' } }],
      },
    ],
    [
      'a charge with a point',
      [line, 'SAC*C*D240***12.5'],
      { allowances: [{ kind: 'charge', amount: { value: { digits: 125n, scale: 1 } } }] },
    ],
    [
      'a charge of before 3060',
      [line, 'ITA*C*ZZ*FRT*06***500'],
      { allowances: [{ kind: 'charge', amount: { value: { digits: 500n, scale: 2 } } }] },
    ],
    ['words about an allowance', [line, 'SAC*N*C310***1250', 'SAC*C*H750'], { allowances: [] }],
  ])('has a price for %s', (_, segments, expected) => expect(lineOf(...segments)).toMatchObject(expected));

  test.each<[string, string[], object]>([
    ['not before, of several', [line, 'DTM*037*20261201', 'DTM*010*20261215'], { notBefore: { value: '20261215' } }],
    ['before which none goes', [line, 'DTM*064*20261215'], { notBefore: { value: '20261215' } }],
    ['by which it has to be there', [line, 'DTM*106*20261224'], { by: { value: '20261224' } }],
    ['of its schedule', [line, 'SCH*25*EA***010*20261210'], { notBefore: { value: '20261210' } }],
    ['of the header', ['DTM*002*20261231', line], { notBefore: { value: '20261231' } }],
    ['of six digits, with its century', [line, 'DTM*002*981215***19'], { notBefore: { value: '19981215' } }],
    ['of six digits', [line, 'DTM*002*261215'], { notBefore: { value: '20261215' } }],
  ])('has a day %s', (_, segments, expected) => expect(lineOf(...segments)).toMatchObject(expected));

  test('has no days of texts, of parts, and of zeros', () => {
    const { lines } = one(
      beg,
      'N9*L1**X',
      'DTM*002*20200101',
      'MSG*A',
      line,
      'SLN*1**I*2*EA',
      'DTM*002*20210101',
      'PID*F****Part',
      'PO1*2*1*EA*1',
      'DTM*002*00000000',
    );
    for (const each of lines) {
      expect(each).not.toHaveProperty('notBefore');
      expect(each).not.toHaveProperty('name');
    }
  });

  test('has items by who numbers them, also below the line, and properties by their qualifiers', () => {
    const found = lineOf(
      'PO1*1*1*EA*1**BP*B*UP*012345678905*MG*M*ZZ*Z*VP*V',
      'LIN**SK*S',
      'PID*F****Name',
      'PID*F*73***Blue',
      'REF*TM*24',
      'REF*TM*36',
      'REF*ZZ**Text',
    );
    expect(found?.items.map(({ by, id }) => `${by} ${id.value}`)).toEqual([
      'buyer B',
      'gtin 012345678905',
      'maker M',
      'seller V',
      'seller S',
    ]);
    expect(found?.name?.value).toBe('Name');
    const said = Object.entries(found?.properties ?? {}).map(([name, { value }]) => `${name} ${value}`);
    expect(said.sort()).toEqual(['73 Blue', 'TM 24', 'ZZ Text']);
  });

  test('has parties by their codes, with addresses of their contacts', () => {
    const { parties } = one(
      ...[beg, 'PER*BD*Ann*EM*ann@b.example', 'N1*BY*Buyer*1*123456789', 'N4*Hamburg**20457*DE', 'N1*EN*End*92*77'],
      ...['PER*IC*It*TE*1*EM*it@e.example', 'N1*ZZ*Other*91*5', line],
    );
    const told = parties.map(({ role, ids, country, mails }) => [role, ids[0]?.value, country?.value, mails[0]?.value]);
    expect(told).toEqual([
      ['buyer', '1:123456789', 'DE', 'ann@b.example'],
      ['endUser', '92:77', undefined, 'it@e.example'],
      ['other:ZZ', '91:5', undefined, undefined],
      ['seller', 'US', undefined, undefined],
    ]);
  });

  test('goes where all its lines go', () => {
    expect(one(beg, line, 'SDQ*EA*92*S1*25').parties[0]).toMatchObject({ role: 'shipTo', ids: [{ value: '92:S1' }] });
    expect(one(beg, line, 'N1*ST*A*92*1', 'PO1*2*1*EA*1', 'N1*ST*A*92*1').parties[0]).toMatchObject({
      role: 'shipTo',
      ids: [{ value: '92:1' }],
    });
  });

  test('may have a total with or without what the whole order adds, and any where taxes are', () => {
    for (const total of ['2950', '2955.00', '2955'])
      expect(codes(document(beg, 'SAC*C*D240***500', line, `AMT*TT*${total}`))).toEqual([]);
    expect(codes(document(beg, 'TXI*ST*9', line, 'CTT*1', 'AMT*TT*9'))).toEqual([]);
  });

  test('has segments of which nothing is known, and does not mind', () => {
    expect(one(beg, 'ZZ9*A*B', 'FOB*CC', line, 'Q*1', 'TD5*O*2*X').lines).toHaveLength(1);
  });
});

describe('an 860', () => {
  const changes = (...segments: string[]) =>
    one(bch, ...segments).lines.map(({ act, number, quantity, price, notBefore, items }) => {
      const [amount, cost] = [quantity, price].map((each) => each && decimalText(each.value));
      return [act, number?.value, amount, cost, notBefore?.value, items[0]?.id.value];
    });

  test('is a patch of the lines that it names, with the number of the change as version', () => {
    expect(one(bch, 'POC*1*CA*5')).toMatchObject({
      act: 'patch',
      id: { value: 'PO-1' },
      version: { value: '2' },
      placed: { value: '20261128' },
    });
    expect(
      changes(
        'POC*1*CA*30*30*EA*117.50*PE*VN*AP',
        'POC*2*DI',
        'POC*3*AI*2**EA*9**VN*VPN',
        'POC*4*NC',
        'POC*5*QD*60**EA*0',
        'POC*6*PC*0**EA*12.5',
        'POC*7*RS',
        'DTM*002*20270101',
      ),
    ).toEqual([
      ['change', '1', '30', '117.50', undefined, 'AP'],
      ['delete', '2', undefined, undefined, undefined, undefined],
      ['add', '3', '2', '9', undefined, 'VPN'],
      ['same', '4', undefined, undefined, undefined, undefined],
      ['change', '5', '60', undefined, undefined, undefined],
      ['change', '6', undefined, '12.5', undefined, undefined],
      ['change', '7', undefined, undefined, '20270101', undefined],
    ]);
  });

  test('moves lines to the day of its header where it speaks of days', () => {
    expect(changes('DTM*010*20270301', 'POC*1*QI*5', 'POC*2*RS', 'POC*3*AI*1').map(([, , , , day]) => day)).toEqual([
      undefined,
      '20270301',
      '20270301',
    ]);
  });

  test('that replaces is the whole order without what it deletes; one that cancels has no lines', () => {
    const replaced = one(bch.replace('*04*', '*05*'), 'POC*1*CA*5', 'POC*2*DI');
    expect([replaced.act, replaced.lines.map(({ act, number }) => [act, number?.value])]).toEqual([
      'whole',
      [[undefined, '1']],
    ]);
    expect(one(bch.replace('*04*', '*01*'), 'POC*1*DI')).toMatchObject({ act: 'cancel', lines: [] });
  });

  test('with a change that nobody knows is refused', () => {
    expect(codes(document(bch, 'POC*1*TI*5'))).toEqual(['UNKNOWN_VALUE POC.02']);
    expect(codes(document(bch, 'POC*1'))).toEqual(['UNKNOWN_VALUE POC.02']);
    expect(codes(document(bch, 'POC*1*CA*5', 'CTT*2'))).toEqual(['COUNT_MISMATCH CTT.01']);
  });
});
