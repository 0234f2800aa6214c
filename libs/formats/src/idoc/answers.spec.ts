import { readFileSync } from 'node:fs';
import type { DocumentAnswer } from '../answer.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { readXml } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt } from '../xml/walk.ts';
import { writeOrdrspIdoc } from './answers.ts';
import { flatIdocs } from './flat.ts';
import { readIdocs } from './order.ts';

const readingOf = (file: string): SourceReading => {
  const bytes = readFileSync(new URL(`../../../../test/documents/idoc/${file}`, import.meta.url));
  const result = readIdocs(bytes, headOf(bytes));
  return ('readings' in result ? result.readings[0] : undefined) as SourceReading;
};
const [xml, flat] = [readingOf('order.xml'), readingOf('change.idoc')];

const answer: DocumentAnswer = {
  id: 'ans-1',
  issuedAt: '2026-11-26T08:15:30Z',
  orderNumber: 'NW-4500012345',
  revision: 1,
  outcome: 'accepted',
  of: 'order',
  lines: [],
  notes: [],
};
const written = (more: Partial<DocumentAnswer> = {}) => {
  const { root } = readXml(writeOrdrspIdoc({ ...answer, ...more }, xml).bytes);
  return firstAt(root, 'IDOC');
};

describe('answers as IDocs', () => {
  test('go back to where the order came from, and name it as it came', () => {
    const idoc = written();
    expect(['MESTYP', 'SNDPRN', 'RCVPRN', 'ARCKEY'].map((field) => foundAt(idoc, 'EDI_DC40', field)?.value)).toEqual([
      'ORDRSP',
      '0000100200',
      'NORDWIND',
      'ans-1',
    ]);
    expect(childrenOf(idoc, 'E1EDK02').map((each) => foundAt(each, 'BELNR')?.value)).toEqual([
      '4500012345',
      'NW-4500012345',
    ]);
  });

  test.each<[Partial<DocumentAnswer>, (string | undefined)[]]>([
    [{}, [undefined, undefined]],
    [
      { outcome: 'waiting', lines: [{ position: 0, outcome: 'waiting', promisedOn: '2026-12-15' }] },
      [undefined, '20261215'],
    ],
    [{ outcome: 'rejected' }, ['10', undefined]],
    [{ outcome: 'kept', of: 'cancellation' }, ['10', undefined]],
    [{ outcome: 'mixed', of: 'change', lines: [{ position: 0, outcome: 'delivered' }] }, ['10', undefined]],
    [{ outcome: 'mixed', of: 'cancellation', lines: [{ position: 0, outcome: 'cancelled' }] }, [undefined, undefined]],
  ])('%j', (more, told) => {
    const item = firstAt(written(more), 'E1EDP01');
    expect([foundAt(item, 'ABGRU')?.value, foundAt(item, 'E1EDP20', 'EDATU')?.value]).toEqual(told);
    expect(foundAt(item, 'POSEX')?.value).toBe('000010');
  });

  test('notes are texts in lines of 70 characters', () => {
    const note = `UNKNOWN_ITEM <a> & "b" ${'which nobody knows '.repeat(8)}`;
    const lines = childrenOf(firstAt(written({ outcome: 'rejected', notes: [note] }), 'E1EDKT1'), 'E1EDKT2').map(
      (each) => foundAt(each, 'TDLINE')?.value ?? '',
    );
    expect(lines.every((line) => line.length <= 70)).toBe(true);
    expect(lines.join(' ')).toBe(note.trim());
  });

  test('to a flat order are flat, each field in its place', () => {
    const { bytes, contentType } = writeOrdrspIdoc({ ...answer, of: 'change' }, flat);
    expect(contentType).toMatch(/^text\/plain/);
    const [idoc] = flatIdocs(bytes);
    expect(idoc?.control.field('RCVPRN')?.value).toBe('NORDWIND');
    expect(idoc?.segments.map(({ name }) => name)).toEqual([
      'E1EDK01',
      'E1EDKA1',
      'E1EDKA1',
      'E1EDK02',
      'E1EDK02',
      'E1EDP01',
      'E1EDP01',
      'E1EDS01',
    ]);
    expect(idoc?.segments[6]?.field('MENGE')?.value).toBe('5.000');
  });

  test('a receipt is an ALEAUD with status 16 of the IDoc that came', () => {
    const state = firstAt(written({ outcome: 'received' }), 'E1ADHDR', 'E1STATE');
    expect([foundAt(state, 'DOCNUM')?.value, foundAt(state, 'STATUS')?.value]).toEqual(['0000000000471101', '16']);
  });
});
