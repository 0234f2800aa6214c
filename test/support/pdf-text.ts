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

/** All dictionaries and streams of a PDF of ours, unpacked. */
export function pdfSource(pdf: Buffer): string {
  const objects = [...objectsOf(pdf).values()].filter(({ dictionary }) => !dictionary.includes('/Type /ObjStm'));
  return objects.map(({ dictionary, stream }) => `${dictionary}\n${stream}\n`).join('');
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
    for (const [packed, of] of packedIn(dictionary, stream)) objects.set(packed, of);
  }
  return objects;
}

/** The small objects of an object stream. */
function packedIn(dictionary: string, stream: string): [id: string, object: PdfObject][] {
  if (!dictionary.includes('/Type /ObjStm')) return [];
  const first = Number(/\/First (\d+)/.exec(dictionary)?.[1]);
  const heads = [...stream.slice(0, first).matchAll(/(\d+) (\d+)/g)].map(
    ([, id = '', place]) => [id, Number(place)] as const,
  );
  return heads.map(([id, place], index) => [
    id,
    { dictionary: stream.slice(first + place, first + (heads[index + 1]?.[1] ?? stream.length)), stream: '' },
  ]);
}

function referenceOf(dictionary: string, key: string): string {
  return new RegExp(`/${key} \\[?(\\d+) 0 R`).exec(dictionary)?.[1] ?? '';
}

function fontOf({ dictionary }: PdfObject, object: (id: string) => PdfObject): Font {
  const ranges = object(referenceOf(dictionary, 'ToUnicode')).stream.matchAll(/^<(\w{4})> <(\w{4})> <(\w+)>$/gm);
  const meanings = new Map(
    [...ranges].flatMap(([, first = '', last = '', text = '']) => meaningsOf(first, last, text)),
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

/** The glyphs of a range, each with its text: the last character counts on. */
function meaningsOf(first: string, last: string, text: string): [glyph: string, text: string][] {
  const [from, to] = [first, last].map((digits) => Number.parseInt(digits, 16)) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const end = (Number.parseInt(text.slice(-4), 16) + index).toString(16).padStart(4, '0');
    const meaning = Buffer.from(text.slice(0, -4) + end, 'hex')
      .swap16()
      .toString('utf16le');
    return [(from + index).toString(16).padStart(4, '0'), meaning];
  });
}

function textsOf(operators: string, fonts: ReadonlyMap<string, Font>, page: number): PlacedText[] {
  return [...operators.matchAll(/BT 1 0 0 -1 (\S+) (\S+) Tm\n([\s\S]*?)\nET/g)].map(([, x, y, shown = '']) => {
    let text = '';
    let width = 0;
    let size = 0;
    for (const [, name = '', at, glyphs = ''] of shown.matchAll(/\/(noto\S+) (\S+) Tf (.*)/g)) {
      size = Number(at);
      const font = fonts.get(name);
      for (const [, bytes = '', kerning = '0'] of glyphs.matchAll(/\(((?:\\.|[^\\()])*)\)|(-?[\d.]+)(?=[(\]\s])/g)) {
        width -= (Number(kerning) * size) / 1000;
        for (const glyph of hexOf(bytes).match(/.{4}/g) ?? []) {
          text += font?.meanings.get(glyph) ?? '\ufffd';
          width += ((font?.widths.get(Number.parseInt(glyph, 16)) ?? 1000) * size) / 1000;
        }
      }
    }
    return { text, page, left: Number(x), right: Number(x) + width, baseline: Number(y), size };
  });
}

/** The bytes of a text as digits. */
function hexOf(written: string): string {
  const bytes = written.replace(/\\(.)/g, (_, code: string) => ({ r: '\r', n: '\n' })[code] ?? code);
  return Buffer.from(bytes, 'latin1').toString('hex');
}
