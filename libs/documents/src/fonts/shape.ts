import { hasRightToLeft, kindOf, type Paragraph, type Run, runsInDrawingOrder } from './direction.ts';
import type { FontSlice } from './files/font-slice.ts';
import type { HanForm, Typeface } from './files/typeface.ts';
import { type Item, itemize } from './itemize.ts';
import { plainTextOf } from './plain.ts';
import { extractionOrder, readingsOf } from './reading.ts';
import { createRecent, type Recent } from './recent.ts';
import { type Cluster, clustersOf, type Segment, shapeWord, type Word } from './words.ts';

/** What of its font a piece of text needs: groups of letters, one bit each, and glyphs that are in none. */
export interface NeededGlyphs {
  readonly groups: number;
  readonly others: readonly number[];
}

/** Text that needs one font only, laid out for any size. */
export interface Span {
  readonly slice: FontSlice;
  readonly segments: readonly Segment[];
  readonly glyphs: readonly number[];
  /** What glyphs stand for that have no character of their own, such as ligatures. */
  readonly meanings: ReadonlyMap<number, string>;
  /** What was written, where the glyphs alone do not tell. */
  readonly actual?: string;
  /** What of the font it needs, once somebody asked. */
  needed?: NeededGlyphs;
}

export interface ShapedText {
  /** In thousandths of the font size. */
  readonly width: number;
  readonly spans: readonly Span[];
  /** How many more letters read from left to right than from right to left. */
  readonly leaning: number;
}

/** Lays out one line; `within` says the paragraph where it is one of several. */
export type Shaper = (text: string, han?: HanForm, within?: Paragraph) => ShapedText;

const replacement = '\ufffd';
const cacheLimit = 4_000;
const digits = /[0-9]/;

/** Lays out single lines in a typeface. Remembers what it laid out lately. */
export function createShaper(typeface: Typeface): Shaper {
  const lines = () => createRecent<ShapedText>(cacheLimit);
  const known: Record<HanForm, Recent<ShapedText>> = { jp: lines(), sc: lines(), kr: lines() };
  return (text, han = hanFormOf(text, typeface), within) => {
    const context = within && hasRightToLeft(within.text) ? within : undefined;
    // Numbers, codes and addresses are new in every document: remembered they would be in the way, and plain they are laid out at once.
    const plain = context || !digits.test(text) ? undefined : plainLine(text, typeface);
    if (plain) return plain;
    // Labels are their own keys: nothing has to be put together to find them.
    const key = context ? `${context.start}/${text}/\0${context.text}` : text;
    return known[han].get(key, () => shapeLine(text, typeface, han, context));
  };
}

/** The national form to prefer for a text: Kana says Japanese, Hangul Korean; the rest is Japanese if all of it can be. */
export function hanFormOf(text: string, typeface: Typeface, country?: string): HanForm {
  if (!/[\u2e80-\uffef\u{20000}-\u{3ffff}]/u.test(text)) return 'jp';
  if (/[\u3040-\u30fa\u30fd-\u30ff]/u.test(text) || country === 'JP') return 'jp';
  if (/[\uac00-\ud7af\u1100-\u11ff]/u.test(text) || country === 'KR') return 'kr';
  if (country && ['CN', 'HK', 'MO', 'SG', 'TW'].includes(country)) return 'sc';
  const han = text.match(/\p{Script=Han}/gu) ?? [];
  const inJapanese = (character: string) => typeface.sliceFor(character, 'jp')?.resource.startsWith('noto-sans-jp');
  return han.every(inJapanese) ? 'jp' : 'sc';
}

function shapeLine(text: string, typeface: Typeface, han: HanForm, within?: Paragraph): ShapedText {
  return (within ? undefined : plainLine(text, typeface)) ?? shapeWords(text, typeface, han, within);
}

function plainLine(text: string, { basic }: Typeface): ShapedText | undefined {
  const plain = plainTextOf(basic, text);
  if (!plain) return undefined;
  const { width, shown, glyphs, letters } = plain;
  const span = { slice: basic, segments: [{ shown, rise: 0 }], glyphs, meanings: noMeanings };
  return { width, leaning: letters, spans: [span] };
}

function shapeWords(text: string, typeface: Typeface, han: HanForm, within?: Paragraph): ShapedText {
  const line = startLine(leaningOf(text));
  if (!within && !hasRightToLeft(text)) for (const word of wordsOf(text, false, typeface, han)) line.addWord(word);
  else
    for (const stretch of stretchesOf(runsInDrawingOrder(text, within))) addStretch(line, text, stretch, typeface, han);
  return line;
}

function leaningOf(text: string): number {
  if (!hasRightToLeft(text)) return text.match(/\p{L}/gu)?.length ?? 0;
  const kinds = Array.from(text, kindOf);
  return kinds.filter((kind) => kind === 'left').length - kinds.filter((kind) => kind === 'right').length;
}

// Runs of the page's own direction stand by themselves; all between them reads as one.
function stretchesOf(runs: readonly Run[]): Run[][] {
  const stretches: Run[][] = [];
  for (const run of runs) {
    const stretch = stretches.at(-1);
    if (stretch && run.level > 0 && (stretch[0]?.level ?? 0) > 0) stretch.push(run);
    else stretches.push([run]);
  }
  return stretches;
}

function addStretch(line: Line, text: string, runs: readonly Run[], typeface: Typeface, han: HanForm): void {
  const words = runs.flatMap(({ start, end, level }) =>
    wordsOf(text.slice(start, end), level % 2 === 1, typeface, han),
  );
  if (runs[0]?.level === 0) {
    for (const word of words) line.addWord(word);
    return;
  }
  const written = text.slice(Math.min(...runs.map(({ start }) => start)), Math.max(...runs.map(({ end }) => end)));
  const clusters = words.flatMap((word) => clustersOf(word).map((cluster) => ({ slice: word.slice, cluster })));
  const readings = readingsOf(
    clusters.map(({ cluster }) => cluster.text),
    extractionOrder(written),
  );
  clusters.forEach(({ slice, cluster }, index) => {
    line.addCluster(slice, cluster, readings[index] ?? '');
  });
  line.width += words.reduce((width, word) => width + word.width, 0);
}

// In the order in which they are drawn. A space ends a word, so that few words have to be shaped anew.
function wordsOf(text: string, rightToLeft: boolean, typeface: Typeface, han: HanForm): Word[] {
  const words = itemize(text, typeface, han).flatMap(({ text: piece, slice }: Item) => {
    if (!slice) return [replacementFor(piece, typeface, han)];
    return (piece.match(/ +|[^ ]+/g) ?? []).map((word) => shapeWord(slice, word, rightToLeft));
  });
  return rightToLeft ? words.reverse() : words;
}

// Never an empty box without a word: what no font has is a visible question mark, and copying yields the character itself.
function replacementFor(text: string, typeface: Typeface, han: HanForm): Word {
  const word = shapeWord(typeface.sliceFor(replacement, han) ?? typeface.basic, replacement, false);
  const clusters = clustersOf(word).map((cluster) => ({ ...cluster, text, read: undefined }));
  return { ...word, text, plain: undefined, clusters };
}

const noMeanings = new Map<number, string>();

interface OpenSpan {
  readonly slice: FontSlice;
  readonly segments: { shown: string; rise: number }[];
  readonly glyphs: number[];
  meanings: Map<number, string>;
  readonly actual?: string;
}

interface Line {
  width: number;
  readonly leaning: number;
  readonly spans: OpenSpan[];
  addWord(word: Word): void;
  /** One cluster, which readers take for `reading`. */
  addCluster(slice: FontSlice, cluster: Cluster, reading: string): void;
}

function startLine(leaning: number): Line {
  const spans: OpenSpan[] = [];
  const spanFor = (slice: FontSlice, actual?: string): OpenSpan => {
    const last = spans.at(-1);
    if (last && last.slice === slice && last.actual === undefined && actual === undefined) return last;
    const span = { slice, segments: [], glyphs: [], meanings: noMeanings, actual };
    spans.push(span);
    return span;
  };
  return {
    width: 0,
    leaning,
    spans,
    addWord(word) {
      this.width += word.width;
      if (word.plain === undefined) {
        for (const cluster of clustersOf(word)) this.addCluster(word.slice, cluster, cluster.text);
        return;
      }
      const span = spanFor(word.slice);
      append(span, [{ shown: word.plain, rise: 0 }]);
      span.glyphs.push(...word.glyphs);
    },
    addCluster(slice, cluster, reading) {
      // Marks are text of no length of their own: readers measure a word by its letters.
      if (cluster.marks.length > 0) append(spanFor(slice, ''), cluster.marks);
      const span = spanFor(slice, cluster.read === reading ? undefined : reading);
      append(span, cluster.segments);
      note(span, cluster);
    },
  };
}

function append(span: OpenSpan, segments: readonly Segment[]): void {
  for (const { shown, rise } of segments) {
    const last = span.segments.at(-1);
    if (last?.rise === rise) last.shown += shown;
    else span.segments.push({ shown, rise });
  }
}

function note(span: OpenSpan, { glyphs, text }: Cluster): void {
  span.glyphs.push(...glyphs);
  const [glyph] = glyphs;
  if (glyphs.length !== 1 || glyph === undefined || span.slice.textOf(glyph) !== undefined) return;
  if (span.meanings === noMeanings) span.meanings = new Map();
  span.meanings.set(glyph, text);
}
