import type { AnswerLine, DocumentAnswer, WrittenAnswer } from '../../answer.ts';
import { headOf } from '../../format.ts';
import type { SourceReading } from '../../reading.ts';
import { readX12 } from '../read.ts';
import { transactionSets } from '../syntax/envelope.ts';
import { readX12Text } from '../syntax/lexer.ts';
import { writeAcknowledgment } from './acknowledgment.ts';
import { write855, write865 } from './order-answers.ts';
import { write856 } from './ship-notice.ts';
import { controlNumber } from './write.ts';

/** Answers are read back by the reader of interchanges, whose counts and control numbers have to agree. */

const order = (more: { kind?: string; begin?: string; version?: string; lines?: string[] } = {}) => {
  const { kind = '850', begin = 'BEG*00*NE*PO-1**20261128', version = '004010' } = more;
  const { lines = ['PO1*10*25*EA*118*PE*VN*AP*UP*012345678905', 'PO1*20*200*EA*1180*HP*BP*B'] } = more;
  const own = [begin, 'CUR*BY*EUR', 'N1*BY*Łódź & Co*92*NW-1', ...lines];
  const all = [
    ...['ISA*00*          *00*          *01*123456789      *ZZ*SEATWRIGHT     *261129*0915*U*00401*000000905*0*T*>'],
    ...[
      `GS*PO*BUYER*US*20261129*0915*905*X*${version}`,
      `ST*${kind}*0007`,
      ...own,
      `SE*${own.length + 2}*0007`,
      'GE*1*905',
      'IEA*1*000000905',
    ],
  ];
  return Buffer.from(all.map((segment) => `${segment}~`).join(''));
};
const readingOf = (bytes: Uint8Array) => {
  const read = readX12(bytes, headOf(bytes));
  if ('unreadable' in read || !read.readings[0]) throw new Error(JSON.stringify(read));
  return read.readings[0];
};
const change = () =>
  readingOf(
    order({ kind: '860', begin: 'BCH*04*NE*PO-1**3*20261128', lines: ['POC*10*QI*30**EA***VN*AP', 'POC*20*DI'] }),
  );

const answer: DocumentAnswer = {
  ...{ id: '0123456789abcdef-1', issuedAt: '2026-11-29T08:15:30Z', orderNumber: 'NW-PO-1', revision: 1 },
  ...{ outcome: 'accepted', of: 'order', lines: [], notes: [] },
};

/** The segments between ST and SE, after the whole was read back without anything to tell. */
function segmentsOf({ bytes, contentType }: WrittenAnswer): string[] {
  expect(contentType).toBe('application/EDI-X12');
  const told: unknown[] = [];
  const [set, ...others] = transactionSets(readX12Text(bytes, undefined), (violation) => told.push(violation));
  expect([told, others]).toEqual([[], []]);
  return (set?.segments ?? []).slice(1, -1).map(({ elements }) => elements.join('*'));
}
const written = (more: Partial<DocumentAnswer>, reading: SourceReading = readingOf(order()), write = write865) =>
  segmentsOf(write({ ...answer, ...more }, reading));
const lines: AnswerLine[] = [
  { position: 0, outcome: 'waiting', promisedOn: '2026-12-15' },
  { position: 1, outcome: 'accepted', note: 'goes out today' },
];

describe('an 855', () => {
  test('goes back to where the order came from, as a test where that was one, and is the same every time', () => {
    const [one, other] = [1, 2].map(() => Buffer.from(write855(answer, readingOf(order())).bytes).toString());
    expect(one).toBe(other);
    expect(one?.split('~\n').slice(0, 3)).toEqual([
      `ISA*00*          *00*          *ZZ*SEATWRIGHT     *01*123456789      *261129*0815*U*00401*${controlNumber(answer.id)}*0*T*>`,
      `GS*PR*US*BUYER*20261129*0815*${Number(controlNumber(answer.id))}*X*004010`,
      'ST*855*0001',
    ]);
  });

  test('has the separators of the order, and its years before 4010', () => {
    const text = order({ version: '003040' })
      .toString()
      .replaceAll('*', '|')
      .replaceAll('~', '\n')
      .replaceAll('>', ':');
    const back = Buffer.from(write855(answer, readingOf(Buffer.from(text))).bytes).toString();
    expect(back.split('\n')[1]).toMatch(/^GS\|PR\|US\|BUYER\|261129\|0815\|\d+\|X\|003040$/);
  });

  test.each<[DocumentAnswer['outcome'], string]>([
    ['accepted', 'AT'],
    ['waiting', 'AD'],
    ['mixed', 'AC'],
    ['rejected', 'RJ'],
  ])('of what is %s says %s', (outcome, type) => {
    expect(written({ outcome })[0]).toBe(`BAK*00*${type}*PO-1*20261128****NW-PO-1*20261129`);
  });

  test('has no lines where all of the order has one answer', () => {
    expect(written({})).toEqual([
      'BAK*00*AT*PO-1*20261128****NW-PO-1*20261129',
      'CUR*SE*EUR',
      'REF*VN*NW-PO-1',
      'N1*BY*Lodz & Co*92*NW-1',
    ]);
  });

  test('has all lines as they came where some wait for their day', () => {
    expect(written({ outcome: 'waiting', lines }).slice(4)).toEqual([
      ...['PO1*10*25*EA*118**VP*AP*UP*012345678905', 'ACK*IA*25*EA*067*20261215'],
      ...['PO1*20*200*EA*1180*HP*BP*B', 'ACK*IA*200*EA', 'N9*L1**NOTES', 'MSG*goes out today', 'CTT*2'],
    ]);
  });

  test('says why it was refused, in pieces that a segment can hold, without separators', () => {
    const notes = [`UNKNOWN_ITEM: nothing is known of * or ~ (PO1.07) ${'word '.repeat(80)}`];
    const texts = written({ outcome: 'rejected', notes }).filter((segment) => segment.startsWith('MSG'));
    expect(texts[0]).toMatch(/^MSG\*UNKNOWN_ITEM: nothing is known of or \(PO1.07\) word/);
    expect([texts.length, Math.max(...texts.map((text) => text.length)) <= 268]).toEqual([2, true]);
  });
});

describe('an 865', () => {
  test.each<[Partial<DocumentAnswer>, string]>([
    [{ of: 'change' }, 'AT'],
    [{ of: 'change', outcome: 'waiting' }, 'AD'],
    [{ of: 'change', outcome: 'mixed' }, 'RJ'],
    [{ of: 'change', outcome: 'rejected' }, 'RJ'],
    [{ of: 'cancellation', outcome: 'cancelled' }, 'AT'],
    [{ of: 'cancellation', outcome: 'mixed' }, 'AC'],
    [{ of: 'cancellation', outcome: 'kept' }, 'RJ'],
  ])('of %j says %s', (more, type) => {
    expect(written(more, change())[0]).toBe(`BCA*00*${type}*PO-1**3*20261128***NW-PO-1*20261129`);
  });

  test('says line by line what had gone out: rejected, as what is not done', () => {
    const told: AnswerLine[] = [
      { position: 0, outcome: 'delivered' },
      { position: 1, outcome: 'rejected' },
    ];
    expect(written({ of: 'change', outcome: 'mixed', lines: told }, change()).slice(4)).toEqual([
      ...['POC*10*CA*30**EA***VP*AP', 'ACK*IR*30*EA', 'POC*20*DI***EA', 'ACK*IR', 'CTT*2'],
    ]);
    const gone: AnswerLine[] = [
      { position: 0, outcome: 'delivered' },
      { position: 1, outcome: 'cancelled' },
    ];
    const acks = written({ of: 'cancellation', outcome: 'mixed', lines: gone }).filter((segment) =>
      segment.startsWith('ACK'),
    );
    expect(acks).toEqual(['ACK*IR*25*EA', 'ACK*ID*200*EA']);
  });
});

test('an 856 is of the lines that have gone out alone: shipment, order, items', () => {
  const told: AnswerLine[] = [{ position: 1, outcome: 'delivered' }];
  expect(written({ outcome: 'fulfilled', lines: told, notes: ['by mail'] }, undefined, write856)).toEqual([
    'BSN*00*0123456789abcdef-1*20261129*0815*0004',
    ...['HL*1**S*1', 'REF*VN*NW-PO-1', 'REF*ZZ**by mail', 'DTM*011*20261129*0815'],
    ...['HL*2*1*O*1', 'PRF*PO-1***20261128'],
    ...['HL*3*2*I*0', 'LIN*20*BP*B', 'SN1*20*200*EA', 'CTT*3'],
  ]);
});

describe('a 997', () => {
  const acknowledged = (bytes: Uint8Array) => {
    const back = writeAcknowledgment({ id: 'x', issuedAt: answer.issuedAt, status: 200, notes: [], bytes });
    return back && segmentsOf(back);
  };
  const turned = (from: string | RegExp, to: string) => Buffer.from(order().toString().replace(from, to));

  test('says that an order was taken', () => {
    const expected = ['AK1*PO*905', 'AK2*850*0007', 'AK5*A', 'AK9*A*1*1*1'];
    expect(written({ outcome: 'received' })).toEqual(expected);
    expect(written({ outcome: 'received' }, undefined, write855)).toEqual(expected);
    expect(acknowledged(order())).toEqual(expected);
  });

  test.each<[string, Uint8Array, string[]]>([
    ['a number that is none', turned('*25*EA', '*2x*EA'), ['AK3*PO1*5**8', 'AK4*2**6*2x', 'AK5*R*5', 'AK9*R*1*1*0']],
    ['a code that nobody knows', turned('BEG*00', 'BEG*99'), ['AK3*BEG*2**8', 'AK4*1**7*99', 'AK5*R*5', 'AK9*R*1*1*0']],
    ['no number of the order', turned('*PO-1*', '**'), ['AK3*BEG*2**8', 'AK4*3**1', 'AK5*R*5', 'AK9*R*1*1*0']],
    ['another count of segments', turned('SE*7', 'SE*8'), ['AK5*R*4', 'AK9*R*1*1*0']],
    ['another count of sets', turned('GE*1', 'GE*2'), ['AK5*A', 'AK9*R*1*1*0*5']],
    ['another set', turned('ST*850', 'ST*810'), ['AK3*ST*1**8', 'AK4*1**7*810', 'AK5*R*1', 'AK9*R*1*1*0']],
  ])('says where there is %s', (_, bytes, expected) => expect(acknowledged(bytes)?.slice(2)).toEqual(expected));

  test('says of several sets which were taken', () => {
    const [head = '', tail = ''] = order().toString().split('GE*1');
    const set = /ST\*850.*/.exec(head)?.[0] ?? '';
    const both = Buffer.from(`${head}${set.replaceAll('0007', '0008').replace('*25*', '*x*')}GE*2${tail}`);
    expect(acknowledged(both)).toEqual([
      ...['AK1*PO*905', 'AK2*850*0007', 'AK5*A'],
      ...['AK2*850*0008', 'AK3*PO1*5**8', 'AK4*2**6*x', 'AK5*R*5', 'AK9*P*2*2*1'],
    ]);
  });

  test('is not written of what has no envelope', () => {
    expect(acknowledged(order().subarray(0, 200))).toBeUndefined();
    expect(acknowledged(Buffer.from('ISA'))).toBeUndefined();
  });
});

test('control numbers are nine digits of what is answered, and hardly ever the same', () => {
  const numbers = Array.from({ length: 2000 }, (_, index) => controlNumber(`0123456789abcdef-${index}`));
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(number).toMatch(/^\d{9}$/);
});
