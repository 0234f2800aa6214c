import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { createRecent } from '../recent.ts';
import type { NeededGlyphs, ShapedText, Span } from '../shape.ts';
import type { FontSlice } from './font-slice.ts';

/** A font as a PDF file has it, encoded and compressed, ready to be written into any number of documents. */
export interface EncodedFont extends EncodedSubset {
  /** The same bytes for fonts of a document that can share them. */
  readonly toUnicode: Buffer;
}

interface EncodedSubset {
  readonly name: string;
  readonly program: Buffer;
  readonly programLength: number;
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
  groups: number;
  readonly others: Map<number, string | undefined>;
}

/**
 * Latin text needs groups of common letters, so that most documents share a few subsets. The first is in every subset: what nearly all
 * documents have. Small groups save the more, and are encoded the more often. What is in none comes in by itself.
 */
const groups = {
  regular: ['0-9A-Za-z %(),.\\-/:;_\u00a0', "&'+"],
  // Headings, names and values.
  semibold: ['0-9 ,\\-ACDEGINOSVWYa-ik-pr-wy\u00a0', 'BLMP', 'FHRTU', 'JKQXZ', 'jqxz', './', '&', "%'()+:;_"],
  // Codes, and nothing else: those of our own have no letters that are read as others (F2).
  mono: ['0-9 \\-ACDEFGHJKMNPRTVWXY', 'BILOQSUZ'],
} as const;
const ascii = [...range(0x20, 0x7e), 0xa0];

const groupsOfGlyphs = new WeakMap<FontSlice, Uint16Array>();
// An order's lines, and a customer's orders, have the same names in them.
const subsets = createRecent<EncodedSubset>(500);
const maps = createRecent<Buffer>(500);
// Of two fonts with the same map the document has one.
const mapsByText = createRecent<Buffer>(500);

/** Starts the notes of one document. */
export function createFontUsage(): FontUsage {
  const used = new Map<FontSlice, Used>();
  const useSpan = (span: Span) => {
    span.needed ??= neededFor(span);
    const entry = used.get(span.slice) ?? { slice: span.slice, groups: 1, others: new Map() };
    used.set(span.slice, entry);
    entry.groups |= span.needed.groups;
    for (const glyph of span.needed.others) entry.others.set(glyph, span.meanings.get(glyph));
  };
  return {
    use: (text) => text.spans.forEach(useSpan),
    encoded() {
      const entries = [...used.values()];
      const accents = new Map(entries.filter(sharesMap).flatMap(({ others }) => [...others]));
      return entries.map((entry) => ({
        resource: entry.slice.resource,
        font: { ...subsetFor(entry), toUnicode: mapFor(entry, sharesMap(entry) ? accents : entry.others) },
      }));
    },
  };
}

function neededFor({ slice, glyphs }: Span): NeededGlyphs {
  const table = groupsIn(slice);
  const others: number[] = [];
  let groups = 0;
  for (const glyph of glyphs) {
    const group = table[glyph] ?? 0;
    if (group === 0) others.push(glyph);
    groups |= group;
  }
  return { groups, others };
}

/** In which group each glyph is, as a bit; 0 where in none. */
function groupsIn(slice: FontSlice): Uint16Array {
  const known = groupsOfGlyphs.get(slice);
  if (known) return known;
  const table = new Uint16Array(slice.glyphCount);
  for (const [index, group] of groupsOf(slice).entries()) {
    for (const codePoint of charactersOf(group)) table[slice.glyphOf(codePoint) ?? 0] = 1 << index;
  }
  groupsOfGlyphs.set(slice, table);
  return table;
}

function isLatin({ resource }: FontSlice): boolean {
  return resource.includes('-latin-') && !resource.includes('-latin-ext-');
}

function groupsOf(slice: FontSlice): readonly string[] {
  if (!isLatin(slice)) return [];
  if (slice.resource.includes('mono')) return groups.mono;
  return slice.resource.endsWith('600') ? groups.semibold : groups.regular;
}

/** The characters of a group, which is written as in a class of a regular expression. */
function charactersOf(group: string): number[] {
  const isIn = new RegExp(`[${group}]`);
  return ascii.filter((codePoint) => isIn.test(String.fromCharCode(codePoint)));
}

/**
 * Weights and families number plain Latin alike, and weights all of its letters, so that a document's fonts of it have one map, which tells of
 * all of ASCII. One of another family with other letters has its own.
 */
function sharesMap({ slice, others }: Used): boolean {
  return isLatin(slice) && (others.size === 0 || !slice.resource.includes('mono'));
}

type Others = ReadonlyMap<number, string | undefined>;

function subsetFor({ slice, groups, others }: Used): EncodedSubset {
  return subsets.get(`${slice.resource}/${groups}/${keyOf(others)}`, () => {
    const inGroups = groupsOf(slice).flatMap((group, index) => (groups & (1 << index) ? charactersOf(group) : []));
    return encodeSubset(slice, [...meaningsOf(slice, inGroups).keys(), ...others.keys()]);
  });
}

function mapFor(font: Used, others: Others): Buffer {
  const { slice } = font;
  return maps.get(`${sharesMap(font) ? '' : slice.resource}/${keyOf(others)}`, () => {
    const meanings = meaningsOf(slice, isLatin(slice) ? ascii : []);
    for (const [glyph, meaning] of others) meanings.set(glyph, slice.textOf(glyph) ?? meaning ?? '');
    const map = toUnicodeMap(meanings);
    return mapsByText.get(map, () => deflateSync(map, { level: 9 }));
  });
}

function keyOf(others: Others): string {
  const sorted = others.size > 1 ? [...others].sort(([a], [b]) => a - b) : [...others];
  return sorted.flat().join(' ');
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

function encodeSubset(slice: FontSlice, used: readonly number[]): EncodedSubset {
  const glyphs = used.toSorted((a, b) => a - b);
  const program = slice.programOf(glyphs);
  const { ascent, descent, capHeight, box } = slice.metrics;
  const name = `${subsetTag(slice.resource, glyphs)}+${slice.postScriptName}`;
  return {
    name,
    program: deflateSync(program, { level: 9 }),
    programLength: program.length,
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
