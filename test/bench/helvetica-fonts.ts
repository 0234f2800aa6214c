import PDFDocument from 'pdfkit';
import type { FontSlice } from '#documents/fonts/files/font-slice.ts';
import type { FontSet } from '#documents/fonts/files/noto-fonts.ts';
import type { ShapedText, Shaper } from '#documents/fonts/shape.ts';
import { shownBytes } from '#documents/fonts/words.ts';

// What pdfkit knows of a standard font: its metrics, and its WinAnsi codes in hexadecimal.
interface StandardFont {
  encode(text: string): [codes: string[], positions: { xAdvance: number }[]];
}

/** The three standard fonts in the place of Noto, for our own renderer: nothing is embedded, all else is the same. */
export function createHelveticaFonts(): FontSet {
  const shapers = { regular: 'Helvetica', semibold: 'Helvetica-Bold', mono: 'Courier-Bold' };
  return {
    regular: shaperOf(shapers.regular),
    semibold: shaperOf(shapers.semibold),
    mono: shaperOf(shapers.mono),
    hanFormOf: () => 'jp',
    start() {
      const used = new Set<string>();
      return {
        use(text) {
          for (const span of text.spans) used.add(span.slice.resource);
        },
        write: (file) =>
          file.common([...used].join(), ({ add }) =>
            [...used].map((name) => [
              name,
              add(`/Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding`),
            ]),
          ),
      };
    },
  };
}

function shaperOf(name: string): Shaper {
  const document = new PDFDocument({ autoFirstPage: false });
  const font = (document.font(name) as unknown as { _font: StandardFont })._font;
  const slice = { resource: name } as FontSlice;
  const known = new Map<string, ShapedText>();
  return (text) => {
    const shaped = known.get(text) ?? shape(text, font, slice);
    if (known.size < 4_000) known.set(text, shaped);
    return shaped;
  };
}

function shape(text: string, font: StandardFont, slice: FontSlice): ShapedText {
  const [codes, positions] = font.encode(text);
  const width = positions.reduce((sum, position) => sum + position.xAdvance, 0);
  const segments = [{ shown: shownBytes(Buffer.from(codes.join(''), 'hex').toString('latin1')), rise: 0 }];
  return { width, leaning: 0, spans: [{ slice, segments, glyphs: [], meanings: new Map() }] };
}
