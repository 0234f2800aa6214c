import type { FontSlice } from './files/font-slice.ts';
import { createRecent } from './recent.ts';

/** Glyphs at one height over the baseline. */
export interface Segment {
  /** Glyph numbers and kerning, as they stand between `[(` and `)]`. */
  readonly shown: string;
  /** In thousandths of the font size; marks above and below letters have one. */
  readonly rise: number;
}

/** Glyphs that belong together: a letter with its marks, a ligature, a syllable. */
export interface Cluster {
  /** What was written. */
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Marks upon it, drawn from where it begins; the pen comes back there. */
  readonly marks: readonly Segment[];
  readonly glyphs: readonly number[];
  /** What readers take it for by its glyphs alone; nothing where they cannot tell. */
  readonly read?: string;
}

/** A word in one font and direction. In thousandths of the font size. */
export interface Word {
  readonly text: string;
  readonly slice: FontSlice;
  readonly rightToLeft: boolean;
  readonly width: number;
  readonly glyphs: readonly number[];
  /** As it stands between `[(` and `)]`, where all glyphs lie on the baseline and tell what was written. */
  readonly plain?: string;
  /** Its clusters, once somebody asked; see {@link clustersOf}. */
  clusters?: readonly Cluster[];
}

const known = createRecent<Word>(8_000);

/** Shapes a word, or looks it up: names and labels come again and again. */
export function shapeWord(slice: FontSlice, text: string, rightToLeft: boolean): Word {
  const key = `${slice.resource}${rightToLeft ? '<' : '>'}${text}`;
  return known.get(key, () => shape(slice, text, rightToLeft));
}

function shape(slice: FontSlice, text: string, rightToLeft: boolean): Word {
  const placed = slice.shape(text, rightToLeft);
  let [width, pen, plain] = [0, 0, rightToLeft || placed.length !== text.length ? undefined : ''];
  for (const [index, { id, advance, x, y, cluster }] of placed.entries()) {
    if (cluster !== index || y !== 0 || textOf(slice, id, text.charAt(index)) === undefined) plain = undefined;
    if (plain !== undefined) plain += movedPen(width + x - pen) + shownGlyph(id);
    pen = width + x + slice.advanceOf(id);
    width += advance;
  }
  if (plain !== undefined) plain += movedPen(width - pen);
  return { text, slice, rightToLeft, width, glyphs: placed.map(({ id }) => id), plain };
}

/** The clusters of a word from left to right. Most words are plain, and nobody asks. */
export function clustersOf(word: Word): readonly Cluster[] {
  word.clusters ??= cut(word);
  return word.clusters;
}

function cut({ slice, text, rightToLeft, plain }: Word): Cluster[] {
  const glyphs = slice.shape(text, rightToLeft);
  // Letters of a syllable can be drawn in another order than they are read, with gaps: readers are told word by word.
  if (!rightToLeft && plain === undefined) return [clusterOf(slice, text, glyphs)];
  const starts = [...new Set(glyphs.map(({ cluster }) => cluster))].sort((a, b) => a - b);
  const clusters = [];
  for (let first = 0; first < glyphs.length; ) {
    const start = glyphs[first]?.cluster ?? 0;
    let end = first + 1;
    while (glyphs[end]?.cluster === start) end++;
    const place = starts.indexOf(start);
    clusters.push(clusterOf(slice, text.slice(place === 0 ? 0 : start, starts[place + 1]), glyphs.slice(first, end)));
    first = end;
  }
  return clusters;
}

function clusterOf(slice: FontSlice, text: string, placed: ReturnType<FontSlice['shape']>): Cluster {
  let pen = 0;
  const drawn = placed.map(({ id, advance, x, y }) => {
    const glyph = { id, width: slice.advanceOf(id), x: pen + x, y };
    pen += advance;
    return glyph;
  });
  const letters = drawn.filter(({ width }) => width > 0);
  const marks = letters.length === 0 ? [] : drawn.filter(({ width }) => width === 0);
  const segments = segmentsOf(letters.length === 0 ? drawn : letters, pen);
  const read =
    drawn.length === 1 && segments.every(({ rise }) => rise === 0) ? textOf(slice, drawn[0]?.id, text) : undefined;
  return { text, segments, marks: segmentsOf(marks, 0), glyphs: drawn.map(({ id }) => id), read };
}

// From the pen's place at the start of a cluster to its place at the end.
function segmentsOf(glyphs: readonly { id: number; width: number; x: number; y: number }[], end: number): Segment[] {
  const segments: { shown: string; rise: number }[] = [];
  let pen = 0;
  for (const { id, width, x, y } of glyphs) {
    const shown = `${movedPen(x - pen)}${shownGlyph(id)}`;
    const segment = segments.at(-1);
    if (segment?.rise === y) segment.shown += shown;
    else segments.push({ shown, rise: y });
    pen = x + width;
  }
  const last = segments.at(-1);
  if (last) last.shown += movedPen(end - pen);
  return segments;
}

/** What a glyph is read as where it stands for this text, and nothing else. A no-break space is a space for readers. */
export function textOf(slice: FontSlice, glyph: number | undefined, text: string): string | undefined {
  const read = glyph === undefined ? undefined : slice.textOf(glyph);
  return read === text || (read === ' ' && text === '\u00a0') ? text : undefined;
}

/** Moves the pen to the right within the operand of TJ. */
export function movedPen(distance: number): string {
  return distance === 0 ? '' : `)${-distance}(`;
}

/** A glyph's number in two bytes, as a text of a content stream has them: half as long as in digits. */
export function shownGlyph(glyph: number): string {
  return shownBytes(String.fromCharCode(glyph >> 8, glyph & 0xff));
}

/** Bytes as they stand in a text of a content stream; none of them ends a line. */
export function shownBytes(bytes: string): string {
  return bytes
    .replace(/[()\\]/g, '\\$&')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n');
}
