import type { FontSet } from './fonts/files/noto-fonts.ts';
import type { Wording } from './languages/wording.ts';
import { brand, drawLetterhead } from './letterhead.ts';
import type { Canvas } from './pdf/canvas.ts';

const margin = 48;
const firstLine = 96;
/** Below this there is the footer. */
export const lastLine = 780;

/** Where a section draws, and how far down the page it got. */
export interface Flow {
  readonly canvas: Canvas;
  readonly fonts: FontSet;
  readonly left: number;
  readonly right: number;
  y: number;
  /** Goes on with the next page when this one has no room for so many points; true when it did. */
  ensure(height: number): boolean;
}

/** Starts on a first page. `drawPage` draws what every page has besides its text; by default our own letterhead. */
export function startFlow(
  canvas: Canvas,
  fonts: FontSet,
  drawPage: () => void = () => drawLetterhead(canvas, fonts),
): Flow {
  const startPage = () => {
    canvas.addPage();
    canvas.decorate(drawPage);
  };
  const flow: Flow = {
    canvas,
    fonts,
    left: margin,
    right: canvas.width - margin,
    y: firstLine,
    ensure(height) {
      if (flow.y + height <= lastLine) return false;
      startPage();
      flow.y = firstLine;
      return true;
    },
  };
  startPage();
  return flow;
}

/** At the end, when the number of pages is known: what the document is about, and the page's number. */
export function drawFooters(canvas: Canvas, fonts: FontSet, { say }: Wording, about: string): void {
  const subject = fonts.regular(about);
  for (let page = 0; page < canvas.pageCount(); page++) {
    canvas.switchTo(page);
    canvas.decorate(() => {
      const number = fonts.regular(say('page', { page: `${page + 1}`, pages: `${canvas.pageCount()}` }));
      canvas.box(margin, 796, canvas.width - 2 * margin, 0.6, brand.line);
      canvas.text(subject, margin, 810, 7.5, brand.muted);
      canvas.text(number, canvas.width - margin - (number.width * 7.5) / 1000, 810, 7.5, brand.muted);
    });
  }
}
