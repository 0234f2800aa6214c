import type { DocumentFonts } from '#documents/pdf/canvas.ts';
import { createShaper, hanFormOf, type Shaper } from '../shape.ts';
import { createFontUsage, type EncodedFont } from './embedded-fonts.ts';
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
  return {
    use: usage.use,
    write(file) {
      const maps = new Map<Buffer, string>();
      const embedded = usage.encoded().map(({ resource, font }) => {
        const program = file.addStream(`/Length1 ${font.programLength}`, font.program);
        const toUnicode = maps.get(font.toUnicode) ?? file.addStream('', font.toUnicode);
        maps.set(font.toUnicode, toUnicode);
        return { resource, font, program, toUnicode };
      });
      const key = embedded.map(({ font, program, toUnicode }) => [font.name, font.widths, program, toUnicode]).join();
      return file.common(key, ({ add }) => embedded.map((each) => [each.resource, fontObject(each, add)] as const));
    },
  };
}

interface EmbeddedFont {
  readonly font: EncodedFont;
  readonly program: string;
  readonly toUnicode: string;
}

function fontObject({ font, program, toUnicode }: EmbeddedFont, add: (dictionary: string) => string): string {
  const descriptor = add(`${font.descriptor} /FontFile2 ${program}`);
  const descendant = add(
    `/Type /Font /Subtype /CIDFontType2 /BaseFont /${font.name} /CIDToGIDMap /Identity /DW 1000 /W ${font.widths} ` +
      `/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor}`,
  );
  return add(
    `/Type /Font /Subtype /Type0 /BaseFont /${font.name} /Encoding /Identity-H ` +
      `/DescendantFonts [${descendant}] /ToUnicode ${toUnicode}`,
  );
}
