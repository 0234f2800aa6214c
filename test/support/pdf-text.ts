import { inflateSync } from 'node:zlib';

/** A piece of text of a PDF and where it stands: points from the top left corner, on a page counted from 0. */
export interface PlacedText {
  readonly text: string;
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
}

interface Font {
  readonly meanings: ReadonlyMap<string, string>;
  readonly widths: ReadonlyMap<number, number>;
}

/** Reads back what the texts of a PDF of ours say, as a reader copies them: by the fonts' own tables of meanings and widths. */
export function readPdfText(pdf: Buffer): PlacedText[] {
  const objects = objectsOf(pdf);
  const object = (id = '') => objects.get(id) ?? { dictionary: '', stream: '' };
  const root = [...objects.values()].find(({ dictionary }) => dictionary.includes('/Type /Pages'));
  const kids = /\/Kids \[([^\]]*)\]/.exec(root?.dictionary ?? '')?.[1] ?? '';
  const pages = [...kids.matchAll(/(\d+) 0 R/g)].map(([, id]) => object(id).dictionary);
  return pages.flatMap((page, number) => {
    const resources = object(referenceOf(page, 'Resources')).dictionary;
    const fonts = new Map(
      [...resources.matchAll(/\/(noto\S+) (\d+) 0 R/g)].map(([, name = '', id]) => [name, fontOf(object(id), object)]),
    );
    return textsOf(object(referenceOf(page, 'Contents')).stream, fonts, number);
  });
}

interface PdfObject {
  readonly dictionary: string;
  readonly stream: string;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const file = pdf.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const match of file.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\n(endobj|stream\n)/gm)) {
    const [whole, id = '', dictionary = '', end] = match;
    const start = match.index + whole.length;
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
    const inflated = end !== 'endobj' && dictionary.includes('/FlateDecode');
    const stream = inflated ? inflateSync(pdf.subarray(start, start + length)).toString('latin1') : '';
    objects.set(id, { dictionary, stream });
  }
  return objects;
}

function referenceOf(dictionary: string, key: string): string {
  return new RegExp(`/${key} \\[?(\\d+) 0 R`).exec(dictionary)?.[1] ?? '';
}

function fontOf({ dictionary }: PdfObject, object: (id: string) => PdfObject): Font {
  const meanings = new Map(
    [...object(referenceOf(dictionary, 'ToUnicode')).stream.matchAll(/^<(\w{4})> <(\w+)>$/gm)].map(
      ([, glyph = '', text = '']) => [glyph, Buffer.from(text, 'hex').swap16().toString('utf16le')],
    ),
  );
  const widths = new Map<number, number>();
  const lists = /\/W \[(.*?\])\]/.exec(object(referenceOf(dictionary, 'DescendantFonts')).dictionary)?.[1] ?? '';
  for (const [, first, list = ''] of lists.matchAll(/(\d+) \[([^\]]*)\]/g)) {
    list.split(' ').forEach((width, index) => {
      widths.set(Number(first) + index, Number(width));
    });
  }
  return { meanings, widths };
}

function textsOf(operators: string, fonts: ReadonlyMap<string, Font>, page: number): PlacedText[] {
  return [...operators.matchAll(/BT 1 0 0 -1 (\S+) (\S+) Tm\n([\s\S]*?)\nET/g)].map(([, x, y, shown = '']) => {
    let text = '';
    let width = 0;
    let size = 0;
    for (const [, name = '', at, glyphs = ''] of shown.matchAll(/\/(noto\S+) (\S+) Tf (.*)/g)) {
      size = Number(at);
      const font = fonts.get(name);
      for (const [, hex = '', kerning = '0'] of glyphs.matchAll(/<(\w+)>|(-?[\d.]+)(?=[<\]\s])/g)) {
        width -= (Number(kerning) * size) / 1000;
        for (const glyph of hex.match(/.{4}/g) ?? []) {
          text += font?.meanings.get(glyph) ?? '\ufffd';
          width += ((font?.widths.get(Number.parseInt(glyph, 16)) ?? 1000) * size) / 1000;
        }
      }
    }
    return { text, page, left: Number(x), right: Number(x) + width, baseline: Number(y), size };
  });
}
