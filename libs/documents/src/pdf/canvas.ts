import { utf16 } from '../fonts/files/embedded-fonts.ts';
import type { ShapedText, Span } from '../fonts/shape.ts';
import { createPdfFile, type PdfFile, points, type Reference, textString } from './objects.ts';
import type { Seal } from './packed.ts';
import type { PdfProperties } from './properties.ts';
import { createStructure, type Element, type Structure } from './structure.ts';

/** Red, green and blue from 0 to 1, as a content stream has them: `0.1 0.2 0.3`. */
export type Color = string;

/** Where the fonts of a document come from. */
export interface DocumentFonts {
  use(text: ShapedText): void;
  /** Writes the fonts that were used; resource names with their objects. */
  write(file: Pick<PdfFile, 'addStream' | 'common'>): readonly (readonly [resource: string, font: Reference])[];
}

/** Draws on the pages of a tagged document. Points from the top left corner of an A4 page; text sits on its baseline. */
export interface Canvas {
  readonly structure: Structure;
  readonly width: number;
  readonly height: number;
  pageCount(): number;
  addPage(): void;
  /** Goes back to a page, by number from 0. */
  switchTo(page: number): void;
  /** What is drawn inside belongs to the element. */
  within(element: Element, draw: () => void): void;
  /** What is drawn inside is decoration, which screen readers pass over. */
  decorate(draw: () => void): void;
  text(text: ShapedText, x: number, baseline: number, size: number, color: Color): void;
  box(x: number, y: number, width: number, height: number, color: Color): void;
  /** Operators of a content stream that leave the graphics state as it was. */
  draw(operators: string, color: Color): void;
  link(element: Element, x: number, y: number, width: number, height: number, url: string, description: string): void;
  /** The document, in memory of its own. */
  finish(seal?: Seal): Buffer<ArrayBuffer>;
}

interface Sheet {
  operators: string;
  readonly links: { readonly element: Element; readonly dictionary: string }[];
  color: Color;
  /** How many more of its letters read from left to right than from right to left. */
  leaning: number;
  /** A font of the page. */
  font?: string;
}

/** Starts a document; pages are added by the caller. */
export function createCanvas(properties: PdfProperties, fonts: DocumentFonts): Canvas {
  const structure = createStructure();
  const sheets: Sheet[] = [];
  let current = -1;
  const sheet = () => sheets[current] as Sheet;
  const put = (operators: string) => {
    sheet().operators += `${operators}\n`;
  };
  const paint = (color: Color) => {
    if (sheet().color === color) return;
    sheet().color = color;
    put(`${color} rg`);
  };
  return {
    structure,
    width: 595.28,
    height: 841.89,
    pageCount() {
      return sheets.length;
    },
    addPage() {
      sheets.push({ operators: '', links: [], color: '', leaning: 0 });
      current = sheets.length - 1;
    },
    switchTo(page) {
      current = page;
    },
    within(element, draw) {
      put(`/${element.type} << /MCID ${structure.mark(element, current)} >> BDC`);
      draw();
      put('EMC');
    },
    decorate(draw) {
      put('/Artifact BMC');
      draw();
      put('EMC');
    },
    text(text, x, baseline, size, color) {
      fonts.use(text);
      paint(color);
      sheet().leaning += text.leaning;
      sheet().font ??= text.spans[0]?.slice.resource;
      put(`BT 1 0 0 -1 ${points(x)} ${points(baseline)} Tm`);
      for (const span of text.spans) put(showSpan(span, size));
      put('ET');
    },
    box(x, y, width, height, color) {
      paint(color);
      put(`${points(x)} ${points(y)} ${points(width)} ${points(height)} re f`);
    },
    draw(operators, color) {
      paint(color);
      put(operators);
    },
    link(element, x, y, width, height, url, description) {
      const bottom = 841.89 - y - height;
      const dictionary =
        `/Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [${[x, bottom, x + width, bottom + height].map(points).join(' ')}] ` +
        `/A << /S /URI /URI ${textString(url)} >> /Contents ${textString(description)}`;
      sheet().links.push({ element, dictionary });
    },
    finish(seal) {
      const file = createPdfFile(properties, sheets.length);
      const pages = sheets.map(({ operators, links, leaning, font }, page) => {
        const marks = leaning < 0 ? leftToRightMarks(-leaning, font ?? '') : '';
        const written = links.map(({ element, dictionary }) => {
          const key = structure.nextAnnotationKey();
          const reference = file.add(`${dictionary} /StructParent ${key}`);
          structure.tie(element, page, reference, key);
          return reference;
        });
        return { operators: operators + marks, links: written };
      });
      const embedded = fonts.write(file);
      return file.finish({ pages, fonts: embedded, structure: structure.write(file) }, seal);
    },
  };
}

// Readers that extract text by position take a page for a right-to-left one, and its lines from the other end, when most of its
// letters are. As many marks as are missing, invisible in a corner, say that it is not.
function leftToRightMarks(count: number, font: string): string {
  const marks = utf16('\u200e'.repeat(count));
  return `/Artifact BMC /Span << /ActualText <feff${marks}> >> BDC BT 3 Tr 1 0 0 -1 594 1 Tm /${font} 1 Tf <0003> Tj 0 Tr ET EMC EMC`;
}

function showSpan({ slice, segments, actual }: Span, size: number): string {
  const shown = segments.map(({ shown, rise }) => {
    return rise === 0 ? `[(${shown})] TJ` : `${points((rise * size) / 1000)} Ts [(${shown})] TJ 0 Ts`;
  });
  const operators = `/${slice.resource} ${points(size)} Tf ${shown.join(' ')}`;
  if (actual === undefined) return operators;
  return `/Span << /ActualText <feff${utf16(actual)}> >> BDC ${operators} EMC`;
}
