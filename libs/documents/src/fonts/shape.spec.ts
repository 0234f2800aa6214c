import { runsInDrawingOrder } from './direction.ts';
import { createTypeface } from './files/typeface.ts';
import { createShaper, hanFormOf } from './shape.ts';
import { fitText, wrapText } from './wrap.ts';

const typeface = createTypeface('noto-sans', 400);
const shape = createShaper(typeface);
const slicesOf = (text: string) => [
  ...new Set(shape(text).spans.map(({ slice }) => slice.resource.replace(/-\d+-400$/, ''))),
];

describe('text layout', () => {
  test.each([
    ['Acme', ['noto-sans-latin-400']],
    ['Łódź', ['noto-sans-latin-ext-400', 'noto-sans-latin-400']],
    ['Nguyễn', ['noto-sans-latin-400', 'noto-sans-vietnamese-400']],
    ['Ελλάς', ['noto-sans-greek-400']],
    ['Київ', ['noto-sans-cyrillic-400']],
    ['株式会社', ['noto-sans-jp']],
    ['网络技术', ['noto-sans-sc']],
    ['한국', ['noto-sans-kr']],
    ['שלום', ['noto-sans-hebrew-hebrew-400']],
    ['شركة', ['noto-sans-arabic-arabic-400']],
    ['हिन्दी', ['noto-sans-devanagari-400']],
    ['บริษัท', ['noto-sans-thai-thai-400']],
  ])('F4 %s has letters in %p', (text, expected) => {
    expect(slicesOf(text)).toEqual(expected);
    expect(shape(text).spans.flatMap(({ glyphs }) => glyphs)).not.toContain(typeface.basic.glyphOf(0xfffd));
  });

  test('F4 a character that no font has is drawn as a replacement, and copied as itself', () => {
    const { spans } = shape('a𐀀');
    expect(spans.at(-1)?.actual).toBe('𐀀');
    expect(spans.at(-1)?.glyphs).toEqual([typeface.basic.glyphOf(0xfffd)]);
  });

  test('F4 Chinese characters take the forms of their country', () => {
    expect(hanFormOf('東京', typeface, 'TW')).toBe('sc');
    expect(hanFormOf('東京', typeface)).toBe('jp');
    expect(hanFormOf('网络', typeface)).toBe('sc');
    expect(hanFormOf('株式会社ネット', typeface, 'CN')).toBe('jp');
  });

  test('F4 what is written from right to left is turned round, numbers and Latin are not', () => {
    const drawn = (line: string) => runsInDrawingOrder(line).map(({ start, end }) => line.slice(start, end));
    expect(drawn('ACME בע"מ Ltd')).toEqual(['ACME ', 'בע"מ', ' Ltd']);
    expect(drawn('שלום 2026 (עולם)')).toEqual([' (עולם)', '2026', 'שלום ']);
    expect(drawn('plain')).toEqual(['plain']);
  });

  test('F4 pairs are kerned', () => {
    expect(shape('To').width).toBeLessThan(shape('T').width + shape('o').width);
  });

  test('F4 lines are no wider than they may be, words and pairs of surrogates stay whole', () => {
    const words = wrapText('one two three four five', shape, 10, 60);
    expect(words.length).toBeGreaterThan(1);
    for (const text of ['x'.repeat(200), '株式会社'.repeat(30), '🚀'.repeat(90), 'a b '.repeat(50)]) {
      const lines = wrapText(text, shape, 10, 100);
      expect(Math.max(...lines.map(({ width }) => width * 0.01))).toBeLessThanOrEqual(100);
      expect(lines.flatMap(({ spans }) => spans).some(({ actual = '' }) => /^[\ud800-\udfff]$/.test(actual))).toBe(
        false,
      );
    }
    expect(wrapText('one two three four five', shape, 10, 60, 1)).toHaveLength(1);
    expect(fitText('one two three four five', shape, 10, 60).width * 0.01).toBeLessThanOrEqual(60);
  });

  test('F4 a line knows how many of its letters read in which direction', () => {
    expect([shape('ab 12').leaning, shape('מחסן').leaning, shape('ab מחסן').leaning]).toEqual([2, -4, -2]);
  });
});
