import type { PathCommand } from 'fontkit';

interface Point {
  x: number;
  y: number;
  onCurve: boolean;
}

/** One glyph as a `glyf` table has it: without hinting and without components. Empty for a blank glyph such as the space. */
export function encodeOutline(commands: readonly PathCommand[]): Buffer {
  const contours = contoursOf(commands);
  const points = contours.flat();
  if (points.length === 0) return Buffer.alloc(0);
  const header = Buffer.alloc(10 + 2 * contours.length + 2);
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  header.writeInt16BE(contours.length, 0);
  [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].forEach((limit, index) => {
    header.writeInt16BE(limit, 2 + 2 * index);
  });
  let end = -1;
  contours.forEach((contour, index) => {
    end += contour.length;
    header.writeUInt16BE(end, 10 + 2 * index);
  });
  const across = encodeAxis(xs, 0x02, 0x10);
  const upward = encodeAxis(ys, 0x04, 0x20);
  const flags = points.map(
    (point, index) => (point.onCurve ? 1 : 0) | (across.flags[index] ?? 0) | (upward.flags[index] ?? 0),
  );
  const glyph = Buffer.concat([header, Buffer.from(flags), Buffer.from(across.bytes), Buffer.from(upward.bytes)]);
  return Buffer.concat([glyph, Buffer.alloc(-glyph.length & 3)]);
}

function encodeAxis(
  values: readonly number[],
  shortBit: number,
  sameBit: number,
): { flags: number[]; bytes: number[] } {
  const bytes: number[] = [];
  let before = 0;
  const flags = values.map((value) => {
    const delta = value - before;
    before = value;
    if (delta === 0) return sameBit;
    if (Math.abs(delta) < 256) {
      bytes.push(Math.abs(delta));
      return delta > 0 ? shortBit | sameBit : shortBit;
    }
    bytes.push((delta >> 8) & 255, delta & 255);
    return 0;
  });
  return { flags, bytes };
}

function contoursOf(commands: readonly PathCommand[]): Point[][] {
  const contours: Point[][] = [];
  for (const { command, args } of commands) {
    const [x = 0, y = 0, x2 = 0, y2 = 0] = args.map(Math.round);
    if (command === 'moveTo') contours.push([{ x, y, onCurve: true }]);
    const contour = contours.at(-1);
    if (command === 'lineTo') contour?.push({ x, y, onCurve: true });
    if (command === 'quadraticCurveTo') contour?.push({ x, y, onCurve: false }, { x: x2, y: y2, onCurve: true });
  }
  return contours.map(withoutImplied).filter((contour) => contour.length > 1);
}

// A point midway between two control points goes without saying in TrueType; so does the return to the start.
function withoutImplied(contour: Point[]): Point[] {
  const [first, last] = [contour[0], contour.at(-1)];
  const closed = first && last && contour.length > 1 && last.onCurve && first.x === last.x && first.y === last.y;
  const points = closed ? contour.slice(0, -1) : contour;
  return points.filter((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1] ?? points[0];
    if (!point.onCurve || !before || !after || before.onCurve || after.onCurve) return true;
    return Math.abs(2 * point.x - before.x - after.x) > 1 || Math.abs(2 * point.y - before.y - after.y) > 1;
  });
}
