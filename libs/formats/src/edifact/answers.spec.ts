import type { DocumentAnswer } from '../answer.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { writeContrl, writeOrdrsp } from './answers.ts';
import { writeDesadv } from './despatch.ts';
import { readInterchange } from './interchange.ts';
import { readEdifact } from './order.ts';

/** Answers are read back by the reader of interchanges, whose counts have to agree. */

const text = [
  "UNA:+.? 'UNB+UNOY:3+THEM:14+US:14+261125:0930+R1++++++1'UNH+7+ORDERS:D:01B:UN:EAN010'BGM+220+PO?+1+9'",
  "NAD+BY+401::9'NAD+SU+590::9'CUX+2:EUR:9'LIN+10++AP:SA'PIA+1+88:IN'QTY+21:25:PCE'PRI+AAA:1'LIN+20++B:SA'QTY+21:1'UNS+S'UNT+13+7'UNZ+1+R1'",
].join('');
const bytes = Buffer.from(text);
const read = readEdifact(bytes, headOf(bytes));
const [reading] = ('readings' in read ? read.readings : []) as [SourceReading];

const answer: DocumentAnswer = {
  id: '0123456789abcdef-1',
  issuedAt: '2026-11-26T08:15:30Z',
  orderNumber: 'NW-1',
  revision: 1,
  outcome: 'accepted',
  of: 'order',
  lines: [],
  notes: [],
};
const written = (more: Partial<DocumentAnswer>, from = reading) =>
  Buffer.from(writeOrdrsp({ ...answer, ...more }, from).bytes)
    .toString('utf8')
    .split('\r\n');
const linesOf = (more: Partial<DocumentAnswer>) => written(more).filter((line) => /^(LIN|DTM\+67)/.test(line));

test('an answer goes back to where the order came from, as a test where that was one, and can be read', () => {
  expect(written({})).toEqual([
    "UNA:+.? '",
    "UNB+UNOY:3+US:14+THEM:14+261126:0815+012345678cdef1++++++1'",
    "UNH+1+ORDRSP:D:01B:UN'",
    "BGM+231+0123456789abcdef-1+29'",
    "DTM+137:20261126:102'",
    "RFF+ON:PO?+1'",
    "RFF+VN:NW-1'",
    "NAD+BY+401::9'",
    "NAD+SU+590::9'",
    "CUX+2:EUR:9'",
    "UNS+S'",
    "CNT+2:0'",
    "UNT+11+1'",
    "UNZ+1+012345678cdef1'",
    '',
  ]);
  expect(readInterchange(written({}).join('\r\n'))).toMatchObject({ violations: [], messages: [{ type: 'ORDRSP' }] });
});

test.each<[DocumentAnswer['outcome'], string]>([
  ['accepted', '29'],
  ['waiting', '29'],
  ['mixed', '4'],
  ['rejected', '27'],
  ['cancelled', '29'],
  ['kept', '27'],
])('%s is function %s', (outcome, code) => {
  expect(written({ outcome }).find((line) => line.startsWith('BGM'))).toBe(`BGM+231+${answer.id}+${code}'`);
});

test('lines that wait say when they go; lines that had gone out are not changed any more', () => {
  const lines = [{ position: 0, outcome: 'waiting', promisedOn: '2026-12-15' } as const];
  expect(linesOf({ outcome: 'waiting', lines })).toEqual(["LIN+10+5+AP:SA'", "DTM+67:20261215:102'", "LIN+20+5+B:SA'"]);
  const gone = [{ position: 1, outcome: 'delivered' } as const];
  expect(linesOf({ outcome: 'mixed', of: 'change', lines: gone })).toEqual(["LIN+10+5+AP:SA'", "LIN+20+7+B:SA'"]);
});

test('notes are free text of 70 characters a piece, their separators released', () => {
  const note = `UNKNOWN_ITEM: it's "A+B:C?" ${'which nobody knows '.repeat(12)}`;
  const lines = written({ outcome: 'rejected', notes: [note] }).filter((line) => line.startsWith('FTX'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('FTX+AAO+++UNKNOWN_ITEM?: it?\'s "A?+B?:C??" which');
  expect(readInterchange(written({ outcome: 'rejected', notes: [note] }).join('\n')).violations).toEqual([]);
});

test('who writes in Latin-1 is answered in it, letters that it has not without their accents', () => {
  const latin: SourceReading = { ...reading, kept: { ...reading.kept, syntax: 'UNOC\n3' } };
  const { bytes: out } = writeOrdrsp({ ...answer, outcome: 'rejected', notes: ['Größe für Łódź – 北'] }, latin);
  expect(Buffer.from(out).toString('latin1')).toContain('Größe für Lódz - .');
});

test('a receipt is a CONTRL that names the interchange and the message', () => {
  const out = Buffer.from(writeContrl({ ...answer, outcome: 'received' }, reading).bytes).toString();
  expect(out).toContain("UCI+R1+THEM:14+US:14+7'\r\nUCM+7+ORDERS:D:01B:UN:EAN010+7'");
  expect(written({ outcome: 'received' }).join('\r\n')).toBe(out);
  expect(readInterchange(out)).toMatchObject({ violations: [], messages: [{ type: 'CONTRL' }] });
});

test('a receipt in syntax 4 is the CONTRL of that', () => {
  const four: SourceReading = { ...reading, kept: { ...reading.kept, syntax: 'UNOY\n4' } };
  const out = Buffer.from(writeContrl({ ...answer, outcome: 'received' }, four).bytes).toString();
  expect(out).toContain("UNH+1+CONTRL:4:1:UN'");
  expect(readInterchange(out)).toMatchObject({ violations: [], messages: [{ type: 'CONTRL' }] });
});

test('the same answer is the same bytes', () => expect(written({})).toEqual(written({})));

test('a DESADV is of the lines that have gone out alone, by the buyer’s numbers, and can be read', () => {
  const { bytes: told } = writeDesadv(
    { ...answer, outcome: 'fulfilled', lines: [{ position: 0, outcome: 'delivered' }], notes: ['by mail'] },
    reading,
  );
  const lines = Buffer.from(told).toString('utf8').split('\r\n');
  expect(lines.slice(2, -2)).toEqual([
    "UNH+1+DESADV:D:01B:UN'",
    "BGM+351+0123456789abcdef-1+9'",
    "DTM+137:20261126:102'",
    "DTM+11:20261126:102'",
    "RFF+ON:PO?+1'",
    "RFF+VN:NW-1'",
    "NAD+BY+401::9'",
    "NAD+SU+590::9'",
    "CPS+1'",
    "FTX+AAI+++by mail'",
    "LIN+10++AP:SA'",
    "PIA+1+88:IN'",
    "QTY+12:25:PCE'",
    "RFF+ON:PO?+1:10'",
    "CNT+2:1'",
    "UNT+16+1'",
  ]);
  expect(readInterchange(lines.join('\r\n'))).toMatchObject({ violations: [], messages: [{ type: 'DESADV' }] });
});
