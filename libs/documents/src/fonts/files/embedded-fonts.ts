import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { ShapedText, Span } from '../shape.ts';
import type { FontSlice } from './font-slice.ts';

/** A font as a PDF file has it, encoded and compressed, ready to be written into any number of documents. */
export interface EncodedFont {
  readonly name: string;
  readonly program: Buffer;
  readonly programLength: number;
  readonly toUnicode: Buffer;
  readonly widths: string;
  readonly descriptor: string;
}

/** Notes which glyphs a document uses, and yields the fonts that it has to carry. */
export interface FontUsage {
  use(text: ShapedText): void;
  /** In the order of first use, so that the same document has the same bytes. */
  encoded(): { resource: string; font: EncodedFont }[];
}

interface Used {
  readonly slice: FontSlice;
  tier: number;
  readonly glyphs: Map<number, string | undefined>;
}

// Latin text gets the smallest of three fixed subsets that has it, which are encoded once; what is outside of all gets one of its own.
const commonTier = 1;
const plainTier = 2;
const latinTier = 3;
const ownTier = 4;
const common = [
  ...range(0x30, 0x39),
  ...range(0x41, 0x5a),
  ...range(0x61, 0x7a),
  ...Array.from(" %&'()+,-./:;_\u00a0", (character) => character.charCodeAt(0)),
];
const ascii = [...range(0x20, 0x7e), 0xa0, 0xa9, 0xb7, 0xd7, 0x2013, 0x2014, 0x2019, 0x2026, 0x2022];
const latin = [
  ...ascii,
  ...range(0xa1, 0xff),
  ...Array.from('Œœ‘‚“”„€™\ufffd', (character) => character.charCodeAt(0)),
];
const codes = [...range(0x30, 0x39), ...range(0x41, 0x5a), 0x20, 0x2d];

const tiers = new WeakMap<FontSlice, Uint8Array>();
const tiersOfSpans = new WeakMap<Span, number>();
const fixed = new Map<string, EncodedFont>();
// Subsets of rarer scripts: an order's lines, and a customer's orders, have the same names in them.
const subsets = new Map<string, EncodedFont>();
const subsetLimit = 500;

/** Starts the notes of one document. */
export function createFontUsage(): FontUsage {
  const used = new Map<FontSlice, Used>();
  const useSpan = (span: Span) => {
    const tier = tierOfSpan(span);
    const entry = used.get(span.slice) ?? { slice: span.slice, tier, glyphs: new Map() };
    used.set(span.slice, entry);
    entry.tier = Math.max(entry.tier, tier);
    if (tier < ownTier) return;
    for (const glyph of span.glyphs) entry.glyphs.set(glyph, span.meanings.get(glyph));
  };
  return {
    use: (text) => text.spans.forEach(useSpan),
    encoded: () => [...used.values()].map((entry) => ({ resource: entry.slice.resource, font: fontFor(entry) })),
  };
}

function tierOfSpan(span: Span): number {
  const known = tiersOfSpans.get(span);
  if (known) return known;
  const table = tiersOf(span.slice);
  const tier = span.glyphs.reduce((highest, glyph) => Math.max(highest, table[glyph] || ownTier), commonTier);
  tiersOfSpans.set(span, tier);
  return tier;
}

function tiersOf(slice: FontSlice): Uint8Array {
  const known = tiers.get(slice);
  if (known) return known;
  const table = new Uint8Array(slice.glyphCount);
  if (slice.resource.includes('-latin-') && !slice.resource.includes('-latin-ext-')) {
    for (const codePoint of latin) table[slice.glyphOf(codePoint) ?? 0] = latinTier;
    for (const codePoint of ascii) table[slice.glyphOf(codePoint) ?? 0] = plainTier;
    for (const codePoint of commonOf(slice)) table[slice.glyphOf(codePoint) ?? 0] = commonTier;
  }
  tiers.set(slice, table);
  return table;
}

// The letters for codes are used for nothing else, so few of them do.
function commonOf(slice: FontSlice): readonly number[] {
  return slice.resource.includes('mono') ? codes : common;
}

function fixedSubset(slice: FontSlice, tier: number): readonly number[] {
  if (tier === commonTier) return commonOf(slice);
  return tier === plainTier ? ascii : latin;
}

function fontFor({ slice, tier, glyphs }: Used): EncodedFont {
  if (tier < ownTier) {
    const key = `${slice.resource}/${tier}`;
    const font = fixed.get(key) ?? encodeFont(slice, meaningsOf(slice, fixedSubset(slice, tier)));
    fixed.set(key, font);
    return font;
  }
  // Glyphs noted from the fixed tiers come in whole, as they are not noted one by one.
  const meanings = tiersOf(slice).includes(commonTier) ? meaningsOf(slice, latin) : new Map<number, string>();
  for (const [glyph, meaning] of glyphs) meanings.set(glyph, slice.textOf(glyph) ?? meaning ?? '');
  const sorted = new Map([...meanings].sort(([a], [b]) => a - b));
  const key = `${slice.resource}/${[...sorted].flat().join(' ')}`;
  const font = subsets.get(key) ?? encodeFont(slice, sorted);
  subsets.delete(key);
  subsets.set(key, font);
  if (subsets.size > subsetLimit) subsets.delete(subsets.keys().next().value as string);
  return font;
}

/** The glyphs of a list of characters with what they mean. */
function meaningsOf(slice: FontSlice, codePoints: readonly number[]): Map<number, string> {
  const meanings = new Map<number, string>();
  for (const codePoint of codePoints) {
    const glyph = slice.glyphOf(codePoint);
    if (glyph !== undefined && !meanings.has(glyph)) meanings.set(glyph, String.fromCodePoint(codePoint));
  }
  return meanings;
}

function encodeFont(slice: FontSlice, meanings: ReadonlyMap<number, string>): EncodedFont {
  const glyphs = [...meanings.keys()].sort((a, b) => a - b);
  const program = slice.programOf(glyphs);
  const { ascent, descent, capHeight, box } = slice.metrics;
  const name = `${subsetTag(slice.resource, glyphs)}+${slice.postScriptName}`;
  return {
    name,
    program: deflateSync(program, { level: 9 }),
    programLength: program.length,
    toUnicode: deflateSync(toUnicodeMap(meanings), { level: 9 }),
    widths: widthsOf(slice, glyphs),
    descriptor:
      `/Type /FontDescriptor /FontName /${name} /Flags ${slice.resource.includes('mono') ? 5 : 4} ` +
      `/FontBBox [${box.join(' ')}] /ItalicAngle 0 /Ascent ${ascent} ` +
      `/Descent ${descent} /CapHeight ${capHeight} /StemV ${slice.resource.endsWith('600') ? 120 : 80}`,
  };
}

// Runs of neighbors share one list.
function widthsOf(slice: FontSlice, glyphs: readonly number[]): string {
  const entries = glyphs.map((glyph, index) => {
    const start = glyph === (glyphs[index - 1] ?? -2) + 1 ? ' ' : `${index === 0 ? '' : '] '}${glyph} [`;
    return `${start}${slice.advanceOf(glyph)}`;
  });
  return `[${entries.join('')}${entries.length > 0 ? ']' : ''}]`;
}

// Six capital letters before the name tell subsets apart (ISO 32000 9.9.2).
function subsetTag(resource: string, glyphs: readonly number[]): string {
  const digest = createHash('sha256')
    .update(`${resource} ${glyphs.join(' ')}`)
    .digest();
  return String.fromCharCode(...digest.subarray(0, 6).map((byte) => 65 + (byte % 26)));
}

function toUnicodeMap(meanings: ReadonlyMap<number, string>): string {
  const runs = runsOf([...meanings].filter(([, text]) => text !== ''));
  const entries = runs.map(({ first, last, text }) => `<${hex(first)}> <${hex(last)}> <${utf16(text)}>`);
  const blocks: string[] = [];
  for (let start = 0; start < entries.length; start += 100) {
    const block = entries.slice(start, start + 100);
    blocks.push(`${block.length} beginbfrange\n${block.join('\n')}\nendbfrange`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

interface Run {
  readonly first: number;
  last: number;
  readonly text: string;
}

/** Neighbors that mean neighboring characters are one entry, as far as the last byte of both counts on (ISO 32000 9.10.3). */
function runsOf(meanings: readonly (readonly [glyph: number, text: string])[]): Run[] {
  const runs: Run[] = [];
  for (const [glyph, text] of meanings.toSorted(([one], [other]) => one - other)) {
    const run = runs.at(-1);
    const goesOn = run && text.length === 1 && run.text.length === 1 && glyph === run.last + 1 && glyph % 256 !== 0;
    const next = run ? run.text.charCodeAt(0) + glyph - run.first : 0;
    if (run && goesOn && next === text.charCodeAt(0) && next % 256 !== 0) run.last = glyph;
    else runs.push({ first: glyph, last: glyph, text });
  }
  return runs;
}

/** Text as the hexadecimal digits of its UTF-16. */
export function utf16(text: string): string {
  let digits = '';
  for (let index = 0; index < text.length; index++) digits += hex(text.charCodeAt(index));
  return digits;
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
