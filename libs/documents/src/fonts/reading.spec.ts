import fc from '#test/support/samples/properties.ts';
import { kindOf } from './direction.ts';
import { extractionOrder, readingsOf } from './reading.ts';

const marks = /[\u200e\u200f]/g;

// What pdftotext makes of a line of a page with mostly Latin text (poppler 22.12, TextPage::dumpFragment).
function extracted(ordered: readonly string[]): string {
  const characters = [...ordered.join('')];
  const kinds = characters.map(
    (character) => ({ '\u200e': 'left', '\u200f': 'right' })[character] ?? kindOf(character),
  );
  let text = '';
  for (let index = 0; index < characters.length; ) {
    let end = index;
    while (end < characters.length && kinds[end] !== 'right') text += characters[end++];
    index = end;
    while (end < characters.length && kinds[end] !== 'left' && kinds[end] !== 'number') end++;
    text += characters.slice(index, end).reverse().join('');
    index = end;
  }
  return text;
}

describe('reading', () => {
  test.each([
    'דן (ישראל) בע״מ',
    'מחסן 12',
    'רחוב 12, דירה 3',
    'رقم ١٢٣',
    'شركة ABC للتقنية',
    'שָׁלוֹם',
    'א-ב',
    '-א',
    'א 😀 ב',
    '',
  ])('F4 %p is read back as it was written', (text) => {
    expect(extracted(extractionOrder(text)).replace(marks, '')).toBe(text);
  });

  test('F4 so is any mixture of letters, numbers, signs and marks', () => {
    const character = fc.constantFrom(...'אבשجдa1٢ .,-()%"/\u05b0\u0301中', '𞤀', '😀');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        const text = characters.join('');
        expect(extracted(extractionOrder(text)).replace(marks, '')).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('F4 nothing is added to what has no letters from right to left', () => {
    expect(extractionOrder('Łódź 12 (株)').join('')).toBe('Łódź 12 (株)');
  });

  test('F4 each cluster is read as itself where the order is the same, and all is read in any case', () => {
    expect(readingsOf(['ב', 'א'], ['ב', 'א'])).toEqual(['ב', 'א']);
    expect(readingsOf(['לא', 'ב'], ['א', 'ל', 'ב\u200e'])).toEqual(['אל', 'ב\u200e']);
    expect(readingsOf(['1', ' ', 'א'], ['א\u200e', ' ', '1'])).toEqual(['א\u200e', ' ', '1']);
    expect(readingsOf(['12', 'א'], ['א', '1', '2']).join('')).toBe('א12');
  });
});
