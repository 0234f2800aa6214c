import type { FontSet } from './fonts/files/noto-fonts.ts';
import type { ShapedText } from './fonts/shape.ts';
import type { Canvas } from './pdf/canvas.ts';
import { points } from './pdf/objects.ts';

/** Colors of what we send. */
export const brand = {
  ink: '0.08 0.11 0.16',
  muted: '0.36 0.41 0.47',
  accent: '0.04 0.36 0.37',
  line: '0.82 0.85 0.88',
  panel: '0.945 0.965 0.965',
  white: '1 1 1',
} as const;

const [x, y, size] = [48, 30, 28];
const ground = `${rounded(x, y, size, size, size * 0.22)} f`;

/** The band at the top of every page with mark and wordmark. Decoration: to whoever reads or copies the page it says nothing. */
export function drawLetterhead(canvas: Canvas, { semibold }: FontSet): void {
  canvas.box(0, 0, canvas.width, 6, brand.accent);
  canvas.draw(ground, brand.accent);
  // In letters of the document's own font, which it has anyway: as outlines they took a ninth of a certificate.
  canvas.text(unread(semibold('S')), x + size * 0.245, y + size * 0.83, size * 0.92, brand.white);
  canvas.text(unread(semibold('Seatwright')), 86, 50.5, 19, brand.ink);
}

function unread(text: ShapedText): ShapedText {
  return { ...text, spans: text.spans.map((span) => ({ ...span, actual: '' })), leaning: 0 };
}

// A square, the mark's ground.
function rounded(x: number, y: number, width: number, height: number, radius: number): string {
  const bow = radius * 0.4477;
  const [right, bottom] = [x + width, y + height];
  const curve = (...values: number[]) => `${values.map(points).join(' ')} c`;
  return [
    `${points(x + radius)} ${points(y)} m ${points(right - radius)} ${points(y)} l`,
    curve(right - bow, y, right, y + bow, right, y + radius),
    `${points(right)} ${points(bottom - radius)} l`,
    curve(right, bottom - bow, right - bow, bottom, right - radius, bottom),
    `${points(x + radius)} ${points(bottom)} l`,
    curve(x + bow, bottom, x, bottom - bow, x, bottom - radius),
    `${points(x)} ${points(y + radius)} l`,
    curve(x, y + bow, x + bow, y, x + radius, y),
    'h',
  ].join(' ');
}
