import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SvgPathCommand } from 'harfbuzzjs';
import { openFont, type ShapedGlyph, type ShapingFont } from './harfbuzz.ts';
import { instanceOf, subsetOf } from './subset.ts';
import { unpackWoff2 } from './woff2.ts';

/** How heavy letters are drawn. */
export type Weight = 400 | 600;

/**
 * One font file (a family cut by Unicode ranges, as fontsource packages have it) at one weight. Read once a process;
 * what is worked out of it stays, for all documents. Lengths are in thousandths of the em.
 */
export interface FontSlice {
  /** Name of the font resource on a page, the same in every document. */
  readonly resource: string;
  readonly postScriptName: string;
  readonly glyphCount: number;
  readonly metrics: ShapingFont['metrics'];
  /** The glyph of a character by itself, or nothing when the file has none. */
  glyphOf(codePoint: number): number | undefined;
  /** The character that a glyph stands for by itself; nothing for those that only shaping yields. */
  textOf(glyph: number): string | undefined;
  advanceOf(glyph: number): number;
  outlineOf(glyph: number): SvgPathCommand[];
  /** Lays out text of one direction; glyphs from left to right. */
  shape(text: string, rightToLeft: boolean): ShapedGlyph[];
  /** A font program with these glyphs only, which keep their numbers. */
  programOf(glyphs: Iterable<number>): Buffer;
}

const require = createRequire(import.meta.url);
const unpacked = new Map<string, Uint8Array>();
const slices = new Map<string, FontSlice>();

// Families that come in one weight only.
const plainFamilies = ['mongolian', 'nko', 'symbols-2', 'tifinagh'].map((script) => `noto-sans-${script}`);

/** The slice of a family, loaded when it is first asked for: `loadSlice('noto-sans-jp', '119', 400)`. */
export function loadSlice(family: string, slice: string, weight: Weight): FontSlice {
  const resource = `${family}-${slice}-${weight}`;
  const known = slices.get(resource);
  if (known) return known;
  const loaded = sliceOf(resource, family, instanceOf(fileOf(family, slice), weight));
  slices.set(resource, loaded);
  return loaded;
}

/** Which characters a family's slices are meant for, from its package: slice name to ranges as CSS writes them. */
export function unicodeRangesOf(family: string): Record<string, string> {
  return JSON.parse(readFileSync(require.resolve(`${packageOf(family)}/unicode.json`), 'utf8'));
}

function packageOf(family: string): string {
  return plainFamilies.includes(family) ? `@fontsource/${family}` : `@fontsource-variable/${family}`;
}

// Both weights come from one variable font, so its file is unpacked once.
function fileOf(family: string, slice: string): Uint8Array {
  const weight = plainFamilies.includes(family) ? '400' : 'wght';
  const file = `${packageOf(family)}/files/${family}-${slice}-${weight}-normal.woff2`;
  const known = unpacked.get(file);
  if (known) return known;
  const bytes = unpackWoff2(readFileSync(require.resolve(file)));
  unpacked.set(file, bytes);
  return bytes;
}

function sliceOf(resource: string, family: string, program: Buffer): FontSlice {
  const font = openFont(program);
  const glyphs = new Map<number, number | undefined>();
  let texts: Map<number, string> | undefined;
  return {
    resource,
    postScriptName: `${family.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}-${resource.endsWith('600') ? 'SemiBold' : 'Regular'}`,
    glyphCount: font.glyphCount,
    metrics: font.metrics,
    advanceOf: font.advanceOf,
    outlineOf: font.outlineOf,
    shape: font.shape,
    programOf: (used) => subsetOf(program, used),
    glyphOf(codePoint) {
      if (!glyphs.has(codePoint)) glyphs.set(codePoint, font.glyphOf(codePoint));
      return glyphs.get(codePoint);
    },
    textOf(glyph) {
      texts ??= textsOf(font);
      return texts.get(glyph);
    },
  };
}

// Where characters share a glyph it stands for the first of them, and never for a form of compatibility such as U+FE8F.
function textsOf(font: ShapingFont): Map<number, string> {
  const texts = new Map<number, string>();
  for (const codePoint of [...font.characters()].sort((a, b) => a - b)) {
    const glyph = font.glyphOf(codePoint);
    const text = String.fromCodePoint(codePoint);
    if (glyph === undefined || texts.has(glyph) || /[\ufb1d-\ufdff\ufe70-\ufeff]/.test(text)) continue;
    texts.set(glyph, text);
  }
  return texts;
}
