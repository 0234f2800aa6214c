import type { SvgPathCommand } from 'harfbuzzjs';
import { loadSlice } from './fonts/files/font-slice.ts';
import { type SharedDrawing, sharedDrawing } from './pdf/canvas.ts';
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

let drawing: SharedDrawing | undefined;

/** The band at the top of every page with mark and wordmark, in outlines. Drawn once a process. */
export function letterhead(): SharedDrawing {
  drawing ??= sharedDrawing(
    [
      `${brand.accent} rg 0 0 595.28 6 re f`,
      mark(48, 30, 28),
      `${brand.ink} rg`,
      outlined('Seatwright', 86, 50.5, 19),
    ].join('\n'),
  );
  return drawing;
}

// The first letter, on a rounded square.
function mark(x: number, y: number, size: number): string {
  return [
    `${brand.accent} rg`,
    rounded(x, y, size, size, size * 0.22),
    `f ${brand.white} rg`,
    outlined('S', x + size * 0.245, y + size * 0.83, size * 0.92),
  ].join('\n');
}

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

/** Filled outlines of a text, in the units of its font: whole numbers are short. */
function outlined(text: string, x: number, baseline: number, size: number): string {
  const font = loadSlice('noto-sans', 'latin', 600);
  const scale = size / 1000;
  let pen = 0;
  const outlines = font.shape(text, false).map(({ id, advance }) => {
    const outline = glyphPath(font.outlineOf(id), pen);
    pen += advance;
    return outline;
  });
  return `q ${scale} 0 0 ${-scale} ${points(x)} ${points(baseline)} cm\n${outlines.join('\n')} f Q`;
}

// PDF has cubic curves only; the quadratic ones of TrueType are raised to them.
function glyphPath(commands: readonly SvgPathCommand[], left: number): string {
  let [fromX, fromY] = [0, 0];
  return commands
    .map(({ type, values }) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = values.map((value, index) => (index % 2 === 0 ? left + value : value));
      if (type === 'Z') return 'h';
      if (type !== 'Q') {
        [fromX, fromY] = [x1, y1];
        return `${Math.round(x1)} ${Math.round(y1)} ${type === 'M' ? 'm' : 'l'}`;
      }
      const toward = (from: number, control: number) => from + (2 / 3) * (control - from);
      const curve = [toward(fromX, x1), toward(fromY, y1), toward(x2, x1), toward(y2, y1), x2, y2];
      [fromX, fromY] = [x2, y2];
      return `${curve.map(Math.round).join(' ')} c`;
    })
    .join(' ');
}
