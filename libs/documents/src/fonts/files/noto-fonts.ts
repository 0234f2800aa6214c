import type { DocumentFonts } from '#documents/pdf/canvas.ts';
import { createShaper, hanFormOf, type Shaper } from '../shape.ts';
import { createFontUsage } from './embedded-fonts.ts';
import { createTypeface, type HanForm } from './typeface.ts';

/** The fonts that a kind of document is set in. */
export interface FontSet {
  readonly regular: Shaper;
  readonly semibold: Shaper;
  /** For what is read out and typed in. */
  readonly mono: Shaper;
  /** The national form for a text in Chinese characters, by the country of whom it names. */
  hanFormOf(text: string, country?: string): HanForm;
  start(): DocumentFonts;
}

/** Noto, embedded: all scripts that `typeface.ts` names. */
export function createNotoFonts(): FontSet {
  const regular = createTypeface('noto-sans', 400);
  return {
    regular: createShaper(regular),
    semibold: createShaper(createTypeface('noto-sans', 600)),
    mono: createShaper(createTypeface('noto-sans-mono', 600)),
    hanFormOf: (text, country) => hanFormOf(text, regular, country),
    start: startDocumentFonts,
  };
}

function startDocumentFonts(): DocumentFonts {
  const usage = createFontUsage();
  const maps = new Map<Buffer, string>();
  return {
    use: usage.use,
    write: (add, addStream) =>
      usage.encoded().map(({ resource, font }) => {
        const program = addStream(`/Length1 ${font.programLength}`, font.program);
        const toUnicode = maps.get(font.toUnicode) ?? addStream('', font.toUnicode);
        maps.set(font.toUnicode, toUnicode);
        const descriptor = add(`${font.descriptor} /FontFile2 ${program}`);
        const descendant = add(
          `/Type /Font /Subtype /CIDFontType2 /BaseFont /${font.name} /CIDToGIDMap /Identity /DW 1000 /W ${font.widths} ` +
            `/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor}`,
        );
        const reference = add(
          `/Type /Font /Subtype /Type0 /BaseFont /${font.name} /Encoding /Identity-H ` +
            `/DescendantFonts [${descendant}] /ToUnicode ${toUnicode}`,
        );
        return [resource, reference] as [string, string];
      }),
  };
}
