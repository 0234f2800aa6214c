import { type FontSlice, loadSlice, unicodeRangesOf, type Weight } from './font-slice.ts';

/** Which national forms Chinese characters take where a text does not say. */
export type HanForm = 'jp' | 'sc' | 'kr';

/** A set of families that together cover the scripts of names: the first family that has a character draws it. */
export interface Typeface {
  /** The slice of plain Latin text. */
  readonly basic: FontSlice;
  /** The slice that has all these characters, or nothing when no font has. */
  sliceFor(characters: string, han: HanForm): FontSlice | undefined;
}

const alphabetic = ['noto-sans', 'noto-sans-hebrew', 'noto-sans-arabic', 'noto-sans-thai'];
const further = [
  ...[
    'adlam',
    'armenian',
    'balinese',
    'bengali',
    'canadian-aboriginal',
    'cherokee',
    'ethiopic',
    'georgian',
    'gujarati',
  ],
  ...['gurmukhi', 'javanese', 'kannada', 'khmer', 'lao', 'malayalam', 'meetei-mayek', 'myanmar', 'nko', 'ol-chiki'],
  ...['oriya', 'sinhala', 'syriac', 'tamil', 'telugu', 'thaana', 'tifinagh'],
].map((script) => `noto-sans-${script}`);
const rest = [...further, 'noto-serif-tibetan', 'noto-emoji'];
const signs = ['noto-sans-symbols', 'noto-sans-symbols-2'];
const last = 'noto-sans-mongolian'; // its slices claim Chinese characters, too
const eastAsian: Record<HanForm, readonly string[]> = {
  jp: ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-kr'],
  sc: ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'],
  kr: ['noto-sans-kr', 'noto-sans-jp', 'noto-sans-sc'],
};
const ideographic =
  /^[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u;
const pictured = /[\ufe0f\u20e3]/;
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
const cacheLimit = 50_000;

// Slices by character: a family's ranges are read when the first character beyond Latin comes along.
const coverages = new Map<string, ReadonlyMap<number, readonly string[]>>();

/** The typeface of body text, or of codes that are read out (`noto-sans-mono`, Latin only). */
export function createTypeface(latin: 'noto-sans' | 'noto-sans-mono', weight: Weight): Typeface {
  const basic = loadSlice(latin, 'latin', weight);
  const known: Record<HanForm, Map<string, FontSlice | undefined>> = { jp: new Map(), sc: new Map(), kr: new Map() };
  const search = (characters: string, han: HanForm): FontSlice | undefined => {
    const codePoints = [...characters.replace(ignorable, '')].map((character) => character.codePointAt(0) as number);
    const [first = 0] = codePoints;
    const hasAll = (slice: FontSlice) => codePoints.every((codePoint) => slice.glyphOf(codePoint) !== undefined);
    if (!pictured.test(characters) && hasAll(basic)) return basic;
    for (const family of familiesFor(characters, han)) {
      for (const name of coverageOf(family).get(first) ?? []) {
        const slice = loadSlice(family, name, weight);
        if (hasAll(slice)) return slice;
      }
    }
    return undefined;
  };
  return {
    basic,
    sliceFor(characters, han) {
      const slices = known[han];
      if (slices.has(characters)) return slices.get(characters);
      if (slices.size > cacheLimit) slices.clear();
      const slice = search(characters, han);
      slices.set(characters, slice);
      return slice;
    },
  };
}

function familiesFor(characters: string, han: HanForm): string[] {
  if (pictured.test(characters)) return ['noto-emoji', ...alphabetic, ...eastAsian[han]];
  if (ideographic.test(characters)) return [...eastAsian[han], ...alphabetic, ...rest, ...signs, last];
  return [...alphabetic, ...rest, ...eastAsian[han], ...signs, last];
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
