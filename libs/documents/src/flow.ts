import type { FontSet } from './fonts/certificate-fonts.ts';
import { brand, letterhead } from './letterhead.ts';
import type { LicenseFacts } from './license-facts.ts';
import { cleanText } from './license-text.ts';
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

/** Starts on a first page. */
export function startFlow(canvas: Canvas, fonts: FontSet): Flow {
  const flow: Flow = {
    canvas,
    fonts,
    left: margin,
    right: canvas.width - margin,
    y: firstLine,
    ensure(height) {
      if (flow.y + height <= lastLine) return false;
      startPage(canvas);
      flow.y = firstLine;
      return true;
    },
  };
  startPage(canvas);
  return flow;
}

function startPage(canvas: Canvas): void {
  canvas.addPage();
  canvas.decorate(() => canvas.shared(letterhead()));
}

/** At the end, when the number of pages is known. */
export function drawFooters(canvas: Canvas, fonts: FontSet, facts: LicenseFacts): void {
  const entitlement = fonts.regular(`Entitlement ${cleanText(facts.entitlementId, 80)}`);
  for (let page = 0; page < canvas.pageCount; page++) {
    canvas.switchTo(page);
    canvas.decorate(() => {
      const number = fonts.regular(`Page ${page + 1} of ${canvas.pageCount}`);
      canvas.box(margin, 796, canvas.width - 2 * margin, 0.6, brand.line);
      canvas.text(entitlement, margin, 810, 7.5, brand.muted);
      canvas.text(number, canvas.width - margin - (number.width * 7.5) / 1000, 810, 7.5, brand.muted);
    });
  }
}
