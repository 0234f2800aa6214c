import { createTypeface } from './files/typeface.ts';
import { createShaper } from './shape.ts';
import { fitText, wrapText } from './wrap.ts';

const typeface = createTypeface('noto-sans', 400);
const shape = createShaper(typeface);
const missing = typeface.basic.glyphOf(0xfffd);
const glyphsOf = (text: string) => shape(text).spans.flatMap(({ glyphs }) => glyphs);

describe('scripts', () => {
  test.each([
    ...[
      'თბილისის ლოგისტიკა',
      'Երևանի Լոգիստիկա',
      'বাংলা প্রযুক্তি',
      'ગુજરાતી',
      'ਪੰਜਾਬੀ',
      'ଓଡ଼ିଆ',
      'தொழில்நுட்பம்',
      'తెలుగు',
      'ಬೆಂಗಳೂರು',
    ],
    ...['കൊച്ചി', 'ශ්‍රී ලංකා', 'ខ្មែរ', 'ພາສາລາວ', 'မြန်မာ', 'አዲስ አበባ', 'བོད་ཡིག', 'ᏣᎳᎩ', 'ܣܘܪܝܝܐ', 'މާލެ', 'ߒߞߏ', 'ᠮᠣᠩᠭᠣᠯ'],
    ...[
      'हिन्दी',
      'บริษัท',
      'שָׁלוֹם',
      'پاکستان ٹیکنالوجی',
      'می‌خواهم',
      '株式会社ネット・ワーク',
      '臺灣網路',
      '한국',
      'Nguyễn',
    ],
    ...[
      '𞤀𞤣𞤤𞤢𞤥',
      'ᐃᓄᒃᑎᑐᑦ',
      'ꦗꦮꦶ',
      'ᬩᬮᬶ',
      'ᱥᱟᱱ',
      'ꯃꯤꯇꯩ',
      'ⵜⴰⵎⴰⵣⵉⵖⵜ',
      '→ ★ ☎ ✗ ∑',
      '🚀',
      '👨‍👩‍👧',
      '🇵🇱',
      '👍🏽',
      '❤️',
      '1️⃣',
      'x\u0323\u0302',
    ],
  ])('F4 %s has a glyph for everything', (text) => {
    expect(glyphsOf(text).length).toBeGreaterThan(0);
    expect(glyphsOf(text)).not.toContain(missing);
    expect(glyphsOf(text)).not.toContain(0);
  });

  test.each(['👨‍👩‍👧', '🇵🇱', '👍🏽', 'ක්‍ෂ'])('F4 %s is one sign in one font', (text) => {
    expect(new Set(shape(text).spans.map(({ slice }) => slice)).size).toBe(1);
  });

  test('F4 what the glyphs do not tell is told: ligatures, syllables, shared forms', () => {
    const actual = (text: string) => shape(text).spans.map((span) => span.actual);
    expect(actual('Office')).toEqual([undefined]);
    expect(actual('हिन्दी').join('')).toBe('हिन्दी');
    expect(
      actual('بيت')
        .filter(Boolean)
        .join('')
        .replace(/\u200e/g, ''),
    ).toBe([...'بيت'].reverse().join(''));
  });

  test.each([
    'ประเทศไทยมีภาษาที่น่าสนใจและยาวมาก',
    'ភាសាខ្មែរគឺជាភាសាផ្លូវការ',
    'မြန်မာဘာသာစကားသည်တရားဝင်ဘာသာ',
    'ພາສາລາວເປັນພາສາທາງການ',
    '👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧',
    'क्षेत्रक्षेत्रक्षेत्रक्षेत्र',
  ])('F4 lines of %s break between signs only', (text) => {
    const seen: string[] = [];
    const recorded = (line: string) => {
      seen.push(line);
      return shape(line);
    };
    wrapText(text, recorded, 10, 40);
    const signs = Array.from(new Intl.Segmenter('en').segment(text), ({ index }) => index);
    for (const line of seen) expect([...signs, text.length]).toContain(text.indexOf(line) + line.length);
    expect(wrapText(text, shape, 10, 40).length).toBeGreaterThan(1);
  });

  test('F4 UAX #14: a line ends after a hyphen or slash, never before what closes or within a number', () => {
    const lines: string[] = [];
    const record = (text: string, width: number) => {
      lines.length = 0;
      const spans = wrapText(text, shape, 10, width).map((line) => line.width);
      return spans.length;
    };
    expect(record('well-known', 40)).toBe(2);
    expect(record('1,234,567.89', 80)).toBe(1);
    const kinsoku = wrapText('東京東京東京（株）。', shape, 10, 90);
    expect(kinsoku.length).toBe(2);
    expect(fitText('東京東京東京（株）', shape, 10, 50).width).toBeLessThanOrEqual(5_000);
  });
});
