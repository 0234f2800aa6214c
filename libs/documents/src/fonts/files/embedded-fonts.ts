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
  parts: number;
  readonly glyphs: Map<number, string | undefined>;
}

// Latin text gets a fixed subset, which is encoded once: the groups of common letters that it has something of, or all of ASCII, or
// all of Latin. What is outside of all gets one of its own.
const groupCount = 8;
const plainPart = 1 << groupCount;
const latinPart = plainPart << 1;
const ownPart = latinPart << 1;

/** The first group is in every subset: what nearly all documents have. Small groups save the more, and are encoded the more often. */
const groups = {
  regular: ['0-9A-Za-z %(),.\\-/:;_\u00a0', "&'+"],
  // Headings, names and values.
  semibold: ['0-9 ,\\-ACDEGINOSVWYa-ik-pr-wy\u00a0', 'BLMP', 'FHRTU', 'JKQXZ', 'jqxz', './', "%&'()+:;_"],
  // Codes, and nothing else: those of our own have no letters that are read as others (F2).
  mono: ['0-9 \\-ACDEFGHJKMNPRTVWXY', 'BILOQSUZ'],
} as const;
const ascii = [...range(0x20, 0x7e), 0xa0, 0xa9, 0xb7, 0xd7, 0x2013, 0x2014, 0x2019, 0x2026, 0x2022];
const latin = [
  ...ascii,
  ...range(0xa1, 0xff),
  ...Array.from('Œœ‘‚“”„€™\ufffd', (character) => character.charCodeAt(0)),
];

const partsOfGlyphs = new WeakMap<FontSlice, Uint16Array>();
const partsOfSpans = new WeakMap<Span, number>();
const fixed = new Map<string, EncodedFont>();
// Subsets of rarer scripts: an order's lines, and a customer's orders, have the same names in them.
const subsets = new Map<string, EncodedFont>();
const subsetLimit = 500;

/** Starts the notes of one document. */
export function createFontUsage(): FontUsage {
  const used = new Map<FontSlice, Used>();
  const useSpan = (span: Span) => {
    const parts = partsOfSpan(span);
    const entry = used.get(span.slice) ?? { slice: span.slice, parts: 1, glyphs: new Map() };
    used.set(span.slice, entry);
    entry.parts |= parts;
    if (parts < ownPart) return;
    for (const glyph of span.glyphs) entry.glyphs.set(glyph, span.meanings.get(glyph));
  };
  return {
    use: (text) => text.spans.forEach(useSpan),
    encoded: () => [...used.values()].map((entry) => ({ resource: entry.slice.resource, font: fontFor(entry) })),
  };
}

function partsOfSpan(span: Span): number {
  const known = partsOfSpans.get(span);
  if (known) return known;
  const table = partsIn(span.slice);
  const parts = span.glyphs.reduce((all, glyph) => all | (table[glyph] || ownPart), 0);
  partsOfSpans.set(span, parts);
  return parts;
}

/** In which part of the fixed subsets each glyph is; 0 where in none. */
function partsIn(slice: FontSlice): Uint16Array {
  const known = partsOfGlyphs.get(slice);
  if (known) return known;
  const table = new Uint16Array(slice.glyphCount);
  if (isLatin(slice)) {
    for (const codePoint of latin) table[slice.glyphOf(codePoint) ?? 0] = latinPart;
    for (const codePoint of ascii) table[slice.glyphOf(codePoint) ?? 0] = plainPart;
    for (const [index, group] of groupsOf(slice).entries()) {
      for (const codePoint of charactersOf(group)) table[slice.glyphOf(codePoint) ?? 0] = 1 << index;
    }
  }
  partsOfGlyphs.set(slice, table);
  return table;
}

function isLatin({ resource }: FontSlice): boolean {
  return resource.includes('-latin-') && !resource.includes('-latin-ext-');
}

function groupsOf({ resource }: FontSlice): readonly string[] {
  if (resource.includes('mono')) return groups.mono;
  return resource.endsWith('600') ? groups.semibold : groups.regular;
}

/** The characters of a group, which is written as in a class of a regular expression. */
function charactersOf(group: string): number[] {
  const isIn = new RegExp(`[${group}]`);
  return range(0x20, 0xa0).filter((codePoint) => isIn.test(String.fromCharCode(codePoint)));
}

function fixedSubset(slice: FontSlice, parts: number): readonly number[] {
  if (parts >= latinPart) return latin;
  if (parts >= plainPart) return ascii;
  return groupsOf(slice).flatMap((group, index) => (parts & (1 << index) ? charactersOf(group) : []));
}

// All of ASCII, or of Latin, is the same whatever else was used.
function wholeOf(parts: number): number {
  if (parts >= latinPart) return latinPart;
  return parts >= plainPart ? plainPart : parts;
}

function fontFor({ slice, parts, glyphs }: Used): EncodedFont {
  if (parts < ownPart) {
    const key = `${slice.resource}/${wholeOf(parts)}`;
    const font = fixed.get(key) ?? encodeFont(slice, meaningsOf(slice, fixedSubset(slice, parts)));
    fixed.set(key, font);
    return font;
  }
  // Glyphs noted from the fixed subsets come in whole, as they are not noted one by one.
  const meanings = isLatin(slice) ? meaningsOf(slice, latin) : new Map<number, string>();
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
