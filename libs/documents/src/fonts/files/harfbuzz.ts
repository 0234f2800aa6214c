import {
  Blob,
  Direction,
  Face,
  Feature,
  Font,
  Buffer as GlyphBuffer,
  GlyphClass,
  MetricsTag,
  type SvgPathCommand,
  shape,
} from 'harfbuzzjs';

/** A glyph where HarfBuzz puts it. Lengths are in thousandths of the em, whatever the font's own units are. */
export interface ShapedGlyph {
  readonly id: number;
  /** Index in the text of the cluster that the glyph belongs to. */
  readonly cluster: number;
  readonly advance: number;
  /** How far the glyph is moved from where the pen is, to the right and upwards. */
  readonly x: number;
  readonly y: number;
}

/** A font file of one weight, ready to shape text. */
export interface ShapingFont {
  readonly glyphCount: number;
  /** Entries of the PDF font descriptor. */
  readonly metrics: { ascent: number; descent: number; capHeight: number; box: readonly number[] };
  /** All characters that the font has a glyph for. */
  characters(): Iterable<number>;
  /** The glyph of a character by itself, or nothing when the font has none. */
  glyphOf(codePoint: number): number | undefined;
  /** None for marks, which lie on letters: readers take what is wider for a gap between words. */
  advanceOf(glyph: number): number;
  outlineOf(glyph: number): SvgPathCommand[];
  /** Lays out text of one direction and script; the glyphs come from left to right. */
  shape(text: string, rightToLeft: boolean): ShapedGlyph[];
}

const buffer = new GlyphBuffer();
// Letters stay single where ligatures are an ornament: fewer glyphs to embed, and nothing to explain to readers.
const ornamental = /^[\u0020-\u052f\u1e00-\u20cf]*$/;
const withoutLigatures = [new Feature('liga', 0), new Feature('clig', 0)];

/** Opens a TrueType file for shaping. */
export function openFont(bytes: Uint8Array): ShapingFont {
  const face = new Face(new Blob(bytes));
  const font = new Font(face);
  const head = tableOf(face, 'head');
  const scale = 1000 / face.upem;
  font.setScale(1000, 1000);
  const { ascender, descender } = font.hExtents();
  return {
    glyphCount: tableOf(face, 'maxp').getUint16(4),
    metrics: {
      ascent: ascender,
      descent: descender,
      capHeight: font.getMetricPositionWithFallback(MetricsTag.CAP_HEIGHT),
      box: [36, 38, 40, 42].map((offset) => Math.round(head.getInt16(offset) * scale)),
    },
    characters: () => face.collectUnicodes(),
    glyphOf: (codePoint) => font.nominalGlyph(codePoint),
    advanceOf: (glyph) => (face.getGlyphClass(glyph) === GlyphClass.MARK ? 0 : font.glyphHAdvance(glyph)),
    outlineOf: (glyph) => font.glyphToJson(glyph),
    shape(text, rightToLeft) {
      buffer.clearContents();
      buffer.addText(text);
      buffer.guessSegmentProperties();
      buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
      shape(font, buffer, ornamental.test(text) ? withoutLigatures : undefined);
      const positions = buffer.getGlyphPositions();
      return buffer.getGlyphInfos().map(({ codepoint, cluster }, index) => {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
        return { id: codepoint, cluster, advance: xAdvance, x: xOffset, y: yOffset };
      });
    },
  };
}

function tableOf(face: Face, tag: string): DataView {
  const table = face.referenceTable(tag);
  if (!table) throw new Error(`the font has no ${tag} table`);
  return new DataView(table.buffer, table.byteOffset, table.byteLength);
}
