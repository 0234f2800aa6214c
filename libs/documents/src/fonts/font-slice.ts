import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { encodeOutline } from './outline.ts';
import { unpackWoff2, writeSfnt } from './woff2.ts';

/** How heavy letters are drawn. */
export type Weight = 400 | 600;

/**
 * One font file (a family cut by Unicode ranges, as fontsource packages have it) at one weight. Parsed once a process;
 * what is worked out of it (outlines, kerning) stays, for all documents.
 */
export interface FontSlice {
  /** Name of the font resource on a page, the same in every document. */
  readonly resource: string;
  readonly postScriptName: string;
  readonly font: Font;
  /** Glyph and advance of a character, or nothing when the file has none. */
  glyphOf(codePoint: number): SliceGlyph | undefined;
  advanceOf(glyph: number): number;
  outlineOf(glyph: number): Buffer;
  /** Kerning between two characters in thousandths of the em; negative moves them together. */
  kerningOf(first: SliceGlyph, second: SliceGlyph): number;
  /** A font program with these glyphs only; they keep their numbers, so that text laid out once fits every document. */
  programOf(glyphs: readonly number[]): Buffer;
}

export interface SliceGlyph {
  readonly id: number;
  readonly advance: number;
  readonly codePoint: number;
  /** The number as a content stream has it. */
  readonly hex: string;
}

interface Source {
  readonly tables: ReadonlyMap<string, Buffer>;
  readonly font: Font;
}

const require = createRequire(import.meta.url);
const sources = new Map<string, Source>();
const slices = new Map<string, FontSlice>();

/** The slice of a family, loaded when it is first asked for: `loadSlice('noto-sans-jp', '119', 400)`. */
export function loadSlice(family: string, slice: string, weight: Weight): FontSlice {
  const resource = `${family}-${slice}-${weight}`;
  const known = slices.get(resource);
  if (known) return known;
  const { tables, font } = sourceOf(family, slice);
  const loaded = sliceOf(resource, family, tables, font.getVariation({ wght: weight }));
  slices.set(resource, loaded);
  return loaded;
}

/** Which characters a family's slices are meant for, from its package: slice name to ranges as CSS writes them. */
export function unicodeRangesOf(family: string): Record<string, string> {
  return JSON.parse(readFileSync(require.resolve(`@fontsource-variable/${family}/unicode.json`), 'utf8'));
}

// Both weights come from one variable font, so its file is unpacked once.
function sourceOf(family: string, slice: string): Source {
  const file = `@fontsource-variable/${family}/files/${family}-${slice}-wght-normal.woff2`;
  const known = sources.get(file);
  if (known) return known;
  const tables = unpackWoff2(readFileSync(require.resolve(file)));
  const source = { tables, font: create(writeSfnt(tables)) };
  sources.set(file, source);
  return source;
}

function sliceOf(resource: string, family: string, tables: ReadonlyMap<string, Buffer>, font: Font): FontSlice {
  const glyphs = new Map<number, SliceGlyph | undefined>();
  const outlines = new Map<number, Buffer>();
  const advances = new Map<number, number>();
  const kernings = new Map<number, number>();

  const advanceOf = (glyph: number) => {
    const advance = advances.get(glyph) ?? Math.round(font.getGlyph(glyph).advanceWidth);
    advances.set(glyph, advance);
    return advance;
  };
  const outlineOf = (glyph: number) => {
    const outline = outlines.get(glyph) ?? encodeOutline(font.getGlyph(glyph).path.commands);
    outlines.set(glyph, outline);
    return outline;
  };
  return {
    resource,
    postScriptName: `${family.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}-${resource.endsWith('600') ? 'SemiBold' : 'Regular'}`,
    font,
    advanceOf,
    outlineOf,
    glyphOf(codePoint) {
      if (glyphs.has(codePoint)) return glyphs.get(codePoint);
      const id = font.hasGlyphForCodePoint(codePoint) ? font.glyphForCodePoint(codePoint).id : 0;
      const glyph = id === 0 ? undefined : { id, codePoint, advance: advanceOf(id), hex: hexOf(id) };
      glyphs.set(codePoint, glyph);
      return glyph;
    },
    kerningOf(first, second) {
      const pair = first.id * 65_536 + second.id;
      const known = kernings.get(pair);
      if (known !== undefined) return known;
      const { glyphs: laid, positions } = font.layout(String.fromCodePoint(first.codePoint, second.codePoint));
      const kerning = laid.length === 2 ? Math.round((positions[0]?.xAdvance ?? first.advance) - first.advance) : 0;
      kernings.set(pair, kerning);
      return kerning;
    },
    programOf: (used) => programOf(tables, used, outlineOf, advanceOf),
  };
}

/** A glyph's number as a content stream has it. */
export function hexOf(glyph: number): string {
  return glyph.toString(16).padStart(4, '0');
}

function programOf(
  tables: ReadonlyMap<string, Buffer>,
  used: readonly number[],
  outlineOf: (glyph: number) => Buffer,
  advanceOf: (glyph: number) => number,
): Buffer {
  const wanted = [...new Set([0, ...used])].sort((a, b) => a - b);
  const count = (wanted.at(-1) ?? 0) + 1;
  const loca = Buffer.alloc(4 * (count + 1));
  const hmtx = Buffer.alloc(4 * count);
  const outlines: Buffer[] = [];
  let offset = 0;
  let next = 0;
  for (const glyph of wanted) {
    for (; next <= glyph; next++) loca.writeUInt32BE(offset, 4 * next);
    const outline = outlineOf(glyph);
    outlines.push(outline);
    offset += outline.length;
    hmtx.writeUInt16BE(advanceOf(glyph), 4 * glyph);
    if (outline.length > 0) outline.copy(hmtx, 4 * glyph + 2, 2, 4); // the bearing is the outline's left edge
  }
  loca.writeUInt32BE(offset, 4 * count);
  const head = Buffer.from(tables.get('head') as Buffer);
  head.writeInt16BE(1, 50); // loca in its long form
  const hhea = Buffer.from(tables.get('hhea') as Buffer);
  hhea.writeUInt16BE(count, 34);
  const maxp = Buffer.from(tables.get('maxp') as Buffer);
  maxp.writeUInt16BE(count, 4);
  // Components were resolved into plain outlines, so the limits of composites are now those of simple glyphs.
  maxp.writeUInt16BE(Math.max(maxp.readUInt16BE(6), maxp.readUInt16BE(10)) * 2, 6);
  maxp.writeUInt16BE(Math.max(maxp.readUInt16BE(8), maxp.readUInt16BE(12)), 8);
  return writeSfnt(
    new Map([
      ['head', head],
      ['hhea', hhea],
      ['maxp', maxp],
      ['hmtx', hmtx],
      ['loca', loca],
      ['glyf', Buffer.concat(outlines)],
    ]),
  );
}
