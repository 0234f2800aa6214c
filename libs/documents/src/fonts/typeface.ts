import { type FontSlice, loadSlice, type SliceGlyph, unicodeRangesOf, type Weight } from './font-slice.ts';

/** Which national forms Chinese characters take where a text does not say. */
export type HanForm = 'jp' | 'sc' | 'kr';

/** A character's glyph and the slice that has it. */
export interface Found {
  readonly slice: FontSlice;
  readonly glyph: SliceGlyph;
}

/** A set of families that together cover the scripts of names: the first family that has a character draws it. */
export interface Typeface {
  /** The glyph of a character, or nothing when no font has it. */
  find(codePoint: number, han: HanForm): Found | undefined;
  /** The slice that draws a whole run of a script which needs shaping, such as Arabic. */
  sliceFor(codePoint: number): FontSlice | undefined;
}

const alphabetic = ['noto-sans', 'noto-sans-hebrew', 'noto-sans-arabic', 'noto-sans-thai'];
const eastAsian: Record<HanForm, readonly string[]> = {
  jp: ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-kr'],
  sc: ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'],
  kr: ['noto-sans-kr', 'noto-sans-jp', 'noto-sans-sc'],
};

// Slices by character: a family's ranges are read when the first character beyond Latin comes along.
const coverages = new Map<string, ReadonlyMap<number, readonly string[]>>();

/** The typeface of body text, or of codes that are read out (`noto-sans-mono`, Latin only). */
export function createTypeface(latin: 'noto-sans' | 'noto-sans-mono', weight: Weight): Typeface {
  const basic = loadSlice(latin, 'latin', weight);
  const found = new Map<HanForm, Map<number, Found | undefined>>();
  const search = (codePoint: number, families: readonly string[]): Found | undefined => {
    for (const family of families) {
      for (const name of coverageOf(family).get(codePoint) ?? []) {
        const slice = loadSlice(family, name, weight);
        const glyph = slice.glyphOf(codePoint);
        if (glyph) return { slice, glyph };
      }
    }
    return undefined;
  };
  const find = (codePoint: number, han: HanForm): Found | undefined => {
    const glyphs = found.get(han) ?? new Map<number, Found | undefined>();
    found.set(han, glyphs);
    if (glyphs.has(codePoint)) return glyphs.get(codePoint);
    const glyph = basic.glyphOf(codePoint);
    const result = glyph ? { slice: basic, glyph } : search(codePoint, [...alphabetic, ...eastAsian[han]]);
    glyphs.set(codePoint, result);
    return result;
  };
  return { find, sliceFor: (codePoint) => search(codePoint, alphabetic)?.slice };
}

function coverageOf(family: string): ReadonlyMap<number, readonly string[]> {
  const known = coverages.get(family);
  if (known) return known;
  const coverage = new Map<number, string[]>();
  for (const [name, ranges] of Object.entries(unicodeRangesOf(family))) {
    const slice = name.replace(/[[\]]/g, '');
    for (const range of ranges.split(',')) {
      const [first = 0, last = first] = range
        .replace('U+', '')
        .split('-')
        .map((digits) => Number.parseInt(digits, 16));
      for (let codePoint = first; codePoint <= last; codePoint++) {
        const others = coverage.get(codePoint);
        if (others) others.push(slice);
        else coverage.set(codePoint, [slice]);
      }
    }
  }
  coverages.set(family, coverage);
  return coverage;
}
