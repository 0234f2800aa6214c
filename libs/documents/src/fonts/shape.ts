import { orderForDrawing } from './bidi.ts';
import { type FontSlice, hexOf } from './font-slice.ts';
import type { Found, HanForm, Typeface } from './typeface.ts';

/** Glyphs at one height over the baseline. */
export interface Segment {
  /** The operand of TJ: glyph numbers and kerning. */
  readonly shown: string;
  /** In thousandths of the font size; marks above and below letters have one. */
  readonly rise: number;
}

/** Text that needs one font only, laid out for any size. */
export interface Span {
  readonly slice: FontSlice;
  readonly segments: readonly Segment[];
  readonly glyphs: readonly number[];
  /** What each glyph stands for, where that is not one character. */
  readonly meanings: ReadonlyMap<number, string>;
  /** What was written, where the glyphs alone do not tell (Indic and Thai clusters, replacements). */
  readonly actual?: string;
}

export interface ShapedText {
  /** In thousandths of the font size. */
  readonly width: number;
  readonly spans: readonly Span[];
}

export type Shaper = (text: string, han?: HanForm) => ShapedText;

const replacement = 0xfffd;
const complex = /[\u0590-\u08ff\u0900-\u097f\u0e00-\u0e7f\ufb1d-\ufdff\ufe70-\ufefc]+/gu;
const cacheLimit = 4_000;

/** Lays out single lines in a typeface. Remembers what it laid out lately: labels and names come again and again. */
export function createShaper(typeface: Typeface): Shaper {
  let recent = new Map<string, ShapedText>();
  let older = new Map<string, ShapedText>();
  return (text, han = hanFormOf(text, typeface)) => {
    const key = han + text;
    const known = recent.get(key) ?? older.get(key);
    const shaped = known ?? shapeLine(text, typeface, han);
    if (!recent.has(key)) recent.set(key, shaped);
    if (recent.size > cacheLimit) {
      older = recent;
      recent = new Map();
    }
    return shaped;
  };
}

/** The national form to prefer for a text: Kana says Japanese, Hangul Korean; the rest is Japanese if all of it can be. */
export function hanFormOf(text: string, typeface: Typeface, country?: string): HanForm {
  if (!/[\u2e80-\uffef\u{20000}-\u{3ffff}]/u.test(text)) return 'jp';
  if (/[\u3040-\u30ff]/u.test(text) || country === 'JP') return 'jp';
  if (/[\uac00-\ud7af\u1100-\u11ff]/u.test(text) || country === 'KR') return 'kr';
  if (country && ['CN', 'HK', 'MO', 'SG', 'TW'].includes(country)) return 'sc';
  const han = text.match(/\p{Script=Han}/gu) ?? [];
  const inJapanese = (character: string) =>
    typeface.find(character.codePointAt(0) as number, 'jp')?.slice.resource.startsWith('noto-sans-jp');
  return han.every(inJapanese) ? 'jp' : 'sc';
}

function shapeLine(text: string, typeface: Typeface, han: HanForm): ShapedText {
  const spans: Span[] = [];
  let width = 0;
  for (const { text: piece, rightToLeft } of orderForDrawing(text)) {
    let end = 0;
    for (const match of piece.matchAll(complex)) {
      const slice = typeface.sliceFor(match[0].codePointAt(0) as number);
      if (!slice) continue; // drawn as replacements below
      width += shapeSimple(piece.slice(end, match.index), typeface, han, spans);
      width += shapeComplex(match[0], slice, rightToLeft, spans);
      end = match.index + match[0].length;
    }
    width += shapeSimple(piece.slice(end), typeface, han, spans);
  }
  return { width, spans };
}

const noMeanings: ReadonlyMap<number, string> = new Map();

// Scripts with one glyph a character; kerning pairs come out of the font once and are then a look-up.
function shapeSimple(text: string, typeface: Typeface, han: HanForm, spans: Span[]): number {
  let width = 0;
  let run: { slice: FontSlice; shown: string; glyphs: number[]; before: Found['glyph'] } | undefined;
  const flush = () => {
    if (run) {
      const segments = [{ shown: `[<${run.shown}>]`, rise: 0 }];
      spans.push({ slice: run.slice, segments, glyphs: run.glyphs, meanings: noMeanings });
    }
    run = undefined;
  };
  for (const character of text) {
    const codePoint = character.codePointAt(0) as number;
    const found = typeface.find(codePoint, han);
    if (!found) {
      flush();
      width += showReplacement(character, typeface, spans);
      continue;
    }
    const { slice, glyph } = found;
    if (run?.slice !== slice) {
      flush();
      run = { slice, shown: glyph.hex, glyphs: [glyph.id], before: glyph };
    } else {
      const kerning = kerns(run.before.codePoint) && kerns(codePoint) ? slice.kerningOf(run.before, glyph) : 0;
      run.shown += kerning === 0 ? glyph.hex : `>${-kerning}<${glyph.hex}`;
      run.glyphs.push(glyph.id);
      run.before = glyph;
      width += kerning;
    }
    width += glyph.advance;
  }
  flush();
  return width;
}

// Never an empty box without a word: what no font has is a visible question mark, and copying yields the character itself.
function showReplacement(character: string, typeface: Typeface, spans: Span[]): number {
  const { slice, glyph } = typeface.find(replacement, 'jp') ?? (typeface.find(63, 'jp') as Found);
  const segments = [{ shown: `[<${glyph.hex}>]`, rise: 0 }];
  spans.push({ slice, segments, glyphs: [glyph.id], meanings: noMeanings, actual: character });
  return glyph.advance;
}

function shapeComplex(text: string, slice: FontSlice, rightToLeft: boolean, spans: Span[]): number {
  const { glyphs, positions } = slice.font.layout(text);
  const meanings = new Map<number, string>();
  let width = 0;
  let late = 0; // offsets move one glyph, not those after it
  const segments: { shown: string; rise: number }[] = [];
  glyphs.forEach((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const rise = Math.round(yOffset);
    const shift = Math.round(xOffset) - late;
    const shown = `${shift === 0 ? '' : `${-shift} `}<${hexOf(glyph.id)}>`;
    const segment = segments.at(-1);
    if (segment?.rise === rise) segment.shown += shown;
    else segments.push({ shown, rise });
    late = Math.round(xOffset) + slice.advanceOf(glyph.id) - Math.round(xAdvance);
    width += Math.round(xAdvance);
    if (glyph.codePoints.length > 0) meanings.set(glyph.id, String.fromCodePoint(...glyph.codePoints));
  });
  if (late !== 0) segments.push({ shown: `${late}`, rise: 0 });
  spans.push({
    slice,
    segments: segments.map(({ shown, rise }) => ({ shown: `[${shown}]`, rise })),
    glyphs: glyphs.map((glyph) => glyph.id),
    meanings,
    ...(rightToLeft ? {} : { actual: text }),
  });
  return width;
}

// Letters and the marks around them; digits, spaces and East Asian characters have no pairs worth looking up.
function kerns(codePoint: number): boolean {
  return codePoint > 0x20 && codePoint < 0x2100 && (codePoint < 0x30 || codePoint > 0x39);
}
