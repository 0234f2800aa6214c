import { loadSlice } from './files/font-slice.ts';
import { plainTextOf } from './plain.ts';
import { shapeWord } from './words.ts';

const slices = [
  loadSlice('noto-sans', 'latin', 400),
  loadSlice('noto-sans', 'latin', 600),
  loadSlice('noto-sans-mono', 'latin', 600),
];

/** As HarfBuzz lays it out word by word. */
function byWords(slice: (typeof slices)[0], text: string) {
  const words = (text.match(/ +|[^ ]+/g) ?? []).map((word) => shapeWord(slice, word, false));
  return {
    width: words.reduce((sum, { width }) => sum + width, 0),
    shown: words.map(({ plain }) => plain).join(''),
    glyphs: words.flatMap(({ glyphs }) => glyphs),
    letters: text.match(/\p{L}/gu)?.length ?? 0,
  };
}

// The same numbers in each run (Lehmer).
function randomTexts(count: number): string[] {
  let state = 20261130;
  const below = (limit: number) => {
    state = (state * 48271) % 0x7fffffff;
    return state % limit;
  };
  return Array.from({ length: count }, () =>
    String.fromCharCode(...Array.from({ length: 1 + below(40) }, () => 0x20 + below(95))),
  );
}

describe.each(slices)('plain text in $resource', (slice) => {
  test('F4 put together from pairs it is what HarfBuzz makes of its words', () => {
    const usual = [
      'To AV. Ty',
      'K7QM-2XH9-VR4T-8WNC-P3',
      'https://a.example/e/SO-1%2F1',
      '  two  spaces ',
      'fi ffl 1/2 (r)',
    ];
    for (const text of [...usual, ...randomTexts(3_000)])
      expect(plainTextOf(slice, text)).toEqual(byWords(slice, text));
  });

  test('F4 what is no printable ASCII is left to HarfBuzz', () => {
    for (const text of ['', 'Łódź', 'a\u00a0b', 'a\tb', '株式会社', 'e\u0301'])
      expect(plainTextOf(slice, text)).toBeUndefined();
  });
});
